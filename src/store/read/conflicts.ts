import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import type { Id } from '../../domain/event/event.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import { getType } from '../../domain/rules/workflow.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { conflicts, events, links, reviews, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { actorName } from './events.ts';
import type { Tx } from './tickets.ts';

/**
 * The tickets with a value that lost against a concurrent one, or a suspended link. These are few: `scope` is asked of each,
 * and so must be of the route `walk`.
 */
export function listConflicting(tx: Tx, scope: SQL | undefined): { ticket: number; key: string; fields: string[] }[] {
  const rows = tx.db
    .select({ ticket: tickets.ticket, key: tickets.key, field: conflicts.field })
    .from(conflicts)
    .innerJoin(tickets, eq(tickets.ticket, conflicts.ticket))
    .where(scope)
    // The plus keeps SQLite from going through all keys in order.
    .orderBy(sql`+${tickets.key}`)
    .all();
  const suspended = tx.db
    .select({ ticket: tickets.ticket, key: tickets.key })
    .from(links)
    .innerJoin(tickets, eq(tickets.ticket, links.ticket))
    .where(and(eq(links.suspended, true), scope))
    .all();
  const found = new Map<number, { ticket: number; key: string; fields: string[] }>();
  for (const { ticket, key, field } of [...rows, ...suspended.map((row) => ({ ...row, field: 'blocks' }))]) {
    const fields = found.get(ticket)?.fields ?? [];
    found.set(ticket, { ticket, key, fields: [...new Set([...fields, field])] });
  }
  return [...found.values()];
}

/** Gated tickets in their positive terminal status whose latest submission is not approved. */
export function listUnapproved(tx: ReadTx, scope: SQL | undefined): { ticket: number; key: string }[] {
  const gated = Object.keys(tx.config.review).filter((type) => tx.config.review[type]);
  return gated.flatMap((type) => {
    const positive = getType(tx.config.types, type).positive;
    const approved = tx.db
      .select({ ticket: reviews.ticket })
      .from(reviews)
      .where(and(eq(reviews.latest, true), eq(reviews.decision, 'approved'), eq(reviews.open, false)));
    return tx.db
      .select({ ticket: tickets.ticket, key: tickets.key })
      .from(tickets)
      .where(
        and(eq(tickets.type, type), eq(tickets.status, positive), scope, sql`${tickets.ticket} not in ${approved}`),
      )
      .orderBy(tickets.key)
      .all();
  });
}

export interface ConflictView {
  field: string;
  value: string;
  actor: string;
  time: number;
  event: Id;
}

const conflictsOf = prepared((db) =>
  db
    .select({ field: conflicts.field, value: conflicts.value, id: events.id, time: events.time, actor: actorName })
    .from(conflicts)
    .innerJoin(events, eq(events.event, conflicts.event))
    .where(eq(conflicts.ticket, placeholders.ticket))
    .orderBy(asc(conflicts.field), asc(events.id))
    .prepare(),
);

export const listConflicts = (tx: Tx, ticket: number): ConflictView[] =>
  conflictsOf(tx.db)
    .all({ ticket })
    .map(({ id, ...row }) => ({ ...row, event: idFromBytes(id) }));

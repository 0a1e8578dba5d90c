import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { getFrom } from '../../domain/get-from.ts';
import type { Note } from '../../domain/rules/notes.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { assignees, conflicts, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { newestNote } from './notes.ts';
import { listNames } from './tickets.ts';
import { namesOf, type Turn } from './turns.ts';

/** What `board me` tells its caller: tickets that are, were or may be theirs. `scope` is a condition on the tickets. */

export interface Held {
  key: string;
  title: string;
  status: string;
  /** Milliseconds since 1970. */
  until: number;
  thisSession: boolean;
  note?: Note | undefined;
}

const listHeld = (tx: ReadTx) => [...tx.liveClaims].filter(([, claim]) => claim.actor === tx.author.actor);

/** Live claims of this session, and of the actor's other ones. */
export function listHolding(tx: ReadTx, scope: SQL | undefined): Held[] {
  const held = new Map(listHeld(tx));
  return tx.db
    .select({ ticket: tickets.ticket, key: tickets.key, title: tickets.title, status: tickets.status })
    .from(tickets)
    .where(and(inArray(tickets.ticket, [...held.keys()]), scope))
    .all()
    .map(({ ticket, ...row }) => {
      const { until, session } = getFrom(held, ticket, 'claim of ticket');
      return { ...row, until, thisSession: session === tx.author.session, note: newestNote(tx, ticket) };
    })
    .sort((a, b) => Number(b.thisSession) - Number(a.thisSession) || b.until - a.until);
}

/** Open tickets assigned to the actor, or to the person whose agent it is, that it does not hold, nor has its turn on. */
export function listAssigned(
  tx: ReadTx,
  scope: SQL | undefined,
  turns: readonly Turn[],
): Pick<Held, 'key' | 'title' | 'status'>[] {
  const held = new Set([...listHeld(tx).map(([ticket]) => ticket), ...turns.map(({ ticket }) => ticket)]);
  const { ticket, key, title, type, status } = tickets;
  const isMine = sql`${ticket} in (select ticket from assignees where ${inArray(assignees.name, namesOf(tx.author.actor))})`;
  return tx.db
    .select({ ticket, key, title, type, status })
    .from(tickets)
    .where(and(eq(tickets.archived, false), isMine, scope))
    .orderBy(desc(tickets.updatedAt))
    .all()
    .filter((row) => !held.has(row.ticket) && !isTerminal(tx.config.types, row.type, row.status))
    .map((row) => ({ key: row.key, title: row.title, status: row.status }));
}

/** Claims that lost against an earlier one in a merge. */
export function listLost(tx: ReadTx, scope: SQL | undefined): Pick<Held, 'key' | 'title'>[] {
  return tx.db
    .selectDistinct({ ticket: tickets.ticket, key: tickets.key, title: tickets.title })
    .from(conflicts)
    .innerJoin(tickets, eq(tickets.ticket, conflicts.ticket))
    .where(and(eq(conflicts.field, 'claim'), eq(conflicts.value, tx.author.actor), scope))
    .all()
    .filter((row) => !listNames(tx, 'assignees', row.ticket).includes(tx.author.actor))
    .map(({ key, title }) => ({ key, title }));
}

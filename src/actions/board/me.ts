import { and, desc, eq, gt, inArray, ne, type SQL, sql } from 'drizzle-orm';
import * as z from 'zod/mini';
import { renderQuery } from '../../domain/query/render.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { readScope } from '../../store/find/scope.ts';
import { listWaiting, type WaitingReview } from '../../store/read/reviews.ts';
import { listNames } from '../../store/read/tickets.ts';
import { actors, conflicts, events, sessions, tickets } from '../../store/schema/schema.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, queryField } from '../action.ts';
import { readQuery } from '../query.ts';

export interface MeResult {
  actor: string;
  kind: string;
  session: string;
  client: string;
  root: string;
  branch?: string | undefined;
  query: string;
  notes: string[];
  /** Live claims of this session, and of the actor's other ones. */
  holding: { key: string; title: string; status: string; until: number; thisSession: boolean }[];
  /** Open tickets assigned to the actor that it does not hold. */
  assigned: { key: string; title: string; status: string }[];
  reviews: WaitingReview[];
  /** Claims that lost against an earlier one in a merge. */
  lost: { key: string; title: string }[];
  /** When the actor last asked; undefined: never before. */
  since?: number | undefined;
  changed: { key: string; title: string; actors: string[]; events: number }[];
  /** How many more there are of what is shown in part. */
  left: { assigned: number; reviews: number; changed: number };
}

const shown = 10;

export const me = defineAction({
  tool: 'board',
  name: 'me',
  access: 'read',
  input: () => z.strictObject({ ...queryField }),
  filters: true,
  example: {},
  async run(tx, input): Promise<MeResult> {
    const { actor, actorKind, session, client } = tx.author;
    const query = readQuery(tx, input);
    const scope = query.terms.length + query.filters.length > 0 ? await readScope(tx, query) : undefined;
    const since = tx.leases.visit(actor, tx.now);
    const assigned = listAssigned(tx, scope);
    const reviews = listWaiting(tx, scope).filter((review) => review.decidable);
    const changed = since === undefined ? [] : listChanged(tx, since, scope);
    return {
      ...{ actor, kind: actorKind, session, client, root: tx.root, since },
      ...{ query: renderQuery(query), notes: query.notes },
      branch: await tx.repository.branch(),
      holding: listHolding(tx, scope),
      assigned: assigned.slice(0, shown),
      reviews: reviews.slice(0, shown),
      lost: listLost(tx, scope),
      changed: changed.slice(0, shown),
      left: { assigned: beyond(assigned), reviews: beyond(reviews), changed: beyond(changed) },
    };
  },
});

const beyond = (items: readonly unknown[]): number => Math.max(0, items.length - shown);

const listHeld = (tx: ReadTx) => [...tx.liveClaims].filter(([, claim]) => claim.actor === tx.author.actor);

function listHolding(tx: ReadTx, scope: SQL | undefined): MeResult['holding'] {
  const held = new Map(listHeld(tx));
  return tx.db
    .select({ ticket: tickets.ticket, key: tickets.key, title: tickets.title, status: tickets.status })
    .from(tickets)
    .where(and(inArray(tickets.ticket, [...held.keys()]), scope))
    .all()
    .map(({ ticket, ...row }) => {
      const { until, session } = held.get(ticket)!;
      return { ...row, until, thisSession: session === tx.author.session };
    })
    .sort((a, b) => Number(b.thisSession) - Number(a.thisSession) || b.until - a.until);
}

function listAssigned(tx: ReadTx, scope: SQL | undefined): MeResult['assigned'] {
  const held = new Set(listHeld(tx).map(([ticket]) => ticket));
  const { ticket, key, title, type, status } = tickets;
  const isMine = sql`${ticket} in (select ticket from assignees where name = ${tx.author.actor})`;
  return tx.db
    .select({ ticket, key, title, type, status })
    .from(tickets)
    .where(and(eq(tickets.archived, false), isMine, scope))
    .orderBy(desc(tickets.updatedAt))
    .all()
    .filter((row) => !held.has(row.ticket) && !isTerminal(tx.config.types, row.type, row.status))
    .map((row) => ({ key: row.key, title: row.title, status: row.status }));
}

function listLost(tx: ReadTx, scope: SQL | undefined): MeResult['lost'] {
  return tx.db
    .selectDistinct({ ticket: tickets.ticket, key: tickets.key, title: tickets.title })
    .from(conflicts)
    .innerJoin(tickets, eq(tickets.ticket, conflicts.ticket))
    .where(and(eq(conflicts.field, 'claim'), eq(conflicts.value, tx.author.actor), scope))
    .all()
    .filter((row) => !listNames(tx, 'assignees', row.ticket).includes(tx.author.actor))
    .map(({ key, title }) => ({ key, title }));
}

/** Tickets that others have changed since, the latest first. */
function listChanged(tx: ReadTx, since: number, scope: SQL | undefined): MeResult['changed'] {
  return tx.db
    .select({
      key: tickets.key,
      title: tickets.title,
      actors: sql<string>`json_group_array(distinct ${actors.name})`,
      events: sql<number>`count(*)`,
    })
    .from(events)
    .innerJoin(tickets, eq(tickets.ticket, events.ticket))
    .innerJoin(actors, eq(actors.actor, events.actor))
    .innerJoin(sessions, eq(sessions.session, events.session))
    .where(and(gt(tickets.updatedAt, since), gt(events.time, since), ne(sessions.name, tx.author.session), scope))
    .groupBy(tickets.ticket)
    .orderBy(desc(sql`max(${events.time})`))
    .all()
    .map((row) => ({ ...row, actors: JSON.parse(row.actors) }));
}

import { and, eq, gt, inArray, or, sql } from 'drizzle-orm';
import { events, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { isOpen } from './where.ts';

/** An open ticket that somebody has claimed and not given up. */
export interface Claimed {
  /** Its number in this file. */
  ticket: number;
  key: string;
  title: string;
  type: string;
  status: string;
  actor: string;
  /** Milliseconds since 1970; undefined: it was claimed in another work tree. */
  since?: number | undefined;
  /** Milliseconds since 1970; undefined: the claim ran out, or its session has ended. */
  until?: number | undefined;
}

/** Live claims and those that ran out, the latest first, as many of them as `limit` says: a claim that ran out stays in the file. */
export function listClaimed(tx: ReadTx, limit: number): Claimed[] {
  const live = tx.liveClaims;
  const rows = tx.db
    .select({
      ...{ ticket: tickets.ticket, key: tickets.key, title: tickets.title, type: tickets.type },
      ...{ status: tickets.status, claimant: tickets.claimActor, since: events.time },
    })
    .from(tickets)
    .leftJoin(events, eq(events.event, tickets.claimEvent))
    .where(and(or(gt(tickets.claimSession, ''), inArray(tickets.ticket, [...live.keys()])), isOpen(tx)))
    .orderBy(sql`coalesce(${events.time}, 9e15) desc`, tickets.key)
    .limit(limit)
    .all();
  return rows.flatMap(({ claimant, since, ...row }) => {
    const claim = live.get(row.ticket);
    const actor = claim?.actor ?? claimant;
    if (actor === null) return [];
    return [{ ...row, actor, since: claimant === actor ? (since ?? undefined) : undefined, until: claim?.until }];
  });
}

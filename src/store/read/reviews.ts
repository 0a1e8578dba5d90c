import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { events, reviews, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';

export interface WaitingReview {
  key: string;
  title: string;
  actor: string;
  time: number;
  state: string;
  message: string;
  /** Whether the caller may decide on it. */
  decidable: boolean;
}

/** Submissions that wait for a decision, the oldest first; `scope` is a condition on their tickets. */
export function listWaiting(tx: ReadTx, scope?: SQL): WaitingReview[] {
  const rows = tx.db
    .select({
      key: tickets.key,
      title: tickets.title,
      time: events.time,
      decision: reviews.decision,
      actor: sql<string>`(select name from actors where actor = ${events.actor})`,
      session: sql<string>`(select name from sessions where session = ${events.session})`,
      message: sql<string>`${events.payload} ->> '$.message'`,
    })
    .from(reviews)
    .innerJoin(events, eq(events.event, reviews.event))
    .innerJoin(tickets, eq(tickets.ticket, reviews.ticket))
    .where(and(eq(reviews.open, true), eq(reviews.latest, true), eq(tickets.archived, false), scope))
    .orderBy(asc(events.time), asc(tickets.key))
    .all();
  return rows.map(({ session, decision, ...row }) => ({
    ...row,
    state: decision ?? 'waiting',
    decidable: row.actor !== tx.author.actor && session !== tx.author.session,
  }));
}

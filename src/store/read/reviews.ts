import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { standingOf } from '../../domain/rules/persons.ts';
import { events, reviews, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { actorKind, actorName } from './events.ts';

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
      type: tickets.type,
      actor: actorName,
      actorKind,
      session: sql<string>`(select name from sessions where session = ${events.session})`,
      message: sql<string>`${events.payload} ->> '$.message'`,
    })
    .from(reviews)
    .innerJoin(events, eq(events.event, reviews.event))
    .innerJoin(tickets, eq(tickets.ticket, reviews.ticket))
    .where(and(eq(reviews.open, true), eq(reviews.latest, true), eq(tickets.archived, false), scope))
    .orderBy(asc(events.time), asc(tickets.key))
    .all();
  return rows.map(({ session, decision, type, actorKind: kind, ...row }) => {
    const other = tx.config.review[type] === 'other';
    const { standing } = standingOf({ actor: row.actor, actorKind: kind, session }, tx.author, { other });
    return { ...row, state: decision ?? 'waiting', decidable: standing !== 'own' };
  });
}

import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/budget.ts';
import { TrackerError } from '../../domain/errors.ts';
import { events, reviews, tickets } from '../../store/schema.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields } from '../action.ts';

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

export interface WaitingResult {
  reviews: WaitingReview[];
  total: number;
  cursor?: string | undefined;
}

export const list = defineAction({
  tool: 'alignment',
  name: 'list',
  access: 'read',
  input: z.strictObject({ ...pageFields }),
  example: {},
  async run(tx, { limit = 20, cursor, budget = defaultBudget }): Promise<WaitingResult> {
    const start = cursor === undefined ? 0 : Number(cursor);
    if (!Number.isInteger(start) || start < 0)
      throw new TrackerError(
        'invalid_input',
        `"${cursor}" is not a cursor.`,
        'Send the cursor of the reply before, or none.',
      );
    const all = listWaiting(tx);
    const page = all.slice(start, start + limit);
    const count = countFitting(
      page,
      budget,
      (review) => estimateTokens(review.title + review.message.slice(0, 120)) + 15,
    );
    const end = start + count;
    return { reviews: page.slice(0, count), total: all.length, cursor: end < all.length ? String(end) : undefined };
  },
});

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
    .orderBy(asc(events.time))
    .all();
  return rows.map(({ session, decision, ...row }) => ({
    ...row,
    state: decision ?? 'waiting',
    decidable: row.actor !== tx.author.actor && session !== tx.author.session,
  }));
}

import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/input/budget.ts';
import { quote } from '../../domain/words.ts';
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
  /** After this page. */
  left: number;
  cursor?: string | undefined;
}

export const list = defineAction({
  tool: 'alignment',
  name: 'list',
  access: 'read',
  input: () => z.strictObject({ ...pageFields }),
  example: {},
  async run(tx, { limit = 20, cursor, budget = defaultBudget }): Promise<WaitingResult> {
    const after = cursor === undefined ? undefined : parseCursor(cursor);
    const all = listWaiting(tx);
    // What was decided since the page before must not move the rest over its end.
    const rest = after
      ? all.filter((one) => one.time > after.time || (one.time === after.time && one.key > after.key))
      : all;
    const page = rest.slice(0, limit);
    const count = countFitting(
      page,
      budget,
      (review) => estimateTokens(review.title + review.message.slice(0, 120)) + 15,
    );
    const last = page[count - 1];
    const left = rest.length - count;
    return {
      reviews: page.slice(0, count),
      ...{ total: all.length, left },
      cursor: last && left > 0 ? `${last.time.toString(36)}.${last.key}` : undefined,
    };
  },
});

function parseCursor(cursor: string): { time: number; key: string } {
  const [, time, after] = /^([0-9a-z]{1,10})\.([A-Z][A-Z0-9]*-\d{1,9})$/.exec(cursor) ?? [];
  if (time !== undefined && after !== undefined) return { time: Number.parseInt(time, 36), key: after };
  const hint = 'Send the cursor of the reply before, or none.';
  throw new TrackerError('invalid_input', `${quote(cursor)} is not a cursor.`, hint);
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

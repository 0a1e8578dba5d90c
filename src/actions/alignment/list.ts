import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/input/budget.ts';
import { quote } from '../../domain/words.ts';
import { listWaiting, type WaitingReview } from '../../store/read/reviews.ts';
import { defineAction, pageFields } from '../action.ts';

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

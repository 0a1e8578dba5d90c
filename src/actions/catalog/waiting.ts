import * as z from 'zod/mini';
import { defineAction } from '../action.ts';
import { readOwn } from '../board/own.ts';

/** How much waits for the caller. */
export interface WaitingCounts {
  /** What others have sent back or handed over. */
  turns: number;
  /** Tickets on which somebody has named the caller, neither answered nor read. */
  questions: number;
  /** Submissions on which the caller may decide. */
  reviews: number;
  assigned: number;
  holding: number;
}

/** As `board me` has them: a question in the note of one that it shows is not told twice. */
const shownTurns = 10;

/** For a page that shows a number all day long: nothing counts as told, which `board me` would have noted. */
export const waiting = defineAction({
  tool: 'catalog',
  name: 'waiting',
  access: 'read',
  input: () => z.strictObject({}),
  example: {},
  async run(tx): Promise<WaitingCounts> {
    const { holding, turns, assigned, questions, reviews } = readOwn(tx, { shown: shownTurns });
    return {
      ...{ turns: turns.length, questions: questions.length, reviews: reviews.length },
      ...{ assigned: assigned.length, holding: holding.length },
    };
  },
});

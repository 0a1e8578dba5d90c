import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { call, hint } from '../../domain/hint.ts';
import { countFitting, defaultBudget } from '../../domain/input/budget.ts';
import { key } from '../../domain/input/fields.ts';
import type { Finding } from '../../domain/rules/gates.ts';
import { findReview } from '../../store/read/discussion.ts';
import { getTicket } from '../../store/read/tickets.ts';
import { defineAction, pageFields } from '../action.ts';
import { findForApproval } from '../gates/findings.ts';
import { costOf, listSubmissions, type SubmissionView, withinBudget } from './submissions.ts';
import { type NextTurn, turnAfter } from './turn.ts';

export interface ReviewResult extends NextTurn {
  key: string;
  title: string;
  type: string;
  status: string;
  /** waiting, approved, changes_requested, rejected, needs_review */
  state: string;
  /** Whether the type's positive status needs an approval. */
  gated: boolean;
  /** What speaks against an approval, where one is asked for. */
  said?: Finding[];
  /** Newest first. */
  submissions: SubmissionView[];
  /** Earlier submissions that did not fit into the budget. */
  left: number;
}

export const get = defineAction({
  tool: 'alignment',
  name: 'get',
  access: 'read',
  input: () => z.strictObject({ id: key, budget: pageFields.budget }),
  example: { id: 'PAY-482913' },
  async run(tx, { id, budget = defaultBudget }): Promise<ReviewResult> {
    const row = getTicket(tx, id);
    const review = findReview(tx, row.ticket);
    if (!review)
      throw new TrackerError(
        'not_found',
        `${row.key} has not been submitted for review.`,
        hint`${call('alignment', { action: 'list' })} shows what waits for a decision.`,
      );
    const all = listSubmissions(tx, row);
    const submissions = all.map((one) => withinBudget(one, budget));
    const count = countFitting(submissions, budget, costOf);
    return {
      ...{ key: row.key, title: row.title, type: row.type, status: row.status },
      ...turnAfter(tx, row, { decision: review.decision ?? undefined, submitter: review.actor }),
      state: review.decision ?? 'waiting',
      gated: Boolean(tx.config.review[row.type]),
      ...(review.open && { said: await findForApproval(tx, row, review) }),
      submissions: submissions.slice(0, count),
      left: all.length - count,
    };
  },
});

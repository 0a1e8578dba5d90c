import { TrackerError } from '../../domain/errors.ts';
import { call, type Hint, hint } from '../../domain/hint.ts';
import { getType } from '../../domain/rules/workflow.ts';
import { findReview } from '../../store/read/discussion.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';

/** Why a gated type's positive terminal status is shut: it needs an approval of the latest submission. */
export function findReviewFault(
  tx: ReadTx,
  { row, type, status }: { row: TicketRow; type: string; status: string },
): { fault: string; hint: string | Hint } | undefined {
  if (!tx.config.review[type] || status !== getType(tx.config.types, type).positive) return undefined;
  const review = findReview(tx, row.ticket);
  if (review?.decision === 'approved' && !review.open) return undefined;
  const state = review?.decision ? `is ${review.decision}` : 'waits for a decision';
  return {
    fault: `a ${type} becomes ${status} only after an approval${review ? `; its submission ${state}` : ''}`,
    hint: review?.open
      ? hint`Somebody else decides; ${call('alignment', { action: 'get', id: row.key })} shows what on.`
      : 'Submit what was done, with evidence (alignment, action submit), and have another actor decide.',
  };
}

/** A change of type is no way around a review: not into a positive terminal status, and not out of a gated type once work has begun. Throws `review_required`. */
export function checkTypeChange(tx: ReadTx, row: TicketRow, type: string, status: string): void {
  checkReview(tx, row, type, status);
  const from = tx.config.types[row.type];
  const begun = from && row.status !== from.initial && !from.ready.includes(row.status);
  if (begun && tx.config.review[row.type] && !tx.config.review[type]) checkReview(tx, row, row.type, from.positive);
}

function checkReview(tx: ReadTx, row: TicketRow, type: string, status: string): void {
  const shut = findReviewFault(tx, { row, type, status });
  if (shut) throw new TrackerError('review_required', `${row.key}: ${shut.fault}.`, shut.hint);
}

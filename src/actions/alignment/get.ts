import { z } from 'zod';
import { countFitting, cutText, defaultBudget, estimateTokens } from '../../domain/budget.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { Evidence } from '../../domain/event.ts';
import { key } from '../../domain/fields.ts';
import { shortId } from '../../domain/id.ts';
import { listTicketEvents } from '../../store/events.ts';
import { findReview, getTicket, type TicketRow } from '../../store/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields } from '../action.ts';

export interface SubmissionView {
  event: string;
  actor: string;
  time: number;
  message: string;
  evidence: Evidence[];
  decisions: { event: string; actor: string; time: number; decision: string; message?: string | undefined }[];
}

export interface ReviewResult {
  key: string;
  title: string;
  type: string;
  status: string;
  /** waiting, approved, changes_requested, rejected, needs_review */
  state: string;
  /** Whether the type's positive status needs an approval. */
  gated: boolean;
  /** Newest first. */
  submissions: SubmissionView[];
  /** Earlier submissions that did not fit into the budget. */
  left: number;
}

export const get = defineAction({
  tool: 'alignment',
  name: 'get',
  access: 'read',
  input: z.strictObject({ id: key, budget: pageFields.budget }),
  example: { id: 'PAY-482913' },
  async run(tx, { id, budget = defaultBudget }): Promise<ReviewResult> {
    const row = getTicket(tx, id);
    const review = findReview(tx, row.ticket);
    if (!review)
      throw new TrackerError(
        'not_found',
        `${row.key} has not been submitted for review.`,
        `Call alignment(action:"submit", id:"${row.key}", message:"what was done").`,
      );
    const all = listSubmissions(tx, row);
    const submissions = all.map((one) => withinBudget(one, budget));
    const count = countFitting(submissions, budget, costOf);
    return {
      ...{ key: row.key, title: row.title, type: row.type, status: row.status },
      state: review.open ? (review.decision ?? 'waiting') : review.decision!,
      gated: tx.config.review[row.type] === true,
      submissions: submissions.slice(0, count),
      left: all.length - count,
    };
  },
});

const costOf = ({ message, evidence, decisions }: SubmissionView): number =>
  [message, ...evidence.map((item) => item.value), ...decisions.map((one) => one.message ?? '')]
    .map((text) => estimateTokens(text) + 12)
    .reduce((a, b) => a + b, 0);

/** What is said may be 256 KiB long. */
function withinBudget(submission: SubmissionView, budget: number): SubmissionView {
  if (costOf(submission) <= budget) return submission;
  const { message, evidence, decisions } = submission;
  const share = budget / 3;
  return {
    ...submission,
    message: cutText(message, share),
    evidence: evidence.map((item) => ({ ...item, value: cutText(item.value, share / evidence.length) })),
    decisions: decisions.map((one) => ({
      ...one,
      ...(one.message && { message: cutText(one.message, share / decisions.length) }),
    })),
  };
}

function listSubmissions(tx: ReadTx, row: TicketRow): SubmissionView[] {
  const events = listTicketEvents(tx.db, row.ticket);
  const retracted = new Set(events.flatMap((event) => (event.kind === 'retract' ? [event.payload.event] : [])));
  const standing = events.filter((event) => !retracted.has(event.id));
  return standing
    .flatMap((event) => (event.kind === 'submit' ? [event] : []))
    .map(({ id, actor, time, payload }) => ({
      event: shortId(id),
      ...{ actor, time, message: payload.message, evidence: payload.evidence },
      decisions: standing.flatMap((event) =>
        event.kind === 'decide' && event.payload.submission === id
          ? [
              {
                event: shortId(event.id),
                actor: event.actor,
                time: event.time,
                decision: event.payload.decision,
                message: event.payload.message,
              },
            ]
          : [],
      ),
    }))
    .reverse();
}

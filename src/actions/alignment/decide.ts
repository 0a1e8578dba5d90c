import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { decisions, type Id } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { call, hint } from '../../domain/hint.ts';
import { decision, key, text } from '../../domain/input/fields.ts';
import type { Finding } from '../../domain/rules/gates.ts';
import { isSameActor, standingOf } from '../../domain/rules/persons.ts';
import { asText, foldWord, isBlank } from '../../domain/words.ts';
import { findReview, type ReviewRow } from '../../store/read/discussion.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { getTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx, WriteTx } from '../../store/tx.ts';
import { defineAction, writeFields } from '../action.ts';
import { askAhead } from '../gates/ahead.ts';
import { findForApproval } from '../gates/findings.ts';
import { mentionsIn } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { type NextTurn, turnAfter } from './turn.ts';

export interface DecideResult extends NextTurn {
  key: string;
  event: string;
  /** Nothing was recorded: the last that happened to the ticket was the same decision of the same actor. */
  already: boolean;
  decision: string;
  submission: string;
  submitter: string;
  /** The submitter is an agent or a script of the person who decided. */
  ownAgent: boolean;
  /** Others than the submitter who have held the ticket. */
  held: string[];
  /** What speaks against an approval. */
  said?: Finding[];
}

/** Whether it is a decision that has to say why. */
const isReasoned = (verdict: unknown): boolean =>
  decisions.some((one) => one !== 'approved' && one === foldWord(asText(verdict)));

export const decide = defineAction({
  tool: 'alignment',
  name: 'decide',
  access: 'write',
  scope: 'review',
  input: () => z.strictObject({ id: key, decision, message: z.optional(text), ...writeFields }),
  findFaults: ({ decision: verdict, message }) =>
    isReasoned(verdict) && isBlank(asText(message)) ? [`${verdict} needs a message that says why`] : [],
  ahead: askAhead,
  example: { id: 'PAY-482913', decision: 'approved', message: 'why' },
  async run(tx, { id, decision: verdict, message, expected_revision }): Promise<DecideResult> {
    const row = getTicket(tx, id);
    checkRevision(tx, row, expected_revision);
    const { review, ownAgent } = checkMayDecide(tx, row);
    const before = findSame(tx, row, { submission: review.submission, decision: verdict, message });
    const event =
      before ??
      (await tx.record(idOf(row), 'decide', {
        submission: review.submission,
        decision: verdict,
        ...(message && { message, ...mentionsIn(tx, message) }),
      }));
    return {
      key: row.key,
      event: shortId(event.id),
      already: before !== undefined,
      decision: verdict,
      submission: shortId(review.submission),
      submitter: review.actor,
      ownAgent,
      held: listHolders(tx, row).filter((actor) => !isSameActor(actor, review.actor)),
      ...turnAfter(tx, row, { decision: verdict, submitter: review.actor }),
      ...(verdict === 'approved' && { said: await findForApproval(tx, row, review) }),
    };
  },
});

/** The submission to decide on. Throws `not_found` where there is none, `permission_denied` for one's own. */
function checkMayDecide(tx: WriteTx, row: TicketRow): { review: ReviewRow; ownAgent: boolean } {
  const review = findReview(tx, row.ticket);
  if (!review)
    throw new TrackerError(
      'not_found',
      `${row.key} has no submission to decide on.`,
      hint`Its author submits it first. ${call('alignment', { action: 'list' })} shows what waits for a decision.`,
    );
  const standing = standingOf(review, tx.author, { other: tx.config.review[row.type] === 'other' });
  if (standing.standing === 'own')
    throw new TrackerError(
      'permission_denied',
      `${row.key} was submitted ${standing.why}; nobody decides on their own work.`,
      hint`Another person decides${tx.author.actorKind === 'human' ? '' : ', or the one whose agent submitted it, at a terminal'}. See who waits: ${call('alignment', { action: 'list' })}.`,
    );
  return { review, ownAgent: standing.standing === 'agent' };
}

/** The decision that says the same already, if nothing has happened since: an approval counts for what is there. */
function findSame(
  tx: WriteTx,
  row: TicketRow,
  meant: { submission: Id; decision: string; message: string | undefined },
): StoredEvent | undefined {
  const last = listTicketEvents(tx.db, row.ticket).at(-1);
  if (last?.kind !== 'decide' || last.actor !== tx.author.actor) return undefined;
  const { submission, decision: verdict, message = '' } = last.payload;
  const isSame = submission === meant.submission && verdict === meant.decision && message === (meant.message ?? '');
  return isSame ? last : undefined;
}

/** Everybody who has claimed the ticket, the first first. */
function listHolders(tx: ReadTx, row: TicketRow): string[] {
  const events = listTicketEvents(tx.db, row.ticket);
  return [...new Set(events.flatMap((event) => (event.kind === 'claim' && event.payload.claim?.actor) || []))];
}

import type { ActorKind, Evidence, Id } from '../../domain/event/event.ts';
import { findRepeats } from '../../domain/event/fold-discussion.ts';
import { shortId } from '../../domain/event/id.ts';
import { cutText, estimateTokens } from '../../domain/input/budget.ts';
import { personOf } from '../../domain/rules/persons.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { listMentions, type Mention } from '../../store/read/mentions.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';

export interface DecisionView {
  event: string;
  actor: string;
  actorKind: ActorKind;
  time: number;
  decision: string;
  message?: string | undefined;
  /** On what an agent or a script of the same person had submitted. */
  ownAgent: boolean;
}

export interface SubmissionView {
  event: string;
  actor: string;
  time: number;
  message: string;
  evidence: Evidence[];
  decisions: DecisionView[];
  /** The cursor for the whole text, where it is cut here. */
  rest?: string;
  /** Keys in the message, or in a decision's, that are not, or not only, the key of the ticket that is meant. */
  mentions?: Mention[];
}

/** Tokens of a submission with its decisions. */
export const costOf = ({ message, evidence, decisions }: SubmissionView): number =>
  [message, ...evidence.map((item) => item.value), ...decisions.map((one) => one.message ?? '')]
    .map((text) => estimateTokens(text) + 12)
    .reduce((a, b) => a + b, 0);

/** What is said may be 256 KiB long. */
export function withinBudget(submission: SubmissionView, budget: number): SubmissionView {
  if (costOf(submission) <= budget) return submission;
  const { message, evidence, decisions } = submission;
  const share = budget / 3;
  return {
    ...submission,
    rest: `${submission.event}+0`,
    message: cutText(message, share),
    evidence: evidence.map((item) => ({ ...item, value: cutText(item.value, share / evidence.length) })),
    decisions: decisions.map((one) => ({
      ...one,
      ...(one.message && { message: cutText(one.message, share / decisions.length) }),
    })),
  };
}

/** What was submitted and not taken back, newest first. */
export const listSubmissions = (tx: ReadTx, row: TicketRow): SubmissionView[] =>
  submissionsIn(tx, listTicketEvents(tx.db, row.ticket));

/** The same of some of a ticket's events. */
export function submissionsIn(tx: ReadTx, events: readonly StoredEvent[]): SubmissionView[] {
  const retracted = new Set(events.flatMap((event) => (event.kind === 'retract' ? [event.payload.event] : [])));
  const repeats = findRepeats(events);
  const standing = events.filter((event) => !retracted.has(event.id) && !repeats.has(event.id));
  const isAbout = (decided: Id, submission: Id) => (repeats.get(decided) ?? decided) === submission;
  const submitted = standing.flatMap((event) => (event.kind === 'submit' ? [event] : []));
  return submitted
    .map(({ id, actor, time, payload }) => ({
      event: shortId(id),
      ...{ actor, time, message: payload.message, evidence: payload.evidence },
      ...mentionsOf(tx, standing, (event) => isAbout(event, id)),
      decisions: standing.flatMap((event) =>
        event.kind === 'decide' && isAbout(event.payload.submission, id)
          ? [
              {
                event: shortId(event.id),
                actor: event.actor,
                actorKind: event.actorKind,
                time: event.time,
                decision: event.payload.decision,
                message: event.payload.message,
                ownAgent: personOf(event.actor) === personOf(actor),
              },
            ]
          : [],
      ),
    }))
    .reverse();
}

function mentionsOf(
  tx: ReadTx,
  events: readonly StoredEvent[],
  isMeant: (submission: Id) => boolean,
): Pick<SubmissionView, 'mentions'> {
  const said = events.flatMap((event) => {
    if (event.kind === 'submit' && isMeant(event.id)) return [{ event: event.id, body: event.payload.message }];
    if (event.kind !== 'decide' || !isMeant(event.payload.submission)) return [];
    return [{ event: event.id, body: event.payload.message ?? '' }];
  });
  const found = listMentions(tx, { title: '', description: '', said }, () => events);
  const mentions = [...(found?.said.values() ?? [])].flat();
  return mentions.length > 0 ? { mentions } : {};
}

import { byTime, type Causality, eventOf, latest, type Setting } from './causality.ts';
import { compareEvents, type Id, type Payloads, type TrackerEvent } from './event.ts';
import { idempotencyOf } from './payload-shapes.ts';
import { settle } from './settle.ts';
import type { Conflict, Discussion, Review } from './state.ts';

export function foldDiscussion(causality: Causality, conflicts: Conflict[]): Discussion {
  const { order } = causality;
  const gone = new Set<Id>();
  for (const event of order) {
    if (event.kind === 'retract') gone.add(event.payload.event);
    if (event.kind === 'unlink') for (const link of event.payload.links) gone.add(link);
  }
  const repeats = findRepeats(order);
  const standing: Standing = (id) => repeats.get(id) ?? id;
  const left = order.filter((event) => !gone.has(event.id) && !repeats.has(event.id));
  return {
    comments: left
      .filter((event) => event.kind === 'comment')
      .sort(compareEvents)
      .map(({ id, payload: { replyTo } }) => ({ event: id, replyTo: replyTo && standing(replyTo) })),
    links: left
      .filter((event) => event.kind === 'link')
      .map((event) => ({ ...event.payload, event: event.id, time: event.time })),
    reviews: foldReviews(causality, new Set(left), standing, conflicts),
    apart: order.some((event) => event.kind === 'create' && gone.has(event.id)),
  };
}

/** What is said of an event that repeats another is said of that one. */
type Standing = (id: Id) => Id;

/**
 * The latest submission decides; one that is newer than or concurrent to it and still undecided makes the review open.
 * Of concurrent decisions on one submission the later counts, and a different one is a conflict until somebody submits anew.
 */
function foldReviews(
  causality: Causality,
  left: ReadonlySet<TrackerEvent>,
  standing: Standing,
  conflicts: Conflict[],
): Review[] {
  const { order } = causality;
  const submissions: Setting<Id>[] = [];
  const decisions = new Map<Id, Setting<Payloads['decide']>[]>();
  order.forEach((event, at) => {
    if (!left.has(event)) return;
    if (event.kind === 'submit') submissions.push({ at, value: event.id });
    if (event.kind === 'decide') {
      const submission = standing(event.payload.submission);
      const given = decisions.get(submission);
      if (given) given.push({ at, value: event.payload });
      else decisions.set(submission, [{ at, value: event.payload }]);
    }
  });
  const newest = byTime(latest(submissions, causality), causality).map((one) => one.value);
  const isNewest = new Set(newest);
  const reviews = submissions.map(({ value: submission }): Review => {
    const counts = isNewest.has(submission);
    const given = (decisions.get(submission) ?? []).map(({ at, value }) => ({ at, value: value.decision }));
    const winner = settle('review', given, causality, counts ? conflicts : []);
    const waits = winner === undefined || winner.value === 'needs_review';
    const decided = winner && eventOf(causality, winner).id;
    return { submission, decision: winner?.value, decided, latest: false, open: waits && counts };
  });
  // A concurrent undecided submission keeps the review open, whatever was decided on the other.
  const isOpen = new Set(reviews.filter((review) => review.open).map((review) => review.submission));
  const subject = newest.findLast((submission) => isOpen.has(submission)) ?? newest.at(-1);
  return reviews.map((review) => ({ ...review, latest: review.submission === subject }));
}

const isSaid = ({ kind }: TrackerEvent): boolean => kind === 'comment' || kind === 'submit' || kind === 'decide';

/**
 * Of a ticket's events those that say again what another said, as two clones have done one call: the repeated event → the
 * one that stands for it, the earliest. With one key and another input they are two things, and neither repeats the other.
 */
export function findRepeats(events: readonly TrackerEvent[]): ReadonlyMap<Id, Id> {
  const repeats = new Map<Id, Id>();
  const keyed = events.filter((event) => isSaid(event) && idempotencyOf(event));
  if (keyed.length < 2) return repeats;
  const first = new Map<string, Id>();
  for (const event of keyed.sort(compareEvents)) {
    const slot = slotOf(event);
    const standing = first.get(slot);
    if (standing === undefined) first.set(slot, event.id);
    else repeats.set(event.id, standing);
  }
  return repeats;
}

/** The same for two events that two clones have made by the same step of the same call. */
export function slotOf(event: TrackerEvent): string {
  const { key, hash, index } = idempotencyOf(event) ?? {};
  return JSON.stringify([event.kind, key, hash, index]);
}

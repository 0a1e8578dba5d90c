import { byTime, type Causality, eventOf, latest, type Setting } from './causality.ts';
import { compareEvents, type Id, type Payloads } from './event.ts';
import { settle } from './settle.ts';
import type { Conflict, Discussion, Review } from './state.ts';

export function foldDiscussion(causality: Causality, conflicts: Conflict[]): Discussion {
  const { order } = causality;
  const gone = new Set<Id>();
  for (const event of order) {
    if (event.kind === 'retract') gone.add(event.payload.event);
    if (event.kind === 'unlink') for (const link of event.payload.links) gone.add(link);
  }
  const left = order.filter((event) => !gone.has(event.id));
  return {
    comments: left
      .filter((event) => event.kind === 'comment')
      .sort(compareEvents)
      .map((event) => ({ event: event.id, replyTo: event.payload.replyTo })),
    links: left
      .filter((event) => event.kind === 'link')
      .map((event) => ({ ...event.payload, event: event.id, time: event.time })),
    reviews: foldReviews(causality, gone, conflicts),
    apart: order.some((event) => event.kind === 'create' && gone.has(event.id)),
  };
}

/**
 * The latest submission decides; one that is newer than or concurrent to it and still undecided makes the review open.
 * Of concurrent decisions on one submission the later counts, and a different one is a conflict until somebody submits anew.
 */
function foldReviews(causality: Causality, gone: ReadonlySet<Id>, conflicts: Conflict[]): Review[] {
  const { order } = causality;
  const submissions: Setting<Id>[] = [];
  const decisions = new Map<Id, Setting<Payloads['decide']>[]>();
  order.forEach((event, at) => {
    if (gone.has(event.id)) return;
    if (event.kind === 'submit') submissions.push({ at, value: event.id });
    if (event.kind === 'decide') {
      const { submission } = event.payload;
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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareEvents, type Decision, type TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { histories, play, unionOf } from '../../support/histories.ts';
import { ancestorsOf, byTicket, unseen } from '../../support/reference.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

/** A ticket that is worked on, with what submits it and what decides. */
function submitted() {
  const { create, write } = ticketWriter();
  const submit = (parents: TrackerEvent[], time = 1_000) =>
    write({ kind: 'submit', payload: { message: 'done', evidence: [] }, parents, time });
  const decide = (submission: TrackerEvent, decision: Decision, parents: TrackerEvent[], time = 1_000) =>
    write({ kind: 'decide', payload: { submission: submission.id, decision }, parents, time });
  const reviewOf = (...events: TrackerEvent[]) => {
    const { reviews, conflicts } = foldTicket([create, ...events])!;
    const [latest, ...others] = reviews.filter((review) => review.latest);
    expect(others).toEqual([]);
    return { ...latest, conflicts };
  };
  return { create, write, submit, decide, reviewOf };
}

test('a review is open exactly while a submission that no other has seen waits for its decision', () => {
  const does = ['submit', 'submit', 'decide', 'decide', 'undo', 'comment', 'merge', 'merge'] as const;
  fc.assert(
    fc.property(histories({ steps: 50, does }), (history) => {
      for (const events of byTicket(unionOf(play(history))).values()) {
        const ancestors = ancestorsOf(events);
        const gone = new Set(events.flatMap((event) => (event.kind === 'retract' ? event.payload.event : [])));
        const left = events.filter((event) => !gone.has(event.id));
        const submissions = unseen(
          left.filter((event) => event.kind === 'submit'),
          ancestors,
        );
        const waiting = submissions.filter((submission) => {
          const decisions = left.filter(
            (event) => event.kind === 'decide' && event.payload.submission === submission.id,
          );
          const last = unseen(decisions, ancestors).at(-1);
          return last?.kind !== 'decide' || last.payload.decision === 'needs_review';
        });
        const { reviews } = foldTicket(events)!;
        expect(
          reviews
            .filter((one) => one.open)
            .map((one) => one.submission)
            .toSorted(),
        ).toEqual(waiting.map((one) => one.id).toSorted());
        const subject = (waiting.length > 0 ? waiting : submissions).at(-1);
        expect(reviews.filter((one) => one.latest).map((one) => one.submission)).toEqual(subject ? [subject.id] : []);
      }
    }),
    { numRuns: 200 },
  );
});

test('a decision closes the review and a newer submission opens it again, whatever the clocks say', () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.nat(2_000), (first, second) => {
      const { create, submit, decide, reviewOf } = submitted();
      const one = submit([create], first);
      expect(reviewOf(one)).toMatchObject({ submission: one.id, open: true, decision: undefined });
      const yes = decide(one, 'approved', [one]);
      expect(reviewOf(one, yes)).toMatchObject({ open: false, decision: 'approved', decided: yes.id });
      const two = submit([yes], second);
      expect(reviewOf(one, yes, two)).toMatchObject({ submission: two.id, open: true, decision: undefined });
    }),
  );
});

test('a submission beside an approval opens the review', () => {
  const { create, submit, decide, reviewOf } = submitted();
  const one = submit([create], 1_500);
  const yes = decide(one, 'approved', [one], 1_600);
  const beside = submit([create], 1_100);
  expect(reviewOf(one, yes, beside)).toMatchObject({ submission: beside.id, open: true });
  const both = decide(beside, 'approved', [yes, beside]);
  expect(reviewOf(one, yes, beside, both)).toMatchObject({ submission: one.id, open: false, decision: 'approved' });
});

test('different decisions at once are a conflict until a decision that has seen both, or a new submission', () => {
  const { create, submit, decide, reviewOf } = submitted();
  const one = submit([create]);
  const yes = decide(one, 'approved', [one], 1_100);
  const no = decide(one, 'rejected', [one], 1_200);
  const conflicts = [{ field: 'review', event: yes.id, value: 'approved' }];
  expect(reviewOf(one, yes, no)).toMatchObject({ decision: 'rejected', open: false, conflicts });
  const settled = decide(one, 'approved', [yes, no], 1_000);
  expect(reviewOf(one, yes, no, settled)).toMatchObject({ decision: 'approved', conflicts: [] });
  expect(reviewOf(one, yes, no, submit([yes, no]))).toMatchObject({ open: true, conflicts: [] });
});

test('a decision that asks for another look leaves the review open', () => {
  const { create, submit, decide, reviewOf } = submitted();
  const one = submit([create]);
  expect(reviewOf(one, decide(one, 'needs_review', [one]))).toMatchObject({ decision: 'needs_review', open: true });
});

test('what is retracted is gone: a comment, a decision, a submission', () => {
  const { create, write, submit, decide, reviewOf } = submitted();
  const one = submit([create]);
  const yes = decide(one, 'approved', [one]);
  const retract = (event: TrackerEvent) =>
    write({ kind: 'retract', payload: { event: event.id, undo: event.id }, parents: [event] });
  expect(reviewOf(one, yes, retract(yes))).toMatchObject({ open: true, decision: undefined });
  expect(foldTicket([create, one, yes, retract(one)])!.reviews).toEqual([]);
  const said = write({ kind: 'comment', payload: { body: 'oops' } });
  expect(foldTicket([create, said, retract(said)])!.comments).toEqual([]);
});

test('comments stand in the order of their times, and links until an unlink names them', () => {
  fc.assert(
    fc.property(histories({ steps: 50, does: ['comment', 'link', 'unlink', 'undo', 'merge'] }), (history) => {
      for (const events of byTicket(unionOf(play(history))).values()) {
        const gone = new Set(
          events.flatMap((event) =>
            event.kind === 'retract' ? event.payload.event : event.kind === 'unlink' ? event.payload.links : [],
          ),
        );
        const left = events.filter((event) => !gone.has(event.id)).sort(compareEvents);
        const state = foldTicket(events)!;
        const comments = left.flatMap((event) =>
          event.kind === 'comment' ? { event: event.id, replyTo: event.payload.replyTo } : [],
        );
        expect(state.comments).toEqual(comments);
        const links = left.flatMap((event) => (event.kind === 'link' ? event.id : []));
        expect(state.links.map((link) => link.event).toSorted()).toEqual(links.toSorted());
      }
    }),
  );
});

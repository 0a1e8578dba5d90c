import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareEvents, type Keyed, type Payloads, type TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { findRepeats } from '../../../src/domain/event/fold-discussion.ts';
import { idempotencyOf } from '../../../src/domain/event/payload-shapes.ts';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import { histories, keyed, play, shuffled, unionOf } from '../../support/histories.ts';
import { byTicket } from '../../support/reference.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

const idempotency = { key: 'k', hash: 'x', index: 0 };

/** What is said of one ticket in two clones that know nothing of each other. */
function saidTwice() {
  const { create, write } = ticketWriter();
  const comment = (time: number, given: Partial<Payloads['comment']> & Keyed = { idempotency }) =>
    write({ kind: 'comment', payload: { body: 'seen', ...given }, time });
  const submit = (time: number, parents = [create]) =>
    write({ kind: 'submit', payload: { message: 'done', evidence: [], idempotency }, time, parents });
  const fold = (...events: TrackerEvent[]) => foldTicket([create, ...events])!;
  return { create, write, comment, submit, fold };
}

test('of comments with one key and input the earliest is shown, whichever way the events come', () => {
  fc.assert(
    fc.property(histories({ steps: 40 }).map(keyed), fc.nat(), (history, seed) => {
      for (const events of byTicket(unionOf(play(history))).values()) {
        const gone = new Set(events.flatMap((event) => (event.kind === 'retract' ? event.payload.event : [])));
        const comments = events.filter((event) => event.kind === 'comment').sort(compareEvents);
        const isRepeated = (event: TrackerEvent, at: number) => {
          const own = idempotencyOf(event);
          const isSame = (other: TrackerEvent) => own && idempotencyOf(other)?.hash === own.hash;
          return comments.slice(0, at).some(isSame);
        };
        const shown = comments.filter((event, at) => !isRepeated(event, at) && !gone.has(event.id));
        expect(foldTicket(shuffled(events, seed))?.comments.map(({ event }) => event)).toEqual(
          shown.map(({ id }) => id),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test('a call with the same key and another input, or with another key, says something else', () => {
  const { comment, fold } = saidTwice();
  const all = [
    comment(1_100),
    comment(1_200, { idempotency: { ...idempotency, hash: 'y' } }),
    comment(1_300, { idempotency: { ...idempotency, key: 'l' } }),
    comment(1_400, { idempotency: { ...idempotency, index: 1 } }),
    comment(1_500, {}),
    comment(1_600, {}),
  ];
  expect(fold(...all).comments).toHaveLength(6);
  expect(findRepeats(all)).toEqual(new Map());
});

test('what answers a repeated comment answers the one that stands', () => {
  const { comment, fold } = saidTwice();
  const [first, again] = [comment(1_100), comment(1_200)];
  const answer = comment(1_300, { body: 'yes', replyTo: again.id });
  expect(fold(first, again, answer).comments).toEqual([
    { event: first.id, replyTo: undefined },
    { event: answer.id, replyTo: first.id },
  ]);
});

test('a comment that has been taken back is not shown because another clone has made it too', () => {
  const { comment, write, fold } = saidTwice();
  const [first, again] = [comment(1_100), comment(1_200)];
  const back = write({ kind: 'retract', payload: { event: first.id, undo: first.id }, parents: [first], time: 1_300 });
  expect(fold(first, again, back).comments).toEqual([]);
});

test('a redacted comment repeats nothing: what another clone has of its text can be seen, and be redacted too', () => {
  const { comment, fold } = saidTwice();
  const [first, again] = [comment(1_100), comment(1_200)];
  const masked = redactEvent(first, { actor: 'anna', time: 1_300 });
  expect(fold(masked, again).comments.map(({ event }) => event)).toEqual([first.id, again.id]);
});

test('a submission made in two clones is one, and what was decided on either is decided', () => {
  const { submit, write, fold } = saidTwice();
  const [first, again] = [submit(1_100), submit(1_200)];
  const decision = write({
    kind: 'decide',
    payload: { submission: again.id, decision: 'approved' },
    parents: [again],
    time: 1_300,
  });
  const { reviews, conflicts } = fold(first, again, decision);
  expect(reviews).toEqual([
    { submission: first.id, decision: 'approved', decided: decision.id, latest: true, open: false },
  ]);
  expect(conflicts).toEqual([]);
});

test('of two decisions with one key the earlier stands', () => {
  const { submit, write, fold } = saidTwice();
  const first = submit(1_100);
  const decide = (time: number) =>
    write({
      kind: 'decide',
      payload: { submission: first.id, decision: 'approved', idempotency },
      parents: [first],
      time,
    });
  const [early, late] = [decide(1_200), decide(1_300)];
  expect(fold(first, late, early).reviews.map(({ decided }) => decided)).toEqual([early.id]);
});

test('a kind that is not known has no key, whatever it calls so', () => {
  const { create } = saidTwice();
  const payload = { idempotency: 5 } as unknown as TrackerEvent['payload'];
  expect(idempotencyOf({ ...create, kind: 'novel', payload } as unknown as TrackerEvent)).toBeUndefined();
});

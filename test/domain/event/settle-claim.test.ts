import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareEvents, type TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { histories, play, unionOf } from '../../support/histories.ts';
import { ancestorsOf, byTicket, unseen } from '../../support/reference.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';

const time = fc.integer({ min: 0, max: 2_000 });

test('of concurrent claims the earliest holds; the others conflict and whom they assign is not shown', () => {
  const actor = fc.constantFrom('anna', 'ben', 'carl', 'dora');
  fc.assert(
    fc.property(fc.array(fc.record({ actor, time }), { minLength: 1, maxLength: 5 }), (drawn) => {
      const { create, write } = ticketWriter();
      const claims = drawn.map((one, i) => claimBy(write, one.actor, { time: one.time, session: `s${i}` }));
      const sorted = claims.toSorted(compareEvents);
      const state = foldTicket([create, ...claims])!;
      expect(state.claim?.event).toBe(sorted[0]!.id);
      expect([...state.sets.assignees.keys()]).toEqual([sorted[0]!.actor]);
      expect(state.conflicts).toEqual(
        sorted.slice(1).map((event) => ({ field: 'claim', event: event.id, value: event.actor })),
      );
    }),
  );
});

test('a claim outweighs a release that has not seen it, and gives way to one that has', () => {
  fc.assert(
    fc.property(time, time, time, (first, second, third) => {
      const { create, write } = ticketWriter();
      const held = claimBy(write, 'anna', { time: first });
      const remove = { assignees: { anna: [held.id] } };
      const released = write({ kind: 'release', payload: { claim: null, remove }, time: second, parents: [held] });
      expect(foldTicket([create, held, released])!.claim).toBeUndefined();
      const taken = claimBy(write, 'ben', { time: third, parents: [held] });
      const state = foldTicket([create, held, released, taken])!;
      expect(state.claim).toEqual({ actor: 'ben', session: 'ben-session', event: taken.id });
      expect([...state.sets.assignees.keys()]).toEqual(['ben']);
      expect(state.conflicts).toEqual([]);
    }),
  );
});

test('whoever lost a claim is not assigned when the holder lets go', () => {
  const { create, write } = ticketWriter();
  const anna = claimBy(write, 'anna', { time: 1 });
  const ben = claimBy(write, 'ben', { time: 2 });
  const remove = { assignees: { anna: [anna.id] } };
  const released = write({ kind: 'release', payload: { claim: null, remove }, parents: [anna, ben] });
  const state = foldTicket([create, anna, ben, released])!;
  expect(state).toMatchObject({ claim: undefined, conflicts: [] });
  expect(state.sets.assignees.size).toBe(0);
  const again = claimBy(write, 'ben', { parents: [released] });
  expect([...foldTicket([create, anna, ben, released, again])!.sets.assignees.keys()]).toEqual(['ben']);
});

test('two claims of one person at two machines are a conflict that leaves the person assigned', () => {
  const { create, write } = ticketWriter();
  const one = claimBy(write, 'anna', { time: 1, session: 'laptop' });
  const other = claimBy(write, 'anna', { time: 2, session: 'desk' });
  const state = foldTicket([create, one, other])!;
  expect(state.claim?.session).toBe('laptop');
  expect(state.sets.assignees.get('anna')).toEqual([one.id, other.id]);
  expect(state.conflicts).toEqual([{ field: 'claim', event: other.id, value: 'anna' }]);
});

test('in any history the holder is the earliest of the claims that nothing has overridden', () => {
  fc.assert(
    fc.property(histories({ steps: 50, does: ['claim', 'release', 'move', 'assign', 'undo', 'merge'] }), (history) => {
      for (const events of byTicket(unionOf(play(history))).values()) {
        const settings = events.filter((event) => 'claim' in event.payload && event.payload.claim !== undefined);
        const claims = unseen(settings, ancestorsOf(events)).filter(
          (event) => 'claim' in event.payload && event.payload.claim,
        );
        expect(foldTicket(events)!.claim?.event).toBe(claims[0]?.id);
      }
    }),
    { numRuns: 200 },
  );
});

function claimBy(
  write: ReturnType<typeof ticketWriter>['write'],
  actor: string,
  { session = `${actor}-session`, ...rest }: { session?: string; time?: number; parents?: TrackerEvent[] } = {},
): TrackerEvent {
  const payload = { claim: { actor, session }, add: { assignees: [actor] } };
  return write({ kind: 'claim', payload, author: authorOf(actor, session), ...rest });
}

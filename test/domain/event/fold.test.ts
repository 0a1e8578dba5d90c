import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type Id, isChange, type TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import type { Conflict } from '../../../src/domain/event/state.ts';
import { type Scalar, scalars } from '../../../src/domain/event/ticket.ts';
import { operations } from '../../support/drafts.ts';
import { type History, histories, play, shuffled, unionOf } from '../../support/histories.ts';
import { ancestorsOf, byTicket, unseen } from '../../support/reference.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

/** The events of every ticket that a history leaves behind, all replicas united. */
const ticketsOf = (history: History) => [...byTicket(unionOf(play(history))).values()];

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object')
    for (const item of Object.values(Object.freeze(value))) deepFreeze(item);
  return value;
}

const valueIn = (event: TrackerEvent, field: Scalar): unknown => {
  const from: Partial<Record<Scalar, unknown>> | undefined =
    event.kind === 'create' ? { ...event.payload } : isChange(event) ? event.payload.set : undefined;
  return from?.[field];
};

const settingsOf = (events: readonly TrackerEvent[], field: Scalar) =>
  events.filter((event) => valueIn(event, field) !== undefined);

/** Law 1 word by word: of the settings that no other has seen the later (time, id) wins, and a different one is a conflict. */
function expectedField(events: readonly TrackerEvent[], ancestors: Map<Id, Set<Id>>, field: Scalar) {
  const settings = settingsOf(events, field);
  const winner = unseen(field === 'status' ? statusesOfType(events, ancestors) : settings, ancestors).at(-1);
  const value = winner ? valueIn(winner, field) : null;
  const losers = unseen(settings, ancestors).reverse();
  const conflicts = losers.filter((event) => valueIn(event, field) !== value).map((event) => event.id);
  return { winner, value, conflicts };
}

/** A status counts if who set it saw the ticket as the type that it has, or who gave it that type saw it in that status. */
function statusesOfType(events: readonly TrackerEvent[], ancestors: Map<Id, Set<Id>>): TrackerEvent[] {
  const seenBy = (event: TrackerEvent) => events.filter((one) => ancestors.get(event.id)!.has(one.id));
  const given = unseen(settingsOf(events, 'type'), ancestors).at(-1);
  if (!given) return [];
  const kept = expectedField(seenBy(given), ancestors, 'status').winner;
  return settingsOf(events, 'status').filter((event) => {
    const type = expectedField([...seenBy(event), event], ancestors, 'type').value;
    return event === kept || type === valueIn(given, 'type');
  });
}

const idsIn = (conflicts: readonly Conflict[], field: Conflict['field']) =>
  conflicts.filter((one) => one.field === field).map((one) => one.event);

test('a fold depends on the set of events, not on the order in which they are given', () => {
  fc.assert(
    fc.property(histories(), fc.nat(), (history, seed) => {
      for (const events of ticketsOf(history)) expect(foldTicket(shuffled(events, seed))).toEqual(foldTicket(events));
    }),
  );
});

test('a fold asks neither clock nor chance, changes nothing that it is given and gives the same twice', () => {
  const forbidden = () => {
    throw new Error('a fold is a function of the events alone');
  };
  fc.assert(
    fc.property(histories(), (history) => {
      const tickets = ticketsOf(history).map(deepFreeze);
      const spies = [vi.spyOn(Date, 'now'), vi.spyOn(Math, 'random'), vi.spyOn(performance, 'now')];
      for (const spy of spies) spy.mockImplementation(forbidden);
      const states = tickets.map((events) => [foldTicket(events), foldTicket(events)]);
      for (const spy of spies) spy.mockRestore();
      for (const [once, twice] of states) expect(once).toEqual(twice);
    }),
  );
});

test('every field holds the latest of the settings that nobody has overridden, and tells which others there are', () => {
  fc.assert(
    fc.property(histories({ steps: 50, does: ['update', 'reparent', 'move', 'claim', 'undo', 'merge'] }), (history) => {
      for (const events of ticketsOf(history)) {
        const state = foldTicket(events)!;
        const ancestors = ancestorsOf(events);
        for (const field of scalars) {
          if (field === 'archived') continue;
          const { value, conflicts } = expectedField(events, ancestors, field);
          expect(state[field]).toEqual(value);
          expect(idsIn(state.conflicts, field)).toEqual(conflicts);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('in one replica what was written last counts and nothing conflicts, however the clock jumps', () => {
  const fields = ['title', 'status', 'priority', 'points', 'due', 'type', 'parent'] as const;
  fc.assert(
    fc.property(histories({ replicas: 1, steps: 60, does: operations }), (history) => {
      const [events] = play(history);
      for (const own of byTicket(events!).values()) {
        const state = foldTicket(own)!;
        expect(state.conflicts).toEqual([]);
        expect(state.heads).toEqual([own.at(-1)!.id]);
        for (const field of fields) {
          const last = own.findLast((event) => valueIn(event, field) !== undefined);
          expect(state[field]).toEqual(last ? valueIn(last, field) : null);
        }
      }
    }),
  );
});

test('absent events are tolerated: any part of a history folds, if it has a create', () => {
  fc.assert(
    fc.property(
      histories(),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
      fc.nat(),
      (history, kept, seed) => {
        for (const events of ticketsOf(history)) {
          const part = events.filter((event, i) => event.kind === 'create' || kept[i % kept.length]);
          const state = foldTicket(part);
          expect(state?.heads.length).toBeGreaterThan(0);
          expect(foldTicket(shuffled(part, seed))).toEqual(state);
          expect(foldTicket(events.filter((event) => event.kind !== 'create'))).toBeUndefined();
        }
      },
    ),
  );
});

test('an event of a kind that this version does not know is kept as a head and otherwise skipped', () => {
  const { create, write } = ticketWriter({ labels: ['backend'] });
  const unknown = {
    ...write({ kind: 'comment', payload: { body: '' } }),
    kind: 'vote',
    payload: { set: { title: 'x' } },
  };
  const before = foldTicket([create])!;
  const after = foldTicket([create, unknown as unknown as TrackerEvent])!;
  expect(after).toEqual({ ...before, heads: [unknown.id], updated: unknown });
});

test('a ticket was updated at the latest time of its events, by who saw the others where that is a draw', () => {
  const { create, write } = ticketWriter();
  const fast = write({ kind: 'comment', payload: { body: 'fast clock' }, time: 9_000 });
  const slow = write({ kind: 'comment', payload: { body: 'slow clock' }, time: 5, parents: [fast] });
  expect(foldTicket([create, fast, slow])!.updated).toBe(fast);
  for (let i = 0; i < 8; i++) {
    const same = write({ kind: 'comment', payload: { body: 'at once' }, time: 9_000, parents: [slow] });
    expect(foldTicket([create, same, fast, slow])!.updated).toBe(same);
  }
});

test('the key follows the last change of it, and the former ones are kept, oldest first', () => {
  const { create, write } = ticketWriter({ project: 'PAY', number: 100_001 });
  const moved = write({ kind: 'update', payload: { key: { project: 'OPS', number: 100_002 } } });
  const again = write({
    kind: 'update',
    payload: { key: { project: 'WEB', number: 100_003 } },
    parents: [moved],
    time: 5,
  });
  const state = foldTicket([again, moved, create])!;
  expect([state.project, state.number]).toEqual(['WEB', 100_003]);
  expect(state.formerKeys).toEqual([
    { project: 'PAY', number: 100_001 },
    { project: 'OPS', number: 100_002 },
  ]);
});

test('two different projects at once are a conflict that names the key that lost', () => {
  const { create, write } = ticketWriter();
  const ops = write({ kind: 'update', payload: { key: { project: 'OPS', number: 100_002 } }, time: 2_000 });
  const web = write({ kind: 'update', payload: { key: { number: 100_003, project: 'WEB' } }, time: 3_000 });
  const same = write({ kind: 'update', payload: { key: { project: 'WEB', number: 100_003 } }, time: 2_500 });
  const state = foldTicket([create, ops, web, same])!;
  expect(state.project).toBe('WEB');
  expect(state.conflicts).toEqual([{ field: 'key', event: ops.id, value: 'OPS-100002' }]);
});

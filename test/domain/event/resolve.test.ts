import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { keyOf } from '../../../src/domain/event/key.ts';
import { resolveTickets } from '../../../src/domain/event/resolve.ts';
import type { TicketState } from '../../../src/domain/event/state.ts';
import { watchedBook } from '../../support/books.ts';
import { histories, play, shuffled, unionOf } from '../../support/histories.ts';
import { byTicket } from '../../support/reference.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

const statesOf = (events: readonly TrackerEvent[]): TicketState[] =>
  [...byTicket(events).values()].map(foldTicket).filter((state) => state !== undefined);

const resolve = (...tickets: TrackerEvent[][]) => resolveTickets(tickets.map((events) => foldTicket(events)!));

test('what tickets settle together does not depend on the order in which they are given', () => {
  fc.assert(
    fc.property(histories(), fc.nat(), (history, seed) => {
      const states = statesOf(unionOf(play(history)));
      expect(resolveTickets(shuffled(states, seed))).toEqual(resolveTickets(states));
    }),
  );
});

test('no two tickets have one key, and every key that a ticket ever had at any replica leads to it', () => {
  fc.assert(
    fc.property(histories({ does: ['create', 'create', 'rekey', 'rekey', 'merge', 'undo'] }), (history) => {
      const shown = new Map<string, Set<string>>();
      const all = unionOf(
        play(history, () =>
          watchedBook((events) => {
            for (const [id, key] of keysOf(events)) shown.set(id, (shown.get(id) ?? new Set()).add(key));
          }),
        ),
      );
      const keys = keysOf(all);
      const resolved = resolveTickets(statesOf(all));
      expect(new Set(keys.values()).size).toBe(keys.size);
      for (const [id, key] of keys) {
        const { aliases } = resolved.get(id)!;
        expect(aliases).not.toContain(key);
        expect(aliases).toEqual([...new Set(aliases)].sort());
        for (const former of shown.get(id)!) expect([key, ...aliases]).toContain(former);
      }
    }),
    { numRuns: 200 },
  );
});

function keysOf(events: readonly TrackerEvent[]): Map<string, string> {
  const states = statesOf(events);
  const resolved = resolveTickets(states);
  return new Map(states.map(({ id, project }) => [id, keyOf({ project, number: resolved.get(id)!.number })]));
}

test('in any history the tree and the blocks in effect have no cycle', () => {
  fc.assert(
    fc.property(histories({ steps: 60, does: ['reparent', 'link', 'unlink', 'merge', 'undo'] }), (history) => {
      const states = statesOf(unionOf(play(history)));
      const resolved = resolveTickets(states);
      const parents = states.map((state) => [state.id, [resolved.get(state.id)!.parent ?? '']] as const);
      const blocks = states.map((state) => {
        const { suspended } = resolved.get(state.id)!;
        const links = state.links.filter((link) => link.type === 'blocks' && !suspended.has(link.event));
        return [state.id, links.map((link) => link.target!)] as const;
      });
      for (const edges of [new Map(parents), new Map(blocks)])
        for (const start of edges.keys()) expect(reachable(edges, start)).not.toContain(start);
    }),
    { numRuns: 200 },
  );
});

/** What can be reached from a node in one step or more. */
function reachable(edges: ReadonlyMap<string, readonly string[]>, start: string): Set<string> {
  const found = new Set<string>();
  const open = [...(edges.get(start) ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    open.push(...(edges.get(at) ?? []));
  }
  return found;
}

test('of two links that close a cycle the later one is suspended, and revives when the other is taken back', () => {
  const [one, two] = [ticketWriter(), ticketWriter({}, { seed: 50 })];
  const there = one.write({ kind: 'link', payload: { type: 'blocks', target: two.ticket }, time: 2_000 });
  const back = two.write({ kind: 'link', payload: { type: 'blocks', target: one.ticket }, time: 3_000 });
  const resolved = resolve([one.create, there], [two.create, back]);
  expect(resolved.get(two.ticket)!.suspended).toEqual(new Set([back.id]));
  const gone = one.write({ kind: 'unlink', payload: { links: [there.id] }, parents: [there] });
  expect(resolve([one.create, there, gone], [two.create, back]).get(two.ticket)!.suspended.size).toBe(0);
});

test('of two parents that close a cycle the later one is suspended as a conflict, and revives when the other goes', () => {
  const [one, two] = [ticketWriter(), ticketWriter({}, { seed: 50 })];
  const under = one.write({ kind: 'update', payload: { set: { parent: two.ticket } }, time: 3_000 });
  const over = two.write({ kind: 'update', payload: { set: { parent: one.ticket } }, time: 2_000 });
  const resolved = resolve([one.create, under], [two.create, over]);
  const conflicts = [{ field: 'parent', event: under.id, value: two.ticket }];
  expect(resolved.get(one.ticket)).toMatchObject({ parent: null, conflicts });
  expect(resolved.get(two.ticket)).toMatchObject({ parent: one.ticket, conflicts: [] });
  const freed = two.write({ kind: 'update', payload: { set: { parent: null } }, parents: [over] });
  const after = resolve([one.create, under], [two.create, over, freed]);
  expect(after.get(one.ticket)).toMatchObject({ parent: two.ticket, conflicts: [] });
});

test('parents set in the same millisecond take effect in the order of their events', () => {
  for (let seed = 0; seed < 20; seed++) {
    const [one, two] = [ticketWriter({}, { seed: seed * 100 }), ticketWriter({}, { seed: seed * 100 + 50 })];
    const under = one.write({ kind: 'update', payload: { set: { parent: two.ticket } } });
    const over = two.write({ kind: 'update', payload: { set: { parent: one.ticket } } });
    const resolved = resolve([one.create, under], [two.create, over]);
    expect(resolved.get(one.ticket)!.parent === null).toBe(under.id > over.id);
  }
});

test('of two tickets of one idempotency key the older owns it, and the younger is its duplicate', () => {
  const idempotency = { key: 'nightly', hash: 'x', index: 0 };
  const older = ticketWriter({ idempotency }, { time: 1_000 });
  const younger = ticketWriter({ idempotency: { ...idempotency, hash: 'y' } }, { time: 2_000, seed: 50 });
  const place = ticketWriter({ idempotency: { ...idempotency, index: 1 } }, { time: 3_000, seed: 60 });
  const other = ticketWriter({ idempotency: { ...idempotency, key: 'weekly' } }, { time: 3_000, seed: 70 });
  const resolved = resolve([younger.create], [place.create], [older.create], [other.create]);
  expect(resolved.get(younger.ticket)!.duplicates).toBe(older.ticket);
  for (const { ticket } of [older, place, other]) expect(resolved.get(ticket)!.duplicates).toBeUndefined();
});

test('a duplicate that somebody has said is none still leaves the idempotency key to the older ticket', () => {
  const idempotency = { key: 'nightly', hash: 'x', index: 0 };
  const older = ticketWriter({ idempotency }, { time: 1_000 });
  const younger = ticketWriter({ idempotency }, { time: 2_000, seed: 50 });
  const apart = younger.write({ kind: 'unlink', payload: { links: [younger.create.id] } });
  expect(foldTicket([younger.create])!.apart).toBe(false);
  expect(foldTicket([younger.create, apart])!.apart).toBe(true);
  expect(resolve([older.create], [younger.create, apart]).get(younger.ticket)!.duplicates).toBe(older.ticket);
});

test('of two tickets made in the same millisecond the one that keeps the number owns the idempotency key too', () => {
  const idempotency = { key: 'nightly', hash: 'x', index: 0 };
  for (let seed = 0; seed < 2_000; seed += 100) {
    const [one, two] = [ticketWriter({ idempotency }, { seed }), ticketWriter({ idempotency }, { seed: seed + 50 })];
    const resolved = resolve([one.create], [two.create]);
    for (const { ticket } of [one, two]) {
      const { number, duplicates } = resolved.get(ticket)!;
      expect(duplicates === undefined).toBe(number === 100_000);
    }
  }
});

test('a ticket that lost its number keeps leading to itself by it', () => {
  const [older, younger] = [ticketWriter({}, { time: 1 }), ticketWriter({}, { time: 2, seed: 50 })];
  const resolved = resolve([younger.create], [older.create]);
  expect(resolved.get(older.ticket)).toMatchObject({ number: 100_000, aliases: [] });
  expect(resolved.get(younger.ticket)!.number).not.toBe(100_000);
  expect(resolved.get(younger.ticket)!.aliases).toEqual(['PAY-100000']);
});

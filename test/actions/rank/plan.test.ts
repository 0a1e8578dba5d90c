import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRanks } from '../../../src/actions/rank/plan.ts';
import type { Ranked } from '../../../src/store/find/ranks.ts';

const next = (order: readonly Ranked[], at: number, count: number): { order: Ranked[]; moved: number } => {
  const { keys, moved } = planRanks(order, { at, count });
  const now = new Map(moved.map(({ ticket, rank }) => [ticket, rank]));
  const kept = order.map(({ ticket, rank }) => ({ ticket, rank: now.get(ticket) ?? rank }));
  const own = keys.map((rank, n) => ({ ticket: order.length + n, rank }));
  return { order: kept.toSpliced(at, 0, ...own), moved: moved.length };
};

/** Of one rank the tickets' ids decide, which here are their numbers. */
const sorted = (order: readonly Ranked[]): number[] =>
  order
    .toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.ticket - b.ticket))
    .map(({ ticket }) => ticket);

test('whatever ranks there are, what comes in lies where it was put and nothing else moves', () => {
  const ranks = fc.array(fc.constantFrom('A', 'A0', 'A1', 'AV', 'V', 'V'.repeat(24), 'z', 'z'.repeat(24)), {
    maxLength: 120,
  });
  const step = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 4 }));
  fc.assert(
    fc.property(ranks, fc.array(step, { maxLength: 30 }), (given, steps) => {
      let order: Ranked[] = given.toSorted().map((rank, ticket) => ({ ticket, rank }));
      for (const [place, count] of steps) {
        order = next(order, place % (order.length + 1), count).order;
        expect(sorted(order)).toEqual(order.map(({ ticket }) => ticket));
      }
    }),
    { numRuns: 300 },
  );
});

test('two of one rank are told apart by as few others as need be', () => {
  const order = ['A', 'V', 'V', 'z'].map((rank, ticket) => ({ ticket, rank }));
  const { moved } = planRanks(order, { at: 2, count: 1 });
  expect(moved.map(({ ticket }) => ticket)).toEqual([1, 2]);
});

test('of a thousand that come in at one place one in twenty gives others new keys, and at most fifty of them', () => {
  let order: Ranked[] = ['A', 'B'].map((rank, ticket) => ({ ticket, rank }));
  const moves: number[] = [];
  for (let n = 0; n < 1000; n++) {
    const came = next(order, 1, 1);
    order = came.order;
    if (came.moved > 0) moves.push(came.moved);
  }
  expect(Math.max(...moves)).toBeLessThanOrEqual(50);
  expect(moves.length).toBeGreaterThan(0);
  expect(moves.length).toBeLessThan(50);
});

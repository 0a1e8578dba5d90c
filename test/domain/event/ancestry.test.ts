import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrange, latest, latestSeen } from '../../../src/domain/event/causality.ts';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { braid, towerOfMerges, twoLines } from '../../hostile/crafted.ts';
import { latestOf, naiveCausality, orderOf } from '../../support/naive-fold.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

/** Any graph: each event names some of those that are there, or only of the last few, so that lines form. */
const graphs = fc
  .record({
    reach: fc.constantFrom(2, 4, 60),
    drawn: fc.array(
      fc.record({ time: fc.integer({ min: 990, max: 1_010 }), parents: fc.array(fc.nat(59), { maxLength: 4 }) }),
      { maxLength: 60 },
    ),
  })
  .map(({ reach, drawn }) => {
    const { create, write } = ticketWriter();
    const events: TrackerEvent[] = [create];
    for (const { time, parents } of drawn) {
      const last = events.slice(-reach);
      const named = new Set(parents.flatMap((at) => last[at % last.length] ?? []));
      events.push(write({ kind: 'comment', payload: { body: '' }, time, parents: [...named] }));
    }
    return events;
  });

/** Every so many events of an order. */
const some = (order: readonly TrackerEvent[], step: number) =>
  order.flatMap((event, at) => (at % step === 0 ? [{ at, value: event.id }] : []));

test('the order is the one that placing each event after its parents gives', () => {
  fc.assert(
    fc.property(graphs, (events) => {
      expect(arrange(events).order).toEqual(orderOf(events));
    }),
  );
});

test('who saw whom is what a walk along all parents finds', () => {
  fc.assert(
    fc.property(graphs, (events) => {
      const { order, saw } = arrange(events);
      const naive = naiveCausality(events);
      for (const i of order.keys()) for (const j of order.keys()) expect(saw(i, j)).toBe(naive.saw(i, j));
    }),
  );
});

test('the latest settings, of all and in the eyes of each event, are those that no other one has seen', () => {
  fc.assert(
    fc.property(graphs, fc.integer({ min: 1, max: 5 }), (events, step) => {
      const causality = arrange(events);
      const { saw } = naiveCausality(events);
      const settings = some(causality.order, step);
      expect(latest(settings, causality)).toEqual(latestOf(settings, saw));
      const seenBy = latestSeen(settings, causality);
      for (const at of causality.order.keys()) {
        const seen = settings.filter((one) => saw(at, one.at));
        expect(seenBy(at)).toEqual(latestOf(seen, saw));
      }
    }),
  );
});

test('what several events have seen is what one of them has', () => {
  fc.assert(
    fc.property(graphs, fc.array(fc.nat(60), { maxLength: 5 }), (events, chosen) => {
      const { order, gather } = arrange(events);
      const { saw } = naiveCausality(events);
      const sight = gather();
      const places = chosen.map((at) => at % order.length);
      for (const at of places) sight.add(at);
      for (const earlier of order.keys()) expect(sight.has(earlier)).toBe(places.some((at) => saw(at, earlier)));
    }),
  );
});

describe('where there are more lines than are kept of each event', () => {
  test('each sees at least its own line, nobody sees what it has not seen, and it is the same in any order', () => {
    const events = towerOfMerges(1_200);
    const causality = arrange(events);
    const naive = naiveCausality(events);
    for (const [i, event] of causality.order.entries()) {
      for (let j = i % 7; j < i; j += 7) if (causality.saw(i, j)) expect(naive.saw(i, j)).toBe(true);
      const before = causality.order.findIndex(({ id }) => event.parents.includes(id));
      if (event.parents.length === 1 && before >= 0) expect(causality.saw(i, before)).toBe(true);
    }
    const again = arrange(events.toReversed());
    expect(again.order).toEqual(causality.order);
    for (let i = 0; i < events.length; i += 13)
      for (let j = 0; j < i; j += 5) expect(again.saw(i, j)).toBe(causality.saw(i, j));
  });

  test.each([
    ['two lines', twoLines(600)],
    ['two lines that see each other', braid(600)],
    ['a fan of 400 that one after the other is merged', towerOfMerges(400)],
  ])('%s are exact', (_, events) => {
    const { order, saw } = arrange(events);
    const naive = naiveCausality(events);
    for (let i = 0; i < order.length; i += 3) for (let j = 0; j < i; j += 2) expect(saw(i, j)).toBe(naive.saw(i, j));
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrange, latest } from '../../../src/domain/event/causality.ts';
import { compareEvents, type TrackerEvent } from '../../../src/domain/event/event.ts';
import { histories, play, shuffled, unionOf } from '../../support/histories.ts';
import { ancestorsOf, byTicket, unseen } from '../../support/reference.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

/** Any graph of parents: each event may name earlier ones, whatever its clock says, and events that are not there. */
const graphs = fc
  .array(fc.record({ time: fc.integer({ min: 990, max: 1_010 }), parents: fc.array(fc.nat(40), { maxLength: 3 }) }), {
    maxLength: 40,
  })
  .map((drawn) => {
    const { create, write } = ticketWriter();
    const events = [create];
    const absent = write({ kind: 'comment', payload: { body: 'elsewhere' } });
    for (const { time, parents } of drawn) {
      const named = new Set(parents.map((at) => events[at] ?? absent));
      events.push(write({ kind: 'comment', payload: { body: '' }, time, parents: [...named] }));
    }
    return events;
  });

const ids = (events: readonly TrackerEvent[]) => events.map((event) => event.id);

test('an event comes after everything that it has seen, whatever the clocks say', () => {
  fc.assert(
    fc.property(graphs, (events) => {
      const { order } = arrange(events);
      const ancestors = ancestorsOf(events);
      expect(ids(order).toSorted()).toEqual(ids(events).toSorted());
      order.forEach((event, at) => {
        const before = new Set(ids(order.slice(0, at)));
        for (const seen of ancestors.get(event.id)!) expect(before.has(seen)).toBe(true);
      });
    }),
  );
});

test('one event saw another exactly when a path of parents leads there', () => {
  fc.assert(
    fc.property(graphs, (events) => {
      const { order, saw } = arrange(events);
      const ancestors = ancestorsOf(events);
      order.forEach((later, i) => {
        order.forEach((earlier, j) => {
          expect(saw(i, j)).toBe(ancestors.get(later.id)!.has(earlier.id));
        });
      });
    }),
  );
});

test('the order and the heads do not depend on the order in which the events are given', () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (events, seed) => {
      const one = arrange(events);
      const other = arrange(shuffled(events, seed));
      expect(ids(other.order)).toEqual(ids(one.order));
      expect(other.heads).toEqual(one.heads);
    }),
  );
});

test('the heads are the events that nobody has seen, and what is written next sees everything', () => {
  fc.assert(
    fc.property(histories({ steps: 25 }), (history) => {
      for (const [ticket, events] of byTicket(unionOf(play(history)))) {
        const { heads } = arrange(events);
        expect(heads).toEqual(ids(unseen(events, ancestorsOf(events))).toSorted());
        const { write } = ticketWriter();
        const next = { ...write({ kind: 'comment', payload: { body: '' } }), ticket, parents: heads };
        expect(ancestorsOf([...events, next]).get(next.id)!.size).toBe(events.length);
      }
    }),
    { numRuns: 50 },
  );
});

test('the latest settings are those that no other setting has seen', () => {
  fc.assert(
    fc.property(graphs, fc.array(fc.boolean(), { minLength: 1 }), (events, chosen) => {
      const causality = arrange(events);
      const sets = causality.order.flatMap((event, at) => (chosen[at % chosen.length] ? [{ at, value: event }] : []));
      const expected = unseen(
        sets.map((one) => one.value),
        ancestorsOf(events),
      );
      const found = latest(sets, causality).map((one) => one.value);
      expect(found.toSorted(compareEvents)).toEqual(expected);
    }),
  );
});

test('a loop of parents, which only damage can make, neither hangs nor depends on the order given', () => {
  const { create, write } = ticketWriter();
  const a = write({ kind: 'comment', payload: { body: 'a' } });
  const b = write({ kind: 'comment', payload: { body: 'b' }, parents: [a] });
  const c = write({ kind: 'comment', payload: { body: 'c' }, parents: [b] });
  const looped = [create, { ...a, parents: [c.id, a.id] }, b, c];
  const { order } = arrange(looped);
  expect(order).toHaveLength(4);
  for (let seed = 0; seed < 24; seed++) expect(arrange(shuffled(looped, seed)).order).toEqual(order);
});

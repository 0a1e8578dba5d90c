import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isChange, type TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import type { SetField } from '../../../src/domain/event/ticket.ts';
import { histories, play, unionOf } from '../../support/histories.ts';
import { byTicket } from '../../support/reference.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

const labelsOf = (events: TrackerEvent[]) => Object.fromEntries(foldTicket(events)!.sets.labels);

test('a name stands exactly while one of its adds is in no remove', () => {
  const does = ['relabel', 'assign', 'undo', 'merge'] as const;
  fc.assert(
    fc.property(histories({ steps: 60, does }), (history) => {
      for (const events of byTicket(unionOf(play(history))).values()) {
        const { sets } = foldTicket(events)!;
        for (const field of ['labels', 'assignees'] as const) {
          const expected = new Set<string>();
          for (const event of events)
            for (const name of namesIn(event, field))
              if (!events.some((other) => removesIn(other, field, name).includes(event.id))) expected.add(name);
          expect(new Set(sets[field].keys())).toEqual(expected);
        }
      }
    }),
    { numRuns: 200 },
  );
});

function namesIn(event: TrackerEvent, field: SetField): string[] {
  return (event.kind === 'create' ? event.payload[field] : isChange(event) && event.payload.add?.[field]) || [];
}

function removesIn(event: TrackerEvent, field: SetField, name: string): string[] {
  const removes = (isChange(event) && event.payload.remove?.[field]) || {};
  return (Object.hasOwn(removes, name) && removes[name]) || [];
}

test('an add that a remove has not seen survives it', () => {
  const { create, write } = ticketWriter({ labels: ['urgent'] });
  const removed = write({ kind: 'update', payload: { remove: { labels: { urgent: [create.id] } } } });
  const added = write({ kind: 'update', payload: { add: { labels: ['urgent'] } } });
  expect(labelsOf([create, removed])).toEqual({});
  expect(labelsOf([create, removed, added])).toEqual({ urgent: [added.id] });
});

test('a replaced list of labels keeps what others added meanwhile', () => {
  const { create, write } = ticketWriter({ labels: ['a', 'b'] });
  const remove = { labels: { a: [create.id], b: [create.id] } };
  const replaced = write({ kind: 'update', payload: { add: { labels: ['c'] }, remove } });
  const added = write({ kind: 'update', payload: { add: { labels: ['d'] } } });
  expect(Object.keys(labelsOf([create, replaced, added])).toSorted()).toEqual(['c', 'd']);
});

test('undoing one of two adds of a name leaves the other', () => {
  const { create, write } = ticketWriter();
  const one = write({ kind: 'update', payload: { add: { labels: ['urgent'] } } });
  const two = write({ kind: 'update', payload: { add: { labels: ['urgent'] } } });
  const undo = write({
    kind: 'undo',
    payload: { remove: { labels: { urgent: [one.id] } }, undo: one.id },
    parents: [one, two],
  });
  expect(labelsOf([create, one, two, undo])).toEqual({ urgent: [two.id] });
});

test('a name that one event gives twice stands once', () => {
  const { create, write } = ticketWriter({ labels: ['a', 'a'] });
  const again = write({ kind: 'update', payload: { add: { labels: ['b', 'b'] } } });
  expect(labelsOf([create, again])).toEqual({ a: [create.id], b: [again.id] });
});

test('names that JavaScript treats in a way of its own are names like others', () => {
  const names = ['__proto__', 'constructor', '10', '9', 'toString'];
  const { create, write } = ticketWriter({ labels: names });
  expect([...foldTicket([create])!.sets.labels.keys()]).toEqual(names);
  const remove = { labels: Object.fromEntries(names.slice(0, 3).map((name) => [name, [create.id]])) };
  const removed = write({ kind: 'update', payload: { remove } });
  expect([...foldTicket([create, removed])!.sets.labels.keys()]).toEqual(['9', 'toString']);
});

test('a removed label stays removed when the add, the remove or both are redacted', () => {
  const { create, write } = ticketWriter({ labels: ['secret', 'backend'] });
  const removed = write({ kind: 'update', payload: { remove: { labels: { secret: [create.id] } } }, time: 2_000 });
  const blank = (event: TrackerEvent) => redactEvent(event, { actor: 'anna', time: 3_000 });
  expect(labelsOf([blank(create), removed])).toEqual({ '███████': [create.id] });
  expect(labelsOf([create, blank(removed)])).toEqual({ backend: [create.id] });
  expect(labelsOf([blank(create), blank(removed)])).toEqual({ '███████': [create.id] });
});

import { describe, expect, test } from 'vitest';
import { type Edge, suspendedEdges } from '../../../src/domain/event/cycles.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { ticketWriter } from '../../support/ticket-events.ts';
import { growth, linear } from '../../support/work.ts';

/** A ticket's events, each the child of the one before: moves that claim, release and label, and every third an edit. */
function eventsInARow(count: number) {
  const { create, write } = ticketWriter({ description: 'line\n'.repeat(40) });
  const events = [create];
  const base = { id: create.id };
  for (let i = 1; i < count; i++) {
    const parents = [events.at(-1)!];
    const status = i % 2 === 0 ? 'todo' : 'in_progress';
    const splice = { at: (i % 40) * 5, deleteCount: 4, insert: 'text' };
    const remove = { labels: { [`l${i - 1}`]: [parents[0]!.id] } };
    const claim = { actor: 'anna', session: `s${i}` };
    const payload = { set: { status }, claim, add: { labels: [`l${i}`] }, remove };
    if (i % 3 !== 0) events.push(write({ kind: 'move', payload, parents, time: i }));
    else {
      events.push(write({ kind: 'edit', payload: { base: base.id, splice }, parents, time: i }));
      base.id = events.at(-1)!.id;
    }
  }
  return events;
}

test('a ticket is folded in work that grows with its events', () => {
  const histories = new Map([1_000, 2_000].map((count) => [count, eventsInARow(count)]));
  expect(foldTicket(histories.get(2_000)!)!.revision).toBe(2_000);
  expect(growth(2_000, (count) => foldTicket(histories.get(count)!))).toBeLessThan(linear);
});

describe('a long chain', () => {
  const chainOf = (count: number): Edge[] =>
    Array.from({ length: count }, (_, i) => ({ id: `e${i}`, from: `${i}`, to: `${i + 1}`, time: i }));
  const circleOf = (count: number): Edge[] => [
    ...chainOf(count),
    { id: 'back', from: `${count}`, to: '0', time: count },
  ];

  test('that is no cycle is looked through in work that grows with its edges', () => {
    expect(suspendedEdges(chainOf(20_000)).size).toBe(0);
    expect(growth(8_000, (count) => suspendedEdges(chainOf(count)))).toBeLessThan(linear);
  });

  test('that is one, whatever the order of its edges, as well', () => {
    expect(suspendedEdges(circleOf(1_000))).toEqual(new Set(['back']));
    const backwards = (count: number) => circleOf(count).map((edge) => ({ ...edge, time: count - edge.time }));
    for (const circle of [circleOf, backwards])
      expect(growth(8_000, (count) => suspendedEdges(circle(count)))).toBeLessThan(linear * 1.1);
  });
});

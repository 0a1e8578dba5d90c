import { describe, expect, test } from 'vitest';
import type { Id, TrackerEvent } from '../../../src/domain/event/event.ts';
import { mergeEvents, withoutDropped } from '../../../src/domain/event/merge.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

const { create, write } = ticketWriter({ title: 'A ticket' }, { seed: 1 });
const other = ticketWriter({ title: 'Another' }, { seed: 100 });

const dropOf = (...events: Id[]): TrackerEvent => ({
  ...create,
  id: `${create.id.slice(0, -1)}Z`,
  ticket: null,
  kind: 'drop',
  payload: { events },
  parents: [],
});

const comment = write({ kind: 'comment', payload: { body: 'One' } });
const idsOf = (events: readonly TrackerEvent[]) => events.map(({ id }) => id).sort();
const sorted = (...events: TrackerEvent[]) => idsOf(events);

describe('what is given up', () => {
  test('is not in the union, whichever side has it and whichever gives it up', () => {
    const drop = dropOf(comment.id);
    const left = sorted(create, drop);
    expect(idsOf(mergeEvents({ base: [], ours: [create, comment], theirs: [create, drop] }))).toEqual(left);
    expect(idsOf(mergeEvents({ base: [], ours: [create, drop], theirs: [create, comment] }))).toEqual(left);
    expect(idsOf(mergeEvents({ base: [create], ours: [create, drop], theirs: [create, comment] }))).toEqual(left);
  });

  test('is the same however three sets are united', () => {
    const drop = dropOf(create.id);
    const sets = [[drop], [create], [create, comment], [other.create, drop]];
    const unite = (a: TrackerEvent[], b: TrackerEvent[]) => mergeEvents({ base: [], ours: a, theirs: b });
    const results = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 0, 3, 2],
      [2, 3, 0, 1],
    ].map((order) => idsOf(order.map((at) => sets[at]!).reduce(unite)));
    expect(new Set(results.map(String)).size).toBe(1);
    expect(results[0]).toEqual(sorted(create, comment, other.create, drop));
  });

  test('takes the creation of a ticket only with all that was written to it', () => {
    expect(idsOf(withoutDropped([create, comment, dropOf(create.id)]))).toEqual(
      sorted(create, comment, dropOf(create.id)),
    );
    const all = dropOf(create.id, comment.id);
    expect(idsOf(withoutDropped([create, comment, other.create, all]))).toEqual(sorted(other.create, all));
  });

  test('is never a project nor a drop', () => {
    const project = { ...create, id: other.create.id, ticket: null, kind: 'project', payload: { project: 'PAY' } };
    const drop = dropOf(project.id, `${create.id.slice(0, -1)}Z`);
    expect(withoutDropped([project as TrackerEvent, drop])).toEqual([project, drop]);
  });
});

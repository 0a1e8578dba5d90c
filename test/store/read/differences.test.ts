import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { bytesOf } from '../../../src/domain/event/merge.ts';
import { changeEvents } from '../../../src/store/apply/change-events.ts';
import { planUnion } from '../../../src/store/apply/union.ts';
import { countLacking, listDifferences } from '../../../src/store/read/differences.ts';
import { histories, play, shuffled, unionOf } from '../../support/histories.ts';
import { fileOf, type OpenFile } from '../../support/store-book.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';

/** So many tickets of three events each, in files that number them in their own ways. */
const tickets = (count: number): TrackerEvent[] =>
  Array.from({ length: count }, (_, at) => {
    const { create, write } = ticketWriter({ number: 100_000 + at }, { time: 1_000 + at, seed: at * 10 });
    const comment = write({ kind: 'comment', payload: { body: `a ${at}` }, author: authorOf(`person ${at % 9}`) });
    return [create, comment, write({ kind: 'update', payload: { set: { title: `b ${at}` } }, parents: [comment] })];
  }).flat();

const late = (at: number): TrackerEvent[] => {
  const { create, write } = ticketWriter({ number: 900_000 + at }, { time: 900_000 + at, seed: 900_000 + at * 10 });
  return [create, write({ kind: 'comment', payload: { body: 'late' } })];
};

function differences(ours: OpenFile, theirs: OpenFile) {
  const found = listDifferences(ours.db, theirs.db);
  const events: TrackerEvent[] = [];
  for (let next = found.next(); ; next = found.next())
    if (next.done) return { events, alone: next.value };
    else events.push(next.value.theirs);
}

test('of two large versions only the rows near what differs are looked at, and only what differs is folded', () => {
  const all = tickets(1_500);
  const [ours, theirs] = [fileOf([...all, ...late(1)]), fileOf([...all, ...late(2), ...late(3)])];
  const { events, alone } = differences(ours, theirs);
  expect(events.map(bytesOf).toSorted()).toEqual([...late(2), ...late(3)].map(bytesOf).toSorted());
  expect(alone).toBeLessThanOrEqual(400);
  const change = planUnion(ours.db, [{ listDifferences: (db) => listDifferences(db, theirs.db) }]);
  expect(ours.sqlite.transaction(() => changeEvents(ours.db, change))()).toBe(2);
  expect(countLacking(ours.db, theirs.db)).toBe(0);
});

test('versions that number tickets and authors otherwise are compared a block at a time as well', () => {
  const all = tickets(1_500);
  const [ours, theirs] = [fileOf(all), fileOf([...late(1).map((event) => ({ ...event, time: 1 })), ...all])];
  const { events, alone } = differences(ours, theirs);
  expect(events).toHaveLength(2);
  expect(alone).toBeLessThanOrEqual(400);
});

test('what differs is what one version has otherwise or alone, whatever the versions', () => {
  fc.assert(
    fc.property(histories({ steps: 30 }), fc.nat(999), fc.nat(999), (history, a, b) => {
      const all = unionOf(play(history));
      const created = (events: TrackerEvent[]) => {
        const ids = new Set(events.flatMap(({ kind, ticket }) => (kind === 'create' ? [ticket] : [])));
        return events.filter(({ ticket }) => ticket === null || ids.has(ticket));
      };
      const mine = created(shuffled(all, a).slice(0, Math.ceil(all.length * 0.7)));
      const others = created(shuffled(all, b).slice(0, Math.ceil(all.length * 0.8)));
      const rewritten = others.map((event, at) => (at % 5 === b % 5 ? { ...event, session: 'another' } : event));
      const [ours, theirs] = [fileOf(mine), fileOf(rewritten)];
      const known = new Set(mine.map(bytesOf));
      expect(differences(ours, theirs).events.map(bytesOf).toSorted()).toEqual(
        rewritten
          .map(bytesOf)
          .filter((bytes) => !known.has(bytes))
          .toSorted(),
      );
      const ids = new Set(mine.map(({ id }) => id));
      expect(countLacking(ours.db, theirs.db)).toBe(others.filter(({ id }) => !ids.has(id)).length);
    }),
    { numRuns: 60 },
  );
});

test('a row that is no event counts for nothing, on either side, and is told of once', () => {
  const all = tickets(3);
  const [ours, theirs] = [fileOf(all), fileOf([...all, ...late(1)])];
  const spoil = ({ sqlite }: OpenFile, at: number) =>
    sqlite.prepare("update events set payload = '[]' where event = ?").run(at);
  spoil(ours, 2);
  spoil(theirs, 3);
  let told = 0;
  const found = [...listDifferences(ours.db, theirs.db, () => void told++)];
  expect(told).toBe(1);
  expect(found.map(({ theirs: event, ours: mine }) => [event.kind, mine])).toEqual([
    [expect.any(String), undefined],
    ['create', undefined],
    ['comment', undefined],
  ]);
});

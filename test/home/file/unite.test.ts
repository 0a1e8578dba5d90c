import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { bytesOf, mergeEvents } from '../../../src/domain/event/merge.ts';
import { unite } from '../../../src/home/file/unite.ts';
import type { Home } from '../../../src/home/home.ts';
import { openDraft } from '../../../src/store/apply/draft.ts';
import { dump } from '../../../src/store/read/dump.ts';
import { findMeta } from '../../../src/store/schema/meta.ts';
import { histories, play, shuffled } from '../../support/histories.ts';
import { eventsIn, fileOf, type OpenFile, readableTables } from '../../support/store-book.ts';

/** What `unite` needs of a home, over a database in memory. */
const homeOf = ({ sqlite, db }: OpenFile): Pick<Home, 'write'> => ({
  async write(work) {
    sqlite.exec('BEGIN');
    const value = await work(openDraft(db).draft);
    sqlite.exec('COMMIT');
    return value;
  },
});

/** An event of a kind that only a newer program knows, after the ticket's last one. */
const unknownTo = (events: readonly TrackerEvent[]): TrackerEvent[] => {
  const last = events.findLast(({ ticket }) => ticket !== null);
  if (!last) return [];
  const id = `${last.id.slice(0, -4)}ZZZZ`;
  const payload = { votes: 3, of: { nested: ['ä', null] } };
  return [{ ...last, id, kind: 'vote', payload, parents: [last.id] } as unknown as TrackerEvent];
};

const sortedBytes = (events: readonly TrackerEvent[]): string[] => events.map(bytesOf).sort();

test('a file that takes in another one says what one built anew from the events of both would say', async () => {
  await fc.assert(
    fc.asyncProperty(histories({ replicas: 3 }), fc.nat(), async (history, seed) => {
      const [ours = [], theirs = []] = play(history);
      const newer = [...theirs, ...unknownTo(theirs)];
      const file = fileOf(ours);
      const added = await unite(homeOf(file), { theirs: shuffled(newer, seed) });
      const union = mergeEvents({ base: [], ours, theirs: newer });
      const anew = fileOf(union);
      expect(sortedBytes(eventsIn(file.db))).toEqual(sortedBytes(union));
      expect(readableTables(file)).toEqual(readableTables(anew));
      expect([...dump(file.db)].join('')).toBe([...dump(anew.db)].join(''));
      expect(findMeta(file.db, 'fold')).toBe(findMeta(anew.db, 'fold'));
      const known = new Set(ours.map(bytesOf));
      expect(sortedBytes(added)).toEqual(sortedBytes(union.filter((event) => !known.has(bytesOf(event)))));
      expect(await unite(homeOf(file), { theirs: newer })).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('events of a ticket whose create is nowhere are kept for when it comes', async () => {
  const [all = []] = play({
    tickets: 1,
    skews: [0],
    steps: [{ replica: 0, does: 'comment', tick: 1, dice: [0, 0, 0, 0, 0, 0] }],
  });
  const orphans = all.filter(({ ticket, kind }) => ticket !== null && kind !== 'create');
  expect(orphans.length).toBeGreaterThan(0);
  const file = fileOf([]);
  await unite(homeOf(file), { theirs: orphans });
  expect(sortedBytes(eventsIn(file.db))).toEqual(sortedBytes(orphans));
  expect(readableTables(file)).toEqual(readableTables(fileOf([])));
  await unite(homeOf(file), { theirs: all });
  expect(sortedBytes(eventsIn(file.db))).toEqual(sortedBytes(all));
  expect(readableTables(file)).toEqual(readableTables(fileOf(all)));
});

test('what is given up goes from the file that takes the drop in, and does not come back', async () => {
  await fc.assert(
    fc.asyncProperty(histories({ replicas: 2 }), fc.nat(), async (history, seed) => {
      const [ours = [], theirs = []] = play(history);
      const all = mergeEvents({ base: [], ours, theirs });
      const [first] = all;
      if (!first) return;
      const chosen = shuffled(all, seed).slice(0, seed % (all.length + 1));
      const drop = {
        ...{ ...first, id: '7ZZZZZZZZZZZZZZZZZZZZZZZZZ', ticket: null, kind: 'drop', parents: [] },
        payload: { events: chosen.map(({ id }) => id) },
      } as unknown as TrackerEvent;
      const file = fileOf(ours);
      await unite(homeOf(file), { theirs: [drop] });
      await unite(homeOf(file), { theirs });
      const anew = fileOf(mergeEvents({ base: [], ours: [drop, ...theirs], theirs: ours }));
      expect(sortedBytes(eventsIn(file.db))).toEqual(sortedBytes(eventsIn(anew.db)));
      expect(readableTables(file)).toEqual(readableTables(anew));
      expect(await unite(homeOf(file), { theirs: all })).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

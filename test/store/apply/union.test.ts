import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { bytesOf, mergeEvents } from '../../../src/domain/event/merge.ts';
import { planUnion, readChanged } from '../../../src/store/apply/union.ts';
import { listDifferences } from '../../../src/store/read/differences.ts';
import { listPresent } from '../../../src/store/read/events.ts';
import { histories, play, shuffled, unionOf } from '../../support/histories.ts';
import { fileOf } from '../../support/store-book.ts';

vi.setConfig({ testTimeout: 60_000 });

function someOf(events: readonly TrackerEvent[], seed: number, share: number): TrackerEvent[] {
  const some = shuffled(events, seed).slice(0, Math.ceil(events.length * share));
  const created = new Set(some.flatMap(({ kind, ticket }) => (kind === 'create' ? [ticket] : [])));
  return some.filter(({ ticket }) => ticket === null || created.has(ticket));
}

test('of a commit that is replayed comes what it adds, with what that needs, in the order of time and id', () => {
  fc.assert(
    fc.property(histories({ steps: 40 }), fc.nat(9_999), fc.nat(9_999), fc.nat(9_999), (history, a, b, c) => {
      const all = unionOf(play(history));
      const [ours, theirs, base] = [someOf(all, a, 0.5), someOf(all, b, 0.9), someOf(all, c, 0.6)];
      const files = { ours: fileOf(ours), theirs: fileOf(theirs), base: fileOf(base) };
      const change = planUnion(files.ours.db, [
        {
          listDifferences: (db) => listDifferences(db, files.theirs.db),
          findInBase: (ids) => listPresent(files.base.db, ids),
        },
      ]);
      const merged = [...readChanged(files.ours.db, change)];
      const bare = merged.map(({ event: _, ...event }: TrackerEvent & { event?: number }) => event as TrackerEvent);
      const expected = mergeEvents({ base, ours, theirs }).sort((x, y) => x.time - y.time || (x.id < y.id ? -1 : 1));
      expect(bare.map(bytesOf)).toEqual(expected.map(bytesOf));
    }),
    { numRuns: 100 },
  );
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from '../../src/domain/merge.ts';
import { refold } from '../../src/store/refold.ts';
import { histories, play, shuffled, unionOf } from '../support/histories.ts';
import {
  eventsIn,
  fileOf,
  type OpenFile,
  openFile,
  readableTables,
  storeBook,
  tablesOf,
} from '../support/store-book.ts';

/** Milliseconds that a test over many real databases may take. */
const slow = 60_000;

function refolded(file: OpenFile): OpenFile {
  const copy = openFile(file.sqlite.serialize());
  copy.sqlite.transaction(() => refold(copy.db))();
  return copy;
}

test(
  'after every write the tables are what a refold computes from the events',
  () => {
    fc.assert(
      fc.property(histories({ steps: 30 }), (history) => {
        play(history, () =>
          storeBook((file) => {
            const copy = refolded(file);
            expect(tablesOf(file)).toEqual(tablesOf(copy));
            copy.sqlite.close();
          }),
        );
      }),
      { numRuns: 40 },
    );
  },
  slow,
);

test(
  'a file that was written event by event says the same as one built from the set of its events',
  () => {
    fc.assert(
      fc.property(histories({ steps: 30 }), fc.nat(), (history, seed) => {
        const files: OpenFile[] = [];
        const replicas = play(history, (replica) =>
          storeBook((file) => {
            files[replica] = file;
          }),
        );
        replicas.forEach((events, replica) => {
          const file = files[replica];
          if (!file) return;
          const built = fileOf(shuffled(events, seed));
          expect(readableTables(file)).toEqual(readableTables(built));
          expect(eventsIn(built.db).map(bytesOf).toSorted()).toEqual(events.map(bytesOf).toSorted());
        });
      }),
      { numRuns: 40 },
    );
  },
  slow,
);

test(
  'a set of events makes the same bytes, in whatever order it is given',
  () => {
    fc.assert(
      fc.property(histories({ steps: 30 }), fc.nat(), (history, seed) => {
        const all = unionOf(play(history));
        const bytes = fileOf(all).sqlite.serialize();
        expect(fileOf(shuffled(all, seed)).sqlite.serialize().equals(bytes)).toBe(true);
        // What a file holds makes that file again.
        expect(
          fileOf(eventsIn(openFile(bytes).db))
            .sqlite.serialize()
            .equals(bytes),
        ).toBe(true);
      }),
      { numRuns: 40 },
    );
  },
  slow,
);

test('on disk the bytes are those in memory, but for the counters of changes and the version of SQLite in the header', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  try {
    const [history] = fc.sample(histories({ steps: 60 }), { numRuns: 1, seed: 7 });
    const all = unionOf(play(history!));
    const onDisk = fileOf(all, join(folder, 'data.db')).sqlite;
    onDisk.close();
    const bytes = readFileSync(join(folder, 'data.db'));
    for (const [start, end] of [
      [24, 28],
      [92, 100],
    ] as const)
      bytes.fill(0, start, end);
    expect(bytes.equals(fileOf(all).sqlite.serialize())).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test(
  'a refold of a file built from its events changes nothing',
  () => {
    fc.assert(
      fc.property(histories({ steps: 30 }), (history) => {
        const file = fileOf(unionOf(play(history)));
        expect(file.sqlite.prepare('select * from meta').all()).toEqual(
          refolded(file).sqlite.prepare('select * from meta').all(),
        );
        expect(tablesOf(refolded(file))).toEqual(tablesOf(file));
      }),
      { numRuns: 30 },
    );
  },
  slow,
);

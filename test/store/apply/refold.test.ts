import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { bytesOf } from '../../../src/domain/event/merge.ts';
import { refold } from '../../../src/store/apply/refold.ts';
import { clashed, type History, histories, keyed, play, shuffled, tangled, unionOf } from '../../support/histories.ts';
import {
  eventsIn,
  fileOf,
  type OpenFile,
  openFile,
  readableTables,
  storeBook,
  tablesOf,
} from '../../support/store-book.ts';
import { authorOf, countingIds, ticketWriter } from '../../support/ticket-events.ts';
import type { Draft } from '../../support/view.ts';
import { villages } from '../../support/villages.ts';

// Each of these makes hundreds of real databases.
vi.setConfig({ testTimeout: 60_000 });

function refolded(file: OpenFile): OpenFile {
  const copy = openFile(file.sqlite.serialize());
  copy.sqlite.transaction(() => refold(copy.db))();
  return copy;
}

const metaOf = ({ sqlite }: OpenFile) => sqlite.prepare('select * from meta order by name').all();

/** Where tickets have a say in each other: edges that close a cycle, keys that clash; and everything at once. */
const focuses: Record<string, fc.Arbitrary<History>> = {
  edges: histories({ steps: 16, does: ['reparent', 'link', 'unlink', 'comment', 'move', 'undo', 'merge'] }).map(
    tangled,
  ),
  keys: histories({ steps: 16, does: ['create', 'rekey', 'rekey', 'comment', 'undo', 'merge'] }).map(clashed),
  everything: histories({ steps: 30 }),
  calls: histories({ steps: 30 }).map(keyed),
};

test.for(Object.entries(focuses))('after every write the tables are what a refold computes: %s', ([, drawn]) => {
  const check = (file: OpenFile) => {
    const copy = refolded(file);
    expect(tablesOf(file)).toEqual(tablesOf(copy));
    copy.sqlite.close();
  };
  fc.assert(
    fc.property(drawn, (history) => {
      play(history, () => storeBook(check));
    }),
    { numRuns: 20 },
  );
});

/** As its doors would let it be written: to a key that is free, and without an edge that might close a cycle. */
function allowed({ ticket, kind, payload }: TrackerEvent, at: number): Draft | undefined {
  if (kind === 'update' && payload.key)
    return { ticket, kind, payload: { key: { ...payload.key, number: 200_000 + at } } };
  return kind === 'link' || (kind === 'update' && payload.set?.parent)
    ? undefined
    : ({ ticket, kind, payload } as Draft);
}

test('after every write to tickets that contest keys, or are on cycles, the tables are what a refold computes', () => {
  fc.assert(
    fc.property(villages(), fc.nat(), (all, seed) => {
      let file = openFile();
      const book = storeBook((changed) => {
        file = changed;
      });
      const ids = countingIds(500_000);
      const later = new Set(shuffled(all, seed).slice(0, Math.ceil(all.length / 3)));
      book.replace(all.filter((event) => event.kind === 'create' || !later.has(event)));
      for (const [at, event] of [...later].entries()) {
        const draft = event.kind !== 'create' && allowed(event, at);
        if (!draft) continue;
        // Not its own id, which events that are there may name.
        book.append(draft, { id: ids(at), time: 100 + at, author: authorOf('anna') });
        const copy = refolded(file);
        expect(tablesOf(file)).toEqual(tablesOf(copy));
        copy.sqlite.close();
      }
    }),
    { numRuns: 60 },
  );
});

test('a write of a contested key changes the rows of those that contest it, however many other tickets there are', () => {
  const writers = Array.from({ length: 200 }, (_, at) =>
    ticketWriter({ number: 100_000 + Math.max(at, 2) }, { time: at, seed: 10 * at }),
  );
  let file = openFile();
  const book = storeBook((changed) => {
    file = changed;
  });
  book.replace(writers.map(({ create }) => create));
  const lineage = metaOf(file);
  const changes = () => file.sqlite.prepare('select total_changes()').pluck().get() as number;
  const before = changes();
  const draft = { ticket: writers[0]!.ticket, kind: 'update', payload: { key: { project: 'WEB', number: 100_001 } } };
  book.append(draft as Draft, { id: '7ZZZZZZZZZZZZZZZZZZZZZZZZZ', time: 500, author: authorOf('anna') });
  expect(changes() - before).toBeLessThan(40);
  expect(tablesOf(file)).toEqual(tablesOf(refolded(file)));
  // It was appended, as every write is: a copy that lacks it may catch up.
  expect(metaOf(file)).toEqual(lineage);
});

test('a file that was written event by event says the same as one built from the set of its events', () => {
  fc.assert(
    fc.property(histories({ steps: 30 }), fc.nat(), (history, seed) => {
      const files: OpenFile[] = [];
      const keep = (replica: number) =>
        storeBook((file) => {
          files[replica] = file;
        });
      const replicas = play(history, keep);
      for (const [replica, file] of files.entries()) {
        if (!file) continue;
        const events = replicas[replica]!;
        const built = fileOf(shuffled(events, seed));
        expect(readableTables(file)).toEqual(readableTables(built));
        expect(eventsIn(built.db).map(bytesOf).toSorted()).toEqual(events.map(bytesOf).toSorted());
      }
    }),
    { numRuns: 25 },
  );
});

test('a set of events makes the same bytes, in whatever order it is given', () => {
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
});

test('on disk the bytes are those in memory, but for the counters of changes and the version of SQLite in the header', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  try {
    const [history] = fc.sample(histories({ steps: 60 }), { numRuns: 1, seed: 7 });
    const all = unionOf(play(history!));
    fileOf(all, join(folder, 'data.db')).sqlite.close();
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

test('a refold of a file built from its events changes nothing', () => {
  fc.assert(
    fc.property(histories({ steps: 30 }), (history) => {
      const file = fileOf(unionOf(play(history)));
      const again = refolded(file);
      expect(tablesOf(again)).toEqual(tablesOf(file));
      expect(metaOf(again)).toEqual(metaOf(file));
    }),
    { numRuns: 30 },
  );
});

test('events of a ticket whose create is missing are kept, and no other ticket takes them for its own', () => {
  const [lost, found] = [ticketWriter(), ticketWriter({ number: 100_001 }, { seed: 50 })];
  const orphan = lost.write({ kind: 'move', payload: { set: { status: 'done' } } });
  let file = openFile();
  const book = storeBook((changed) => {
    file = changed;
  });
  book.replace([orphan]);
  book.append(found.create as Draft, { id: found.create.id, time: 5, author: authorOf('anna') });
  expect(eventsIn(file.db).map((event) => event.id)).toEqual([orphan.id, found.create.id]);
  expect(tablesOf(file)).toEqual(tablesOf(refolded(file)));
  expect(file.sqlite.prepare('select number, status from tickets').all()).toEqual([
    { number: 100_001, status: 'backlog' },
  ]);
});

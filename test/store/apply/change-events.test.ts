import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { bytesOf, mergeEvents } from '../../../src/domain/event/merge.ts';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import { changeEvents, replaceEvent } from '../../../src/store/apply/change-events.ts';
import { refold } from '../../../src/store/apply/refold.ts';
import { planUnion } from '../../../src/store/apply/union.ts';
import { listDifferences } from '../../../src/store/read/differences.ts';
import { histories, play, shuffled, unionOf } from '../../support/histories.ts';
import { eventsIn, fileOf, type OpenFile, openFile, readableTables, tablesOf } from '../../support/store-book.ts';
import { ticketWriter } from '../../support/ticket-events.ts';
import { villages } from '../../support/villages.ts';

// Each of these makes hundreds of real databases.
vi.setConfig({ testTimeout: 120_000 });

/** Takes in what another file has, and answers how many tickets were folded. */
function takeIn(file: OpenFile, theirs: OpenFile): number {
  return file.sqlite.transaction(() => {
    const change = planUnion(file.db, [{ listDifferences: (db) => listDifferences(db, theirs.db) }]);
    return changeEvents(file.db, change);
  })();
}

function expectRefolded(file: OpenFile): void {
  const copy = openFile(file.sqlite.serialize());
  copy.sqlite.transaction(() => refold(copy.db))();
  expect(tablesOf(file)).toEqual(tablesOf(copy));
  copy.sqlite.close();
}

const sortedBytes = (events: readonly TrackerEvent[]): string[] => events.map(bytesOf).sort();

/** Also of tickets whose creation is not among them. */
const someOf = (events: readonly TrackerEvent[], seed: number, share: number): TrackerEvent[] =>
  shuffled(events, seed).slice(0, Math.ceil(events.length * share));

/** A few events, mostly with what creates their tickets. */
function fewOf(events: readonly TrackerEvent[], seed: number): TrackerEvent[] {
  const few = new Set(shuffled(events, seed).slice(0, 1 + (seed % 4)));
  const tickets = new Set([...few].map(({ ticket }) => ticket));
  const isAlone = seed % 5 === 0;
  return events.filter((event) => few.has(event) || (!isAlone && event.kind === 'create' && tickets.has(event.ticket)));
}

/** Gives up some events, as nobody's program would do it: whatever they are. */
function dropOf(events: readonly TrackerEvent[], seed: number): TrackerEvent[] {
  const [first] = events;
  if (!first) return [];
  const named = shuffled(events, seed).slice(0, 1 + (seed % 4));
  const id = `7ZZZZZZZZZZZZZZZZZZZZZ${String(seed % 10_000).padStart(4, '0')}`;
  const payload = { events: named.map((event) => event.id) };
  return [{ ...first, id, ticket: null, kind: 'drop', parents: [], payload } as TrackerEvent];
}

/** Blanks a few events, or writes them anew under their old names. */
const rewriteFew = (events: readonly TrackerEvent[], seed: number): TrackerEvent[] =>
  fewOf(events, seed).map((event, at) =>
    (at + seed) % 2 === 0
      ? redactEvent(event, { actor: 'anna', time: 5 })
      : { ...event, time: (event.time + seed) % 90, actor: 'A' },
  );

const deeds = [fewOf, fewOf, fewOf, rewriteFew, dropOf];

/** What comes into a file one after the other. */
const portions = fc.array(fc.record({ seed: fc.nat(9_999), does: fc.nat(deeds.length - 1) }), {
  minLength: 1,
  maxLength: 5,
});

const everything = histories({ steps: 40 }).map((history) => unionOf(play(history)));

/** Where tickets have a say in each other: edges that close a cycle, keys that clash; and everything at once. */
const focuses: Record<string, fc.Arbitrary<TrackerEvent[]>> = {
  villages: villages(),
  everything,
};

test.for(Object.entries(focuses))(
  'whatever comes to whatever there is, the tables are those that a refold of all makes: %s',
  ([, drawn]) => {
    fc.assert(
      fc.property(drawn, fc.nat(9_999), fc.constantFrom(0.3, 0.7, 0.9, 1), portions, (all, start, share, list) => {
        let expected = someOf(all, start, share);
        const file = fileOf(expected);
        for (const { seed, does } of list) {
          const theirs = deeds[does]!(all, seed);
          const other = fileOf(theirs);
          takeIn(file, other);
          other.sqlite.close();
          expected = mergeEvents({ base: [], ours: expected, theirs });
          expectRefolded(file);
          const anew = fileOf(expected);
          expect(sortedBytes(eventsIn(file.db))).toEqual(sortedBytes(eventsIn(anew.db)));
          expect(readableTables(file)).toEqual(readableTables(anew));
          anew.sqlite.close();
        }
        file.sqlite.close();
      }),
      { numRuns: 100 },
    );
  },
);

test.for(Object.entries(focuses))(
  'whatever is blanked in its place, the tables are those that a refold of all makes, and it keeps its number: %s',
  ([, drawn]) => {
    fc.assert(
      fc.property(drawn, fc.nat(9_999), fc.constantFrom(0.7, 0.9, 1), (all, seed, share) => {
        const file = fileOf(someOf(all, seed, share));
        for (const event of shuffled(eventsIn(file.db), seed).slice(0, 4)) {
          const masked = redactEvent(event, { actor: 'anna', time: 5 });
          const before = eventsIn(file.db);
          file.sqlite.transaction(() => replaceEvent(file.db, masked))();
          expect(eventsIn(file.db)).toEqual(before.map((one) => (one.id === event.id ? masked : one)));
          expectRefolded(file);
        }
        const anew = fileOf(eventsIn(file.db));
        expect(readableTables(file)).toEqual(readableTables(anew));
        anew.sqlite.close();
        file.sqlite.close();
      }),
      { numRuns: 80 },
    );
  },
);

test('what is blanked folds the tickets that it affects, however many others there are', () => {
  const key = { key: 'nightly', hash: 'h', index: 0 };
  const writers = Array.from({ length: 200 }, (_, at) =>
    ticketWriter({ number: 100_000 + at, ...(at < 3 && { idempotency: key }) }, { time: at, seed: 10 * at }),
  );
  const file = fileOf(writers.map(({ create }) => create));
  const blank = (at: number) =>
    file.sqlite.transaction(() =>
      replaceEvent(file.db, redactEvent(writers[at]!.create, { actor: 'anna', time: 5 })),
    )();
  expect(blank(100)).toBe(1);
  // It was what the other calls with its key had made again.
  expect(blank(0)).toBe(3);
  expectRefolded(file);
  expect(
    file.sqlite.transaction(() =>
      replaceEvent(file.db, { ...writers[1]!.create, id: writers[1]!.create.id.replace(/.$/, 'Z') }),
    )(),
  ).toBe(0);
});

import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { bytesOf, mergeEvents } from '../../../src/domain/event/merge.ts';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import { changeEvents } from '../../../src/store/apply/change-events.ts';
import { refold } from '../../../src/store/apply/refold.ts';
import { planUnion } from '../../../src/store/apply/union.ts';
import { listDifferences } from '../../../src/store/read/differences.ts';
import { listIds } from '../../../src/store/read/events.ts';
import { clashed, type History, histories, play, shuffled, tangled, unionOf } from '../../support/histories.ts';
import { eventsIn, fileOf, type OpenFile, openFile, readableTables, tablesOf } from '../../support/store-book.ts';

// Each of these makes hundreds of real databases.
vi.setConfig({ testTimeout: 120_000 });

/** Takes in what another file has, as far as a base has it not, and answers how many tickets were folded. */
function takeIn(file: OpenFile, theirs: OpenFile, base?: OpenFile): number {
  return file.sqlite.transaction(() => {
    const change = planUnion(file.db, [
      {
        listDifferences: (db) => listDifferences(db, theirs.db),
        ...(base && { findInBase: () => listIds(base.db) }),
      },
    ]);
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

/** Some of the events, none of them without what creates its ticket. */
function someOf(events: readonly TrackerEvent[], seed: number, share: number): TrackerEvent[] {
  const some = shuffled(events, seed).slice(0, Math.floor(events.length * share));
  const created = new Set(some.flatMap(({ kind, ticket }) => (kind === 'create' ? [ticket] : [])));
  return some.filter(({ ticket }) => ticket === null || created.has(ticket));
}

/** Gives up some events, as nobody's program would do it: whatever they are. */
function dropOf(events: readonly TrackerEvent[], seed: number): TrackerEvent[] {
  const [first] = events;
  if (!first) return [];
  const named = shuffled(events, seed).slice(0, 1 + (seed % 4));
  return [
    {
      ...{ ...first, id: `7ZZZZZZZZZZZZZZZZZZZZZ${1000 + (seed % 1000)}`, ticket: null, kind: 'drop', parents: [] },
      payload: { events: named.map(({ id }) => id) },
    } as TrackerEvent,
  ];
}

/** Blanks some events, or writes them anew under their old names. */
const rewriteSome = (events: readonly TrackerEvent[], seed: number): TrackerEvent[] =>
  events.map((event, at) => {
    if ((at + seed) % 7 === 0) return redactEvent(event, { actor: 'anna', time: 5 });
    if ((at + seed) % 11 === 0) return { ...event, time: event.time - (seed % 50), actor: 'A' };
    return event;
  });

/** Where tickets have a say in each other: edges that close a cycle, keys that clash; and everything at once. */
const focuses: Record<string, fc.Arbitrary<History>> = {
  edges: histories({ steps: 30, does: ['reparent', 'link', 'unlink', 'create', 'undo', 'merge'] }).map(tangled),
  keys: histories({ steps: 24, does: ['create', 'rekey', 'rekey', 'undo', 'merge'] }).map(clashed),
  everything: histories({ steps: 40 }),
};

test.for(Object.entries(focuses))(
  'whatever part of a history comes to whatever other part, the tables are those that a refold of all makes: %s',
  ([, drawn]) => {
    const parts = fc.array(
      fc.record({ seed: fc.nat(9_999), share: fc.double({ min: 0, max: 1, noNaN: true }), does: fc.nat(3) }),
      { minLength: 2, maxLength: 4 },
    );
    fc.assert(
      fc.property(drawn, parts, (history, [start, ...portions]) => {
        const all = unionOf(play(history));
        let expected = someOf(all, start!.seed, start!.share);
        const file = fileOf(expected);
        for (const { seed, share, does } of portions) {
          const whole = does === 1 ? rewriteSome(all, seed) : all;
          const theirs = [...someOf(whole, seed, share), ...(does === 2 ? dropOf(all, seed) : [])];
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
      { numRuns: 150 },
    );
  },
);

test('of a commit that is replayed comes what it adds, with what that needs', () => {
  fc.assert(
    fc.property(focuses.everything!, fc.nat(9_999), fc.nat(9_999), fc.nat(9_999), (history, a, b, c) => {
      const all = unionOf(play(history));
      const [ours, theirs, base] = [someOf(all, a, 0.5), someOf(all, b, 0.9), someOf(all, c, 0.6)];
      const file = fileOf(ours);
      takeIn(file, fileOf(theirs), fileOf(base));
      const merged = mergeEvents({ base, ours, theirs });
      const created = new Set(merged.flatMap(({ kind, ticket }) => (kind === 'create' ? [ticket] : [])));
      const wanted = merged.filter(({ ticket }) => ticket === null || created.has(ticket));
      expect(sortedBytes(eventsIn(file.db))).toEqual(sortedBytes(wanted));
      expectRefolded(file);
    }),
    { numRuns: 150 },
  );
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { mergeEvents } from '../../../src/domain/event/merge.ts';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import { listRewritten } from '../../../src/domain/event/rewritten.ts';
import { buildFile } from '../../../src/home/file/canonical.ts';
import { mergeFiles } from '../../../src/home/file/merge-files.ts';
import { histories, play, shuffled, unionOf } from '../../support/histories.ts';
import { fileOf } from '../../support/store-book.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, bytes: Buffer): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

/** Some events, none of them without what creates its ticket; some of those redacted or rewritten. */
function someOf(all: readonly TrackerEvent[], seed: number, share: number): TrackerEvent[] {
  const some = shuffled(all, seed).slice(0, Math.ceil(all.length * share));
  const created = new Set(some.flatMap(({ kind, ticket }) => (kind === 'create' ? [ticket] : [])));
  const whole = some.filter(({ ticket }) => ticket === null || created.has(ticket));
  return whole.map((event, at) => {
    if ((at + seed) % 13 === 0) return redactEvent(event, { actor: 'anna', time: 9 });
    return (at + seed) % 17 === 0 ? { ...event, actor: 'A' } : event;
  });
}

test('the file of a merge is, to the byte, that of the merged set, and what was rewritten is told', () => {
  fc.assert(
    fc.property(histories({ steps: 30 }), fc.nat(9_999), fc.boolean(), (history, seed, union) => {
      const all = unionOf(play(history));
      const base = someOf(all, seed, 0.5);
      const ours = someOf(all, seed + 1, 0.8);
      const theirs = someOf(all, seed + 2, 0.8);
      const rewritten: string[] = [];
      const target = join(folder, 'merged');
      rmSync(target, { force: true });
      mergeFiles(
        target,
        {
          base: written('base', base.length > 0 ? buildFile(base) : Buffer.alloc(0)),
          // One as ordinary writes leave it, with numbers of its own and without room.
          ours: written('ours', fileOf(shuffled(ours, seed)).sqlite.serialize()),
          theirs: written('theirs', buildFile(theirs)),
          union,
        },
        { rewritten: (found) => void rewritten.push(...found.map(({ event }) => event)) },
      );
      const merged = mergeEvents({ base: union ? [] : base, ours, theirs });
      expect(readFileSync(target).equals(buildFile(merged))).toBe(true);
      const known = new Set(base.map(({ id }) => id));
      const sides = [ours, theirs].flatMap((side) => side.filter(({ id }) => !known.has(id)));
      const expected = [base, sides].flatMap((first) =>
        [...new Set(first)].flatMap((event) => listRewritten([event], merged).map((one) => one.event)),
      );
      expect(new Set(rewritten)).toEqual(new Set(expected));
    }),
    { numRuns: 60 },
  );
});

test('what one side alone has otherwise than before, and the merge has as it was, is not told as rewritten', () => {
  const { create } = ticketWriter({ title: 'One', number: 100_001 }, { time: 1, seed: 1 });
  const masked = redactEvent(create, { actor: 'anna', time: 9 });
  const rewritten: unknown[] = [];
  mergeFiles(
    join(folder, 'as-before'),
    {
      base: written('base', buildFile([masked])),
      ours: written('ours', buildFile([create])),
      theirs: written('theirs', buildFile([masked])),
      union: true,
    },
    { rewritten: (found) => void rewritten.push(...found) },
  );
  expect(rewritten).toEqual([]);
});

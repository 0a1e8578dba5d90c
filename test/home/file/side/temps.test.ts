import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listAbandoned, removeAbandoned, tempName } from '../../../../src/home/file/side/temps.ts';
import { here } from '../../../../src/store/process.ts';
import { makeDirectory } from '../../../support/workspace.ts';

const gone = 2 ** 30;
const hourMs = 3_600_000;
const elsewhere = 'abc123x42';

function makeFolder(...names: string[]): string {
  const folder = makeDirectory();
  for (const name of names) writeFileSync(join(folder, name), '');
  return folder;
}

test('no two names are the same, also of processes with the same number', () => {
  const names = Array.from({ length: 100 }, () => tempName('copy'));
  expect(new Set(names).size).toBe(100);
  expect(names[0]).toMatch(new RegExp(`^data-${process.pid}\\.${here()}-copy-[0-9a-f]{12}\\.tmp$`));
});

test('the temps of processes that are gone are deleted with what SQLite left beside them, and nothing else is', () => {
  const kept = [tempName('copy'), `data-${process.ppid}.${here()}-spare-1.tmp`, 'lock.db', 'notes-1-2'];
  const stale = [`data-${gone}.${here()}-copy-1.tmp`, `data-${gone}.${here()}-copy-1.tmp-journal`];
  const folder = makeFolder(...kept, ...stale);
  removeAbandoned(folder);
  expect(readdirSync(folder).sort()).toEqual(kept.sort());
});

test('in another container a number says nothing: there, as with older names, only an hour without a touch does', () => {
  const names = [`data-${gone}.${elsewhere}-index-12-34-0123456789ab.tmp`, `data-1.${elsewhere}-copy-1.tmp`];
  const folder = makeFolder(...names, `data-${gone}-0.tmp`, `data-${process.pid}-0.tmp`);
  // The time of its content is that of git's index, to which it may be a link.
  utimesSync(join(folder, names[1]!), 1, 1);
  expect(listAbandoned(folder)).toEqual([]);
  const later = Date.now() + hourMs + 1_000;
  const clock = vi.spyOn(Date, 'now').mockReturnValue(later);
  onTestFinished(() => clock.mockRestore());
  expect(
    listAbandoned(folder)
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['0', 'copy-1', 'index-12-34']);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { TrackerEvent } from '../../src/domain/event/event.ts';
import { runCommand } from '../cli/context.ts';
import { runTracker } from '../cli/run-tracker.ts';
import { startClient } from '../support/client.ts';
import { dataOf } from '../support/file-facts.ts';
import { setUpTracker } from '../support/set-up.ts';
import { makeDirectory, makeRepository } from '../support/workspace.ts';
import {
  concurrentDescriptions,
  concurrentTitles,
  deepChain,
  growingText,
  manyCycles,
  towerOfMerges,
  twoLines,
} from './crafted.ts';
import { hostileBytes } from './write-file.ts';

/** A repository whose tracker is a file that says of itself that another program has folded it. */
async function withFile(events: readonly TrackerEvent[]) {
  const repository = makeRepository();
  setUpTracker(repository);
  await runCommand({ cwd: repository.root }, 'create', 'mine');
  const own = readFileSync(dataOf(repository.root));
  const theirs = hostileBytes(events);
  writeFileSync(dataOf(repository.root), theirs);
  const run = (...command: string[]) => runTracker({ cwd: repository.root }, ...command);
  return { ...repository, run, own, theirs };
}

const files: [name: string, events: () => TrackerEvent[]][] = [
  ['1,500 descriptions at once', () => concurrentDescriptions(1_500)],
  ['10,000 titles at once', () => concurrentTitles(10_000)],
  ['20,000 events in two lines', () => twoLines(20_000)],
  ['5,000 claims that are merged one by one', () => towerOfMerges(10_000)],
  ['50 edits that make 5 MB', () => growingText(50)],
  ['a chain of 2,000 parents and blockers that is a circle', () => deepChain(2_000, { closed: true })],
  ['5,000 links that close cycles', () => manyCycles(5_000)],
];

describe.each(files)('a file of %s', (_, make) => {
  test('is read, written and merged as any other', async () => {
    const { run, own, theirs } = await withFile(make());
    for (const command of [
      ['list'],
      ['create', 'mine as well'],
      ['board', 'ready'],
      ['search', 'mine'],
      ['conflicts'],
    ]) {
      const { code, stderr } = await run(...command);
      expect({ command, code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error') });
    }
    expect(await run('show', 'PAY-100000')).toMatchObject({ code: 0, stderr: '' });
    const versions = ['base', 'ours', 'theirs'].map((name) => join(makeDirectory(), name));
    for (const [i, bytes] of [Buffer.alloc(0), own, theirs].entries()) writeFileSync(versions[i]!, bytes);
    // It names what both have changed, and nothing else.
    expect(await run('merge-driver', ...versions, '.tracker/data.db')).toMatchObject({
      ...{ code: 0, stderr: expect.stringMatching(/^(?:tracker: Both sides changed [^\n]+\n)?$/) },
    });
  });
});

test('of more than 32 descriptions at once the first are merged, and each of the others is a conflict that one edit settles', async () => {
  const { run } = await withFile(concurrentDescriptions(50));
  const shown = await run('show', 'PAY-100000');
  expect(shown.stdout).toContain('one\n');
  const conflicts = JSON.parse((await run('conflicts', '--json')).stdout).conflicts;
  const values = conflicts.map(({ other }: { other: { value: string } }) => other.value);
  expect(values.filter((value: string) => value.includes('not in the description'))).toHaveLength(18);
  expect(values).toHaveLength(49);
  await run('edit', 'PAY-100000', '--op', 'replace', '--new', 'settled');
  expect(JSON.parse((await run('conflicts', '--json')).stdout).conflicts).toEqual([]);
  expect((await run('show', 'PAY-100000')).stdout).toContain('settled');
});

test('edits beyond a mebibyte are left out, visibly, until somebody writes the description anew', async () => {
  const { run } = await withFile(growingText(15));
  expect((await run('conflicts')).stdout).toMatch(/left out 5 of the edits/);
  await run('edit', 'PAY-100000', '--op', 'replace', '--new', 'short');
  expect((await run('conflicts')).stdout).toContain('No conflicts.');
  expect((await run('show', 'PAY-100000')).stdout).toContain('short');
});

test('a ticket of more heads than an event may name is settled by some writes, none of which is lost', async () => {
  const { run } = await withFile(concurrentTitles(2_500));
  for (const title of ['first', 'second', 'third']) await run('update', 'PAY-100000', '--title', title);
  expect((await run('conflicts')).stdout).toContain('No conflicts.');
  expect((await run('show', 'PAY-100000')).stdout).toContain('third');
  expect((await run('doctor')).stdout).not.toContain('no event');
});

test('rows that are no events are counted by the merge driver and by tracker merge, and listed by doctor', async () => {
  const { run, root, git, own } = await withFile(concurrentTitles(3));
  const database = new Database(dataOf(root));
  database.exec("update events set payload = '[' where event > 2");
  database.close();
  const theirs = readFileSync(dataOf(root));
  const versions = ['base', 'ours', 'theirs'].map((name) => join(makeDirectory(), name));
  for (const [i, bytes] of [Buffer.alloc(0), own, theirs].entries()) writeFileSync(versions[i]!, bytes);
  expect(await run('merge-driver', ...versions, '.tracker/data.db')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'tracker: Left out 2 rows that are no events, of the other side.\n',
  });
  expect((await run('doctor')).stdout).toContain('2 rows of the events are no events');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Theirs');
  writeFileSync(dataOf(root), own);
  expect((await run('merge', 'HEAD')).stdout).toContain('Left out 2 rows that are no events of what came in.');
});

test('a file is read as far as its pages go: what follows them costs nothing', async () => {
  const { run, root, own } = await withFile([]);
  writeFileSync(dataOf(root), Buffer.concat([own, Buffer.alloc(50 * 2 ** 20)]));
  const client = await startClient({ cwd: root });
  expect((await client.call('ticket', { action: 'list' })).text).toContain('mine');
  const versions = ['base', 'ours', 'theirs'].map((name) => join(makeDirectory(), name));
  for (const [i, bytes] of [Buffer.alloc(0), own, readFileSync(dataOf(root))].entries())
    writeFileSync(versions[i]!, bytes);
  expect((await run('merge-driver', ...versions, '.tracker/data.db')).code).toBe(0);
  expect(readFileSync(versions[1]!).length).toBeLessThan(2 ** 20);
});

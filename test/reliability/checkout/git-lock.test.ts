import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { committedTracker } from '../../support/committed-tracker.ts';
import { type FaultyServer, startFaulty } from '../../support/fault-points.ts';
import { blobOf, dataOf, factsOf } from '../../support/file-facts.ts';
import { keyIn } from '../../support/fleet.ts';
import { until } from '../../support/until.ts';
import { isolatedEnv, makeDirectory, makeRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const titles = (file: Buffer | string): string[] => factsOf(file).tickets.map((ticket) => ticket.title);

/** How often the server has looked whether git holds the lock of its index. */
const looksOf = ({ calls }: FaultyServer): number =>
  calls().filter((line) => /^statSync .*index\.lock$/.test(line)).length;

/** Looks of the call before may fall among those of a call: it looks at the history once it has answered. */
const late = 2;

/** Creates a ticket; how often the lock was looked for meanwhile. */
async function createLooking(server: FaultyServer, title: string): Promise<number> {
  const before = looksOf(server);
  expect(await server.client.call(tool, { action: 'create', title })).toMatchObject({ isError: false });
  return looksOf(server) - before;
}

test('a write waits while git works, and is in the file when it is answered', async () => {
  const { root, write } = await committedTracker();
  const server = await startFaulty(root);
  const usual = await createLooking(server, 'before');
  const lock = write('.git/index.lock', '');
  expect((await server.client.call(tool, { action: 'list' })).text).toContain('before');
  const before = looksOf(server);
  let isAnswered = false;
  const during = server.client.call(tool, { action: 'create', title: 'during' }).finally(() => {
    isAnswered = true;
  });
  await until('the write has looked for the lock again and again', () => looksOf(server) > before + usual + 5);
  expect(isAnswered).toBe(false);
  rmSync(lock);
  expect(await during).toMatchObject({ isError: false });
  expect(titles(dataOf(root))).toContain('during');
});

test("a commit's editor holds up one write for a moment, and what is written meanwhile is not in the commit", async () => {
  const repository = await committedTracker();
  const { root, git, write } = repository;
  const server = await startFaulty(root);
  const usual = await createLooking(server, 'before');
  const [waits, done] = ['waits', 'done'].map((name) => join(makeDirectory(), name)) as [string, string];
  chmodSync(
    write('.git/hooks/pre-commit', `#!/bin/sh\n>${waits}\nwhile [ ! -e ${done} ]; do sleep 0.01; done\n`),
    0o755,
  );
  const commit = spawn('git', ['commit', '-qam', 'slow'], { cwd: root, env: isolatedEnv(), stdio: 'ignore' });
  const ended = once(commit, 'exit');
  await until('the commit waits for its hook', () => existsSync(waits));
  const first = await createLooking(server, 'first');
  const second = await createLooking(server, 'second');
  expect(first).toBeGreaterThan(usual + late + 5);
  expect(second).toBeLessThanOrEqual(usual + late);
  writeFileSync(done, '');
  expect(await ended).toEqual([0, null]);
  expect(titles(dataOf(root))).toEqual(['base', 'before', 'first', 'second']);
  expect(titles(blobOf(repository, 'HEAD:.tracker/data.db'))).toEqual(['base', 'before']);
  expect(git('diff', '--name-only')).toBe('.tracker/data.db');
});

test('a lock that a dead git left holds up a process once, and is left to its owner', async () => {
  const { root, write } = await committedTracker();
  const server = await startFaulty(root);
  const usual = await createLooking(server, 'before');
  const lock = write('.git/index.lock', 'left');
  expect(await createLooking(server, 'one')).toBeGreaterThan(usual + late + 5);
  for (const title of ['two', 'three']) expect(await createLooking(server, title)).toBeLessThanOrEqual(usual + late);
  expect(existsSync(lock)).toBe(true);
});

test('reads make nothing in a repository without a tracker', async () => {
  const repository = makeRepository();
  repository.commit('first');
  const before = repository.git('ls-files', '--others') + repository.git('status', '--porcelain', '--ignored');
  const client = await startClient({ cwd: repository.root });
  for (const [name, args] of [
    [tool, { action: 'list' }],
    ['board', { action: 'summary' }],
    ['board', { action: 'me' }],
    ['search', { query: 'nothing' }],
    [tool, { action: 'create', title: 'tried', dry_run: true }],
  ] as const)
    expect((await client.call(name, args)).isError).toBe(false);
  expect(repository.git('ls-files', '--others') + repository.git('status', '--porcelain', '--ignored')).toBe(before);
  expect(existsSync(join(repository.root, '.tracker'))).toBe(false);
});

test('git sees a change that neither the size nor the second of the file would have told', async () => {
  const repository = await committedTracker();
  const client = await startClient({ cwd: repository.root });
  const key = keyIn((await client.call(tool, { action: 'create', title: 'racy' })).text)!;
  for (let round = 0; round < 8; round++) {
    repository.git('add', '.tracker/data.db');
    const size = statSync(dataOf(repository.root)).size;
    const priority = round % 2 ? 'high' : 'low';
    expect((await client.call(tool, { action: 'update', id: key, priority })).isError).toBe(false);
    if (statSync(dataOf(repository.root)).size === size)
      expect(repository.git('diff', '--name-only')).toBe('.tracker/data.db');
  }
});

test('a tracked file that is not in the work tree is named, and no empty one takes its place', async () => {
  const repository = await committedTracker();
  const client = await startClient({ cwd: repository.root });
  rmSync(dataOf(repository.root));
  for (const args of [{ action: 'list' }, { action: 'create', title: 'into nothing' }]) {
    const { text, isError } = await client.call(tool, args);
    expect(isError).toBe(true);
    expect(text).toContain('error database: .tracker/data.db is in git, but not in the work tree.');
  }
  expect(existsSync(dataOf(repository.root))).toBe(false);
  repository.git('restore', '.tracker/data.db');
  expect((await client.call(tool, { action: 'list' })).text).toContain('base');
});

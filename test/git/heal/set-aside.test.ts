import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { program, startClient } from '../../support/client.ts';
import {
  fallBehind,
  isolatedEnv,
  makeDirectory,
  makeRepository,
  type TestRepository,
} from '../../support/workspace.ts';

/** A clone with an uncommitted ticket, behind its remote, and a sync in it that waits in a hook with the ticket set aside. */
async function makeSyncing(before: (repository: TestRepository) => void = () => undefined) {
  const repository = makeRepository();
  const server = await startClient({ cwd: repository.root });
  const list = async () => (await server.call('ticket', { action: 'list' })).text;
  await server.call('ticket', { action: 'create', title: 'Committed' });
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Start');
  fallBehind(repository);
  // Beneath what is set aside, and so in its place once that is dropped.
  repository.write('more.txt', 'more\n');
  repository.git('stash', '--quiet', '--include-untracked', '--message', 'of the user', '--', 'more.txt');
  await server.call('ticket', { action: 'create', title: 'Not committed' });
  before(repository);
  const marker = join(makeDirectory(), 'merged');
  const hook = join(repository.root, '.git/hooks/post-merge');
  writeFileSync(hook, `#!/bin/sh\ntouch ${marker}\nwhile [ -e ${marker} ]; do sleep 0.01; done\n`, { mode: 0o755 });
  const sync = spawn(process.execPath, [program, 'sync'], { cwd: repository.root, env: isolatedEnv(), detached: true });
  while (!existsSync(marker)) await delay(5);
  return { repository, list, sync, marker };
}

test('what a sync has set aside comes back with the next call after it was killed, and not before', async () => {
  const { repository, list, sync } = await makeSyncing();
  expect(await list()).not.toMatch(/Not committed|Brought back|No longer|Rescued/);
  process.kill(-sync.pid!, 'SIGKILL');
  await once(sync, 'exit');
  const text = await list();
  expect(text.split('\n')[0]).toBe('Brought back what an interrupted tracker sync had set aside.');
  expect(text).toContain('Not committed');
  expect(repository.git('stash', 'list', '--format=%gs')).toBe('On main: of the user');
  expect(await list()).not.toContain('Brought back');
});

test('it comes back where a tag has the name of the branch', async () => {
  const { repository, list, sync, marker } = await makeSyncing(({ git }) => git('tag', 'main'));
  rmSync(marker);
  await once(sync, 'exit');
  expect(await list()).toContain('Not committed');
  expect(repository.git('stash', 'list', '--format=%gs')).toBe('On main: of the user');
});

test('two syncs at once leave the stash of the user alone, and all tickets are there', async () => {
  const { repository, list, sync, marker } = await makeSyncing();
  const others = [runTracker({ cwd: repository.root }, 'sync'), runTracker({ cwd: repository.root }, 'merge')];
  await delay(300);
  rmSync(marker);
  await Promise.all([once(sync, 'exit'), ...others]);
  await runTracker({ cwd: repository.root }, 'merge');
  expect(repository.git('stash', 'list', '--format=%gs')).toBe('On main: of the user');
  expect(await list()).toContain('Not committed');
});

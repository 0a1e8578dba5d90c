import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { program } from '../../support/client.ts';
import { fallBehind, isolatedEnv, makeDirectory, makeRepository } from '../../support/workspace.ts';

const parts = ['packages/pay', 'packages/web'] as const;

/** A repository in which two folders have a tracker each, with one ticket that is committed. */
async function makeTwo() {
  const repository = makeRepository();
  const [pay, web] = parts.map((part) => join(repository.root, part)) as [string, string];
  for (const cwd of [pay, web]) {
    mkdirSync(join(cwd, '.tracker'), { recursive: true });
    await run(cwd, 'create', 'Start');
  }
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Start');
  return { repository, pay, web };
}

async function run(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runTracker({ cwd }, ...args);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout + stderr;
}

test("what was written in one tracker is not looked for, told of or recovered in the repository's other one", async () => {
  const { repository, pay, web } = await makeTwo();
  await run(pay, 'create', 'Discarded in pay');
  expect(await run(web, 'list')).not.toMatch(/No longer|Rescued|pay/);
  repository.git('restore', '.');
  expect(await run(web, 'list')).not.toMatch(/No longer|Rescued|pay/);
  expect(await run(web, 'recover')).toMatch(/^Nothing to recover/);
  expect(await run(pay, 'list')).toMatch(/No longer in .tracker.data.db.*create/);
  expect(await run(pay, 'recover', '--apply')).toBe('Restored 1 event.\n');
});

test('a merge that dropped events of both trackers is healed in both, whichever is called first', async () => {
  const { repository, pay, web } = await makeTwo();
  repository.git('switch', '--quiet', '--create', 'topic');
  for (const cwd of [pay, web]) await run(cwd, 'create', 'On topic');
  repository.git('commit', '--quiet', '--all', '--message', 'topic');
  repository.git('switch', '--quiet', 'main');
  repository.commit('code');
  repository.git('merge', '--quiet', '--no-edit', '--strategy', 'ours', 'topic');
  for (const cwd of [pay, web]) {
    expect(await run(cwd, 'list')).toMatch(/\nHealed /);
    expect(await run(cwd, 'list')).toContain('On topic');
  }
});

test('what a sync in one tracker had set aside when it was killed is left to that one', async () => {
  const { repository, pay, web } = await makeTwo();
  fallBehind(repository);
  await run(pay, 'create', 'Not committed');
  const marker = join(makeDirectory(), 'merged');
  const hook = join(repository.root, '.git/hooks/post-merge');
  writeFileSync(hook, `#!/bin/sh\ntouch ${marker}; sleep 60\n`, { mode: 0o755 });
  const child = spawn(process.execPath, [program, 'sync'], { cwd: pay, env: isolatedEnv(), detached: true });
  while (!existsSync(marker)) await delay(5);
  process.kill(-child.pid!, 'SIGKILL');
  await once(child, 'exit');
  rmSync(hook);
  await run(web, 'sync');
  expect(await run(web, 'list')).not.toContain('Not committed');
  expect(await run(pay, 'list')).toMatch(/Not committed/);
  expect(repository.git('stash', 'list')).toBe('');
});

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { locate } from '../../../src/git/ask/repository.ts';
import { openTrackerLock } from '../../../src/home/file/publish/tracker-lock.ts';
import { startClient } from '../../support/client.ts';
import { dataOf } from '../../support/file-facts.ts';
import { keyIn } from '../../support/fleet.ts';
import { hasContainers, inContainer, withReadOnly } from '../../support/mounts.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';
import { expectAllKept } from '../../support/writers.ts';

const tool = 'ticket';
const through = inContainer;

test.runIf(hasContainers)('containers whose processes have the same numbers lose nothing of each other', async () => {
  const { root } = makeRepository();
  const first = await startClient({ cwd: root });
  // Large enough that a copy takes a while, in which another one could be written to.
  for (let batch = 0; batch < 4; batch++) {
    const items = Array.from({ length: 10 }, (_, n) => ({
      title: `${batch}.${n}`,
      description: randomBytes(40_000).toString('hex'),
    }));
    expect((await first.call(tool, { action: 'create', items })).isError).toBe(false);
  }
  await expectAllKept(root, [{ through }, { through }, { through }, {}], 30);
});

test.runIf(hasContainers)('a sandbox that cannot write .git and who can write it take the same lock', async () => {
  const { root } = makeRepository();
  const sandboxed = { through: withReadOnly(join(root, '.git')) };
  await expectAllKept(root, [sandboxed, {}, sandboxed, {}], 30);
});

test.runIf(hasContainers)(
  'a claim holds between containers of one user, whose processes nobody else can see',
  async () => {
    const { root } = makeRepository();
    // Its number is one that nobody has in the other container.
    const shell = ['sh', '-c', 'true & wait; "$@"; exit', 'sh'];
    const here = await startClient({ cwd: root, through: [...through, ...shell] });
    const there = await startClient({ cwd: root, through });
    const id = keyIn((await here.call(tool, { action: 'create', title: 'one' })).text);
    expect((await here.call(tool, { action: 'claim', id })).text).toMatch(/^Claimed/);
    expect((await there.call(tool, { action: 'claim', id })).text).toMatch(/^error already_assigned/);
    expect((await here.call(tool, { action: 'claim', id })).text).toContain('is yours already');
  },
);

test.runIf(hasContainers)(
  'a claim of a sandbox holds in all work trees of the clone, and ends with its release',
  async () => {
    const repository = makeRepository();
    const { root, git } = repository;
    const first = await startClient({ cwd: root });
    const id = keyIn((await first.call(tool, { action: 'create', title: 'one' })).text);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'tickets');
    const linked = join(makeDirectory(), 'linked');
    git('worktree', 'add', '--quiet', linked);
    const env = { TRACKER_ACTOR: 'bob' };
    const sandboxed = await startClient({ cwd: linked, env, through: withReadOnly(join(root, '.git')) });
    const free = await startClient({ cwd: root });
    expect((await sandboxed.call(tool, { action: 'claim', id })).text).toMatch(/^Claimed/);
    expect((await free.call(tool, { action: 'claim', id })).text).toMatch(/^error already_assigned.*bob/);
    expect((await sandboxed.call(tool, { action: 'release', id })).text).toMatch(/^Released/);
    expect((await free.call(tool, { action: 'claim', id })).text).toMatch(/^Claimed/);
    expect((await sandboxed.call(tool, { action: 'claim', id })).text).toMatch(/^error already_assigned.*alice/);
  },
);

test.runIf(hasContainers)('a sandboxed writer waits for who holds the lock outside', async () => {
  const { root } = makeRepository();
  const lock = openTrackerLock(locate(root));
  onTestFinished(() => lock.close());
  await lock.acquire(5_000);
  const sandboxed = await startClient({ cwd: root, through: withReadOnly(join(root, '.git')) });
  let answered = false;
  const waiting = sandboxed.call(tool, { action: 'create', title: 'one' }).finally(() => {
    answered = true;
  });
  await delay(1_500);
  expect([answered, existsSync(dataOf(root))]).toEqual([false, false]);
  lock.release();
  expect((await waiting).text).toMatch(/^Created/);
});

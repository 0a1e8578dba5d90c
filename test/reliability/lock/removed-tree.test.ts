import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient } from '../../support/client.ts';
import { keyIn } from '../../support/fleet.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

const tool = 'ticket';

/** An agent claims a ticket in a work tree of its own, commits that, and makes another one, which it does not commit. */
async function workInTree() {
  const repository = makeRepository();
  const { root, git } = repository;
  const key = keyIn((await runTracker({ cwd: root }, 'create', 'task')).stdout)!;
  git('add', '--all');
  git('commit', '--quiet', '--message', 'tickets');
  const linked = join(makeDirectory(), 'linked');
  git('worktree', 'add', '--quiet', '-b', 'topic', linked);
  const agent = await startClient({ cwd: linked, env: { TRACKER_ACTOR: 'bob/agent' } });
  expect((await agent.call(tool, { action: 'claim', id: key })).text).toMatch(/^Claimed/);
  git('-C', linked, 'commit', '--quiet', '--all', '--message', 'claimed');
  const late = keyIn((await agent.call(tool, { action: 'create', title: 'said last' })).text)!;
  git('merge', '--quiet', 'topic');
  return { ...repository, key, late, linked, agent };
}

test('a claim whose work tree is removed is free, and recover brings what was acknowledged there and not committed', async () => {
  const { root, git, key, late, linked, agent } = await workInTree();
  const free = await startClient({ cwd: root, env: { TRACKER_ACTOR: 'carl/agent' } });
  expect((await free.call(tool, { action: 'claim', id: key })).text).toMatch(/^error already_assigned: .*bob\/agent/);
  expect((await runTracker({ cwd: root }, 'recover')).stdout).toMatch(/^Nothing to recover/);
  // Its server runs on, as an orchestrator's may.
  git('worktree', 'remove', '--force', linked);
  expect((await free.call(tool, { action: 'claim', id: key })).text).toContain('taken over from bob/agent');
  await agent.close();
  const [lost] = JSON.parse((await runTracker({ cwd: root }, 'recover', '--json')).stdout) as {
    id: string;
    title: string;
  }[];
  expect(lost?.title).toBe('said last');
  expect(await runTracker({ cwd: root }, 'recover', '--apply', lost!.id.slice(-6))).toMatchObject({ code: 0 });
  expect((await runTracker({ cwd: root }, 'show', late)).stdout).toContain('said last');
  expect((await runTracker({ cwd: root }, 'recover')).stdout).toMatch(/^Nothing to recover/);
});

test('a work tree whose folder is deleted counts as removed, and a later one of its name hears nothing of it', async () => {
  const { root, git, key, linked, agent } = await workInTree();
  await agent.close();
  rmSync(linked, { recursive: true });
  const free = await startClient({ cwd: root, env: { TRACKER_ACTOR: 'carl/agent' } });
  expect((await free.call(tool, { action: 'claim', id: key })).text).toContain('taken over from bob/agent');
  git('worktree', 'prune');
  git('worktree', 'add', '--quiet', linked, 'topic');
  expect(await runTracker({ cwd: linked }, 'list')).toMatchObject({ code: 0, stderr: '' });
  expect((await runTracker({ cwd: linked }, 'recover')).stdout).toContain('said last');
});

import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Id } from '../../../src/domain/event/event.ts';
import { remembers } from '../../../src/git/ask/remembers.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { listIds } from '../../../src/store/read/events.ts';
import { openTracker } from '../../support/in-process.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

/** A work tree with a committed tracker, and an event in its file that no commit has. */
async function withUncommitted() {
  const repository = makeRepository();
  const { root, git } = repository;
  const { call, workspace } = openTracker(root);
  const ids = () => workspace.read(authorOf('anna'), async ({ db }) => listIds(db));
  await call('ticket', { action: 'create', title: 'A ticket' });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'tracker');
  const before = await ids();
  await call('ticket', { action: 'create', title: 'Uncommitted' });
  const [event] = [...(await ids())].filter((id) => !before.has(id)) as [Id];
  return { ...repository, event, asked: () => remembers(locate(root), event) };
}

it('an event is remembered that a work tree has, committed or not', async () => {
  const { root, git, event, asked } = await withUncommitted();
  expect(await asked()).toBe(true);
  git('checkout', '--quiet', '--force', '.');
  expect(await asked()).toBe(false);
  const tree = join(dirname(root), 'tree');
  git('worktree', 'add', '--quiet', '--detach', tree);
  expect(await remembers(locate(tree), event)).toBe(false);
});

it('an event is remembered that a branch, a stash or one of the last places of HEAD has', async () => {
  const { git, asked } = await withUncommitted();
  git('stash', '--quiet');
  expect(await asked()).toBe(true);
  git('stash', 'pop', '--quiet');
  git('switch', '--quiet', '--create', 'feature');
  git('commit', '--quiet', '--all', '--message', 'feature');
  git('switch', '--quiet', 'main');
  expect(await asked()).toBe(true);
  git('branch', '--quiet', '-D', 'feature');
  expect(await asked()).toBe(true);
  git('reflog', 'expire', '--expire=now', '--all');
  expect(await asked()).toBe(false);
});

it('it cannot be told where a work tree has a file that cannot be read, or git does not answer', async () => {
  const { root, git, asked } = await withUncommitted();
  writeFileSync(join(root, '.tracker/data.db'), 'nothing of ours');
  expect(await asked()).toBeUndefined();
  git('checkout', '--quiet', '.');
  expect(await asked()).toBe(false);
  rmSync(join(root, '.git/objects'), { recursive: true });
  expect(await asked()).toBeUndefined();
});

it('without git nothing is anywhere else', async () => {
  const root = makeDirectory();
  expect(await remembers(locate(root), '01J00000000000000000000000' as Id)).toBe(false);
});

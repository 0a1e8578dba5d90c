import { chmodSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { commitTickets, identityFor } from '../../../src/git/sync/commit-tickets.ts';
import { openTracker } from '../../support/in-process.ts';
import { isolatedEnv, makeRepository } from '../../support/workspace.ts';

test('the tickets are committed and nothing else that is staged or changed, as the tracker of whoever wrote them', async () => {
  const repository = makeRepository();
  repository.commit('code');
  const { call, workspace } = openTracker(repository.root);
  await call('ticket', { action: 'create', title: 'One' });
  repository.write('staged.txt', 'staged');
  repository.git('add', 'staged.txt');
  repository.write('README.md', 'changed');
  expect(await commitTickets(workspace.home, await identityFor(repository.root, ['carol']))).toBe(true);
  expect(repository.git('show', '--no-patch', '--format=%an <%ae> %cn %s')).toBe(
    'tracker carol <alice@example.org> alice Update tickets',
  );
  expect(repository.git('show', '--name-only', '--format=')).toBe('.tracker/data.db');
  expect(repository.git('status', '--porcelain', '--', 'README.md', 'staged.txt').split('\n')).toEqual([
    expect.stringMatching(/M README.md$/),
    'A  staged.txt',
  ]);
  expect(await commitTickets(workspace.home, {})).toBe(false);
});

test('of several people it is the tracker’s, and without git’s user the tracker commits itself', async () => {
  for (const [name, value] of Object.entries(isolatedEnv())) if (name.startsWith('GIT_')) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const repository = makeRepository();
  repository.git('config', '--remove-section', 'user');
  const { call, workspace } = openTracker(repository.root);
  await call('ticket', { action: 'create', title: 'One' });
  await commitTickets(workspace.home, await identityFor(repository.root, ['alice', 'bob']));
  expect(repository.git('show', '--no-patch', '--format=%an <%ae> %cn')).toBe('tracker <tracker@localhost> tracker');
});

test('what git says when it does not commit is the error, and the tickets stay', async () => {
  const repository = makeRepository();
  const { call, workspace } = openTracker(repository.root);
  await call('ticket', { action: 'create', title: 'One' });
  const hook = repository.write('.git/hooks/pre-commit', '#!/bin/sh\necho "error: not on a Monday" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  await expect(commitTickets(workspace.home, {})).rejects.toMatchObject({
    code: 'conflict',
    message: 'git did not commit the tickets: not on a Monday.',
  });
  expect(repository.git('status', '--porcelain', '--', '.tracker/data.db')).not.toBe('');
});

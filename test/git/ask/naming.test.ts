import { afterEach, expect, test, vi } from 'vitest';
import { repositoryOf } from '../../../src/git/ask/repository.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

const spawned = vi.hoisted(() => ({ count: 0 }));
vi.mock('node:child_process', async (original) => {
  const real = await original<typeof import('node:child_process')>();
  const execFile = (...args: Parameters<typeof real.execFile>) => {
    spawned.count++;
    return real.execFile(...args);
  };
  return { ...real, execFile };
});
afterEach(() => {
  spawned.count = 0;
});

function repository() {
  const made = makeRepository();
  const commit = (message: string) => {
    made.git('commit', '--quiet', '--allow-empty', '--message', message);
    return made.git('rev-parse', 'HEAD').trim();
  };
  return { ...made, commit };
}

test('lists commits that name keys, the newest first, and asks git anew when HEAD has moved', async () => {
  const { root, git, commit } = repository();
  const { listNaming } = repositoryOf(root);
  expect(await listNaming('head')).toEqual([]);
  const first = commit('PAY-482913: Rotate\n\nCloses PAY-482913');
  commit('Nothing named');
  const second = commit('See PAY-482913');
  spawned.count = 0;
  const found = await listNaming('head');
  expect(found.map(({ hash, subject, closes }) => [hash, subject, closes])).toEqual([
    [second, 'See PAY-482913', []],
    [first, 'PAY-482913: Rotate', ['PAY-482913']],
  ]);
  await listNaming('head');
  expect(spawned.count).toBe(1);
  git('checkout', '--quiet', '--detach', first);
  expect((await listNaming('head')).map(({ hash }) => hash)).toEqual([first]);
  git('checkout', '--quiet', 'main');
  git('pack-refs', '--all');
  expect(await listNaming('head')).toHaveLength(2);
  git('reset', '--quiet', '--hard', first);
  expect(await listNaming('head')).toHaveLength(1);
});

test('what a commit closes that was reverted is closed no more', async () => {
  const { root, git, write } = repository();
  write('vault', 'sealed');
  git('add', 'vault');
  git('commit', '--quiet', '--message', 'Closes PAY-482913');
  git('revert', '--no-edit', 'HEAD');
  const found = await repositoryOf(root).listNaming('head');
  expect(found.map(({ closes }) => closes)).toEqual([[], []]);
});

test('the default branch is the remote’s, or else the likely one, here and there, whatever is checked out', async () => {
  const { root, git, commit } = repository();
  commit('On main, PAY-100001');
  git('checkout', '--quiet', '-b', 'topic');
  commit('On a topic, PAY-100002');
  const names = async () => (await repositoryOf(root).listNaming('default')).flatMap(({ names }) => names);
  expect(await names()).toEqual(['PAY-100001']);
  git('update-ref', 'refs/remotes/origin/develop', 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/develop');
  expect(await names()).toEqual(['PAY-100002', 'PAY-100001']);
});

test('where there is no git, no commit, or only another branch, nothing fails', async () => {
  const outside = makeDirectory();
  expect(await repositoryOf(outside).listNaming('head')).toEqual([]);
  const { root, git, commit } = repository();
  for (const of of ['head', 'default'] as const) expect(await repositoryOf(root).listNaming(of)).toEqual([]);
  git('checkout', '--quiet', '-b', 'only');
  commit('PAY-100001');
  expect(await repositoryOf(root).listNaming('default')).toHaveLength(1);
});

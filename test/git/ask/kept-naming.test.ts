import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, test, vi } from 'vitest';
import { locate, repositoryOf } from '../../../src/git/ask/repository.ts';
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

/** A clone in which tracker has been used, whose last commit was some time ago. */
function repository({ inUse = true } = {}) {
  const made = makeRepository();
  const gitDir = join(made.root, '.git');
  if (inUse) mkdirSync(join(gitDir, 'tracker'));
  const settle = () => {
    const past = new Date(Date.now() - 60_000);
    for (const name of ['HEAD', 'logs/HEAD', 'refs/heads/main', 'packed-refs', 'shallow', 'refs/replace'])
      if (existsSync(join(gitDir, name))) utimesSync(join(gitDir, name), past, past);
  };
  const commit = (message: string) => {
    made.git('commit', '--quiet', '--allow-empty', '--message', message);
    settle();
    return made.git('rev-parse', 'HEAD').trim();
  };
  const kept = join(gitDir, 'tracker/naming.json');
  /** As another process of the clone does. */
  const list = async (of: 'head' | 'default' = 'head') => {
    spawned.count = 0;
    const found = await repositoryOf(made.root).listNaming(of);
    return { subjects: found.map(({ subject }) => subject), started: spawned.count };
  };
  return { ...made, commit, settle, kept, list };
}

it('is asked of git by the first process, and by the next once HEAD has moved', async () => {
  const { git, commit, settle, list } = repository();
  const first = commit('PAY-482913: Rotate');
  expect(await list()).toEqual({ subjects: ['PAY-482913: Rotate'], started: 1 });
  expect(await list()).toEqual({ subjects: ['PAY-482913: Rotate'], started: 0 });
  commit('See PAY-482913');
  expect(await list()).toEqual({ subjects: ['See PAY-482913', 'PAY-482913: Rotate'], started: 1 });
  git('reset', '--quiet', '--hard', first);
  settle();
  expect(await list()).toEqual({ subjects: ['PAY-482913: Rotate'], started: 1 });
  git('checkout', '--quiet', '-b', 'topic');
  expect(await list()).toEqual({ subjects: ['PAY-482913: Rotate'], started: 1 });
});

it('is kept for both sides', async () => {
  const { commit, list } = repository();
  commit('PAY-482913: Rotate');
  await list('head');
  expect(await list('default')).toMatchObject({ subjects: ['PAY-482913: Rotate'], started: expect.any(Number) });
  expect([await list('head'), await list('default')].map(({ started }) => started)).toEqual([0, 0]);
});

it('is asked again where the past of HEAD has changed under it', async () => {
  const { root, git, commit, list } = repository();
  const first = commit('PAY-482913: Rotate');
  const second = commit('See PAY-482913');
  expect((await list()).subjects).toHaveLength(2);
  git('replace', '--graft', second);
  expect(await list()).toEqual({ subjects: ['See PAY-482913'], started: 1 });
  git('replace', '-d', second);
  expect((await list()).subjects).toHaveLength(2);
  writeFileSync(join(root, '.git/shallow'), `${second}\n`);
  expect(await list()).toEqual({ subjects: ['See PAY-482913'], started: 1 });
  expect(first).not.toBe(second);
});

it('is not kept while HEAD has just moved, as it may again and look the same', async () => {
  const { git, kept, list } = repository();
  git('commit', '--quiet', '--allow-empty', '--message', 'PAY-482913: Rotate');
  expect((await list()).started).toBe(1);
  expect(existsSync(kept)).toBe(false);
  expect((await list()).started).toBe(1);
});

it('is not kept where tracker has kept nothing yet, nor where git has no answer', async () => {
  const unused = repository({ inUse: false });
  unused.commit('PAY-482913: Rotate');
  expect((await unused.list()).subjects).toHaveLength(1);
  expect(existsSync(join(unused.root, '.git/tracker'))).toBe(false);
  const empty = repository();
  empty.settle();
  expect(await empty.list()).toEqual({ subjects: [], started: 1 });
  expect(existsSync(empty.kept)).toBe(false);
});

test.each([
  ['cut off', (text: string) => text.slice(0, -5)],
  ['of another form', (text: string) => text.replace('"form":1', '"form":0')],
  ['of another place', (text: string) => text.replace('"stamp":"', '"stamp":"0')],
  ['with something else in it', (text: string) => text.replace('"names":["PAY-482913"]', '"names":[7]')],
  ['with something else than a list', (text: string) => text.replace(/"head":\[.*\]/, '"head":{}')],
  ['null', () => 'null'],
])('what is kept and is %s counts for nothing', async (_, spoil) => {
  const { commit, kept, list } = repository();
  commit('PAY-482913: Rotate');
  await list();
  writeFileSync(kept, spoil(readFileSync(kept, 'utf8')));
  expect(await list()).toEqual({ subjects: ['PAY-482913: Rotate'], started: 1 });
  expect(await list()).toMatchObject({ started: 0 });
});

it('belongs to one work tree', async () => {
  const { root, git, commit } = repository();
  commit('PAY-482913: Rotate');
  const beside = locate(makeDirectory());
  git('worktree', 'add', '--quiet', '-b', 'topic', beside.root);
  expect(locate(beside.root).gitDir).not.toBe(locate(root).gitDir);
  const subjects = async (at: string) => (await repositoryOf(at).listNaming('head')).map(({ subject }) => subject);
  expect(await subjects(beside.root)).toEqual(['PAY-482913: Rotate']);
  git('-C', beside.root, 'commit', '--quiet', '--allow-empty', '--message', 'See PAY-482913');
  expect(await subjects(beside.root)).toHaveLength(2);
  expect(await subjects(root)).toHaveLength(1);
});

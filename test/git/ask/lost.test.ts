import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findLost } from '../../../src/git/ask/lost.ts';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient } from '../../support/client.ts';
import { copiesOf } from '../../support/copies.ts';
import { dataOf } from '../../support/file-facts.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

let repository: TestRepository;
const run = (cwd: string, ...args: string[]) => runTracker({ cwd }, ...args);

const copies = copiesOf(async () => {
  const repository = makeRepository();
  await run(repository.root, 'create', 'Kept');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', 'Tickets');
  return { repository };
});

beforeEach(async () => {
  ({ repository } = await copies());
});

/** What an agent does to get a dirty file out of its way, merged. */
function untrackOnBranch({ git, write }: TestRepository): string {
  git('switch', '--quiet', '-c', 'topic');
  git('rm', '--quiet', '--cached', '.tracker/data.db');
  write('.gitignore', '.tracker/\n');
  git('add', '.gitignore');
  git('commit', '--quiet', '-m', 'Stop tracking');
  const commit = git('rev-parse', 'HEAD');
  rmSync(join(repository.root, '.tracker'), { recursive: true });
  git('switch', '--quiet', 'main');
  git('commit', '--quiet', '--allow-empty', '-m', 'Code');
  git('merge', '--quiet', '--no-edit', 'topic');
  return commit;
}

test('a repository that never had a database has lost none, with or without a commit', async () => {
  const other = makeRepository();
  expect(await findLost(other.root)).toBeUndefined();
  other.commit('First');
  expect(await findLost(other.root)).toBeUndefined();
});

describe('a database that was stashed before any commit had it', () => {
  const add = { 'untracked as it was': false, 'once it was added': true };
  test.each(Object.entries(add))(
    '%s, is not made a second time, and comes back by git stash pop',
    async (_, isAdded) => {
      const { root, git, write, commit } = makeRepository();
      write('code.txt', 'one');
      git('add', '--all');
      commit('Code');
      await run(root, 'create', 'Stashed');
      if (isAdded) git('add', '.tracker');
      git('stash', '--quiet', ...(isAdded ? [] : ['--include-untracked']));
      for (const args of [['list'], ['create', 'Second'], ['init', '--yes']]) {
        const { code, stderr } = await run(root, ...args);
        expect({ args, code, stderr }).toEqual({
          ...{
            args,
            code: 1,
            stderr: expect.stringMatching(/in a stash \(stash@\{0\}\).*\n.*`git stash pop`.*--anew/),
          },
        });
      }
      git('stash', 'pop', '--quiet');
      expect((await run(root, 'list')).stdout).toContain('Stashed');
    },
  );

  test('is not one that a stash of another branch has: its commit has it', async () => {
    const { root, git } = repository;
    await run(root, 'create', 'Changed');
    git('stash', '--quiet');
    git('switch', '--quiet', '--orphan', 'pages');
    git('commit', '--quiet', '--allow-empty', '-m', 'Pages');
    expect(await findLost(root)).toBeUndefined();
  });

  test('is made anew where that is asked for', async () => {
    const { root, git, commit } = makeRepository();
    commit('Code');
    await run(root, 'create', 'Stashed');
    git('stash', '--quiet', '--include-untracked');
    expect((await run(root, 'init', '--yes', '--anew')).code).toBe(0);
  });
});

describe('a database that a merged branch has untracked', () => {
  test('is neither empty nor made anew: the error names the commit and the way back, which works', async () => {
    const commit = untrackOnBranch(repository);
    expect(existsSync(dataOf(repository.root))).toBe(false);
    const client = await startClient({ cwd: repository.root });
    for (const args of [{ action: 'list' }, { action: 'create', title: 'New' }]) {
      const { text, isError } = await client.call('ticket', args);
      expect(isError).toBe(true);
      expect(text).toContain(`commit ${commit.slice(0, 10)} (`);
      expect(text).toContain('alice: Stop tracking) took it out of git.');
      expect(text).toContain('`tracker init --anew`');
    }
    expect(existsSync(dataOf(repository.root))).toBe(false);
    const { text } = await client.call('ticket', { action: 'list' });
    const back = /`git (checkout \S+ -- \.tracker\/data\.db)`/.exec(text)?.[1] ?? '';
    repository.git(...back.split(' '));
    expect((await client.call('ticket', { action: 'list' })).text).toContain('Kept');
  });

  test('is made anew where that is asked for', async () => {
    untrackOnBranch(repository);
    const refused = await run(repository.root, 'init', '--yes');
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({
      ...{ code: 1, stderr: expect.stringMatching(/took it out of git\.\n.*--anew/s) },
    });
    expect(existsSync(join(repository.root, '.tracker'))).toBe(false);
    expect(repository.git('config', '--local', '--list')).not.toContain('tracker');
    expect((await run(repository.root, 'init', '--yes', '--anew')).code).toBe(0);
    expect((await run(repository.root, 'create', 'New')).stdout).toMatch(/^Created /);
    const again = await run(repository.root, 'init', '--anew');
    expect({ code: again.code, stderr: again.stderr }).toEqual({
      ...{ code: 1, stderr: expect.stringMatching(/^error conflict: There is a \.tracker\/data\.db here/) },
    });
  });
});

test('what one side of a merge removed is taken from the side that has it', async () => {
  const { root, git, commit } = repository;
  git('switch', '--quiet', '-c', 'topic');
  git('rm', '--quiet', '-r', '.tracker');
  git('commit', '--quiet', '-m', 'Remove');
  git('switch', '--quiet', 'main');
  await run(root, 'create', 'Later');
  git('commit', '--quiet', '-am', 'Later');
  const newest = git('rev-parse', 'HEAD');
  commit('Code');
  expect(() => git('merge', 'topic')).toThrow();
  git('rm', '--quiet', '--cached', '.tracker/data.db');
  rmSync(dataOf(root));
  git('commit', '--quiet', '-m', 'Merge');
  const lost = await findLost(root);
  expect(lost?.removedBy).toMatchObject({ subject: 'Remove' });
  expect(git('rev-parse', `${lost?.source}:.tracker/data.db`)).toBe(git('rev-parse', `${newest}:.tracker/data.db`));
});

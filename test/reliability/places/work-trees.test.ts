import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient } from '../../support/client.ts';
import { blobOf, dataOf, expectWhole, factsOf, lockOf } from '../../support/file-facts.ts';
import { keyIn, makeFleet } from '../../support/fleet.ts';
import { until } from '../../support/until.ts';
import { isolatedEnv, makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const titles = (root: string): string[] => factsOf(dataOf(root)).tickets.map((ticket) => ticket.title);

/** Starts a server in a folder, has it write, and answers what it was told. */
async function write(cwd: string, title: string, env: Record<string, string> = {}): Promise<string> {
  const client = await startClient({ cwd, env });
  const { text, isError } = await client.call(tool, { action: 'create', title });
  expect({ text, isError }).toMatchObject({ isError: false });
  await client.close();
  return text;
}

function withCommit(repository = makeRepository()): TestRepository {
  repository.commit('first');
  return repository;
}

test('a server in a part of a monorepo writes into that part, and in another part into the top', async () => {
  const { root, write: writeFile, git } = withCommit();
  writeFile('packages/pay/src/a.ts', '');
  writeFile('packages/web/src/a.ts', '');
  mkdirSync(join(root, 'packages/pay/.tracker'));
  await write(join(root, 'packages/pay/src'), 'of pay');
  await write(join(root, 'packages/web/src'), 'of all');
  expect(titles(join(root, 'packages/pay'))).toEqual(['of pay']);
  expect(titles(root)).toEqual(['of all']);
  git('add', '--all');
  expect(git('ls-files', '*data.db').split('\n')).toEqual(['.tracker/data.db', 'packages/pay/.tracker/data.db']);
});

test('a switch of branches beneath a server in a part of a monorepo is noticed there', async () => {
  const { root, git } = withCommit();
  const part = join(root, 'packages/pay');
  mkdirSync(join(part, '.tracker'), { recursive: true });
  const client = await startClient({ cwd: part });
  const create = (title: string) => client.call(tool, { action: 'create', title });
  await create('base');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'base');
  git('branch', 'other');
  await create('on main');
  git('commit', '--quiet', '--all', '--message', 'on main');
  git('checkout', '--quiet', 'other');
  await create('on other');
  expect(titles(part)).toEqual(['base', 'on other']);
  git('commit', '--quiet', '--all', '--message', 'on other');
  git('checkout', '--quiet', 'main');
  expect((await client.call(tool, { action: 'list' })).text).toContain('on main');
});

test('a server in a submodule, in a linked work tree and behind a symbolic link writes into its own work tree', async () => {
  const part = withCommit();
  const { root, git } = withCommit();
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part.root, 'part');
  git('commit', '--quiet', '--message', 'part');
  const linked = join(makeDirectory(), 'linked');
  git('worktree', 'add', '--quiet', linked);
  const link = join(makeDirectory(), 'link');
  symlinkSync(root, link);
  await write(join(root, 'part'), 'of the part');
  await write(linked, 'of the linked one');
  await write(link, 'through the link');
  expect(titles(join(root, 'part'))).toEqual(['of the part']);
  expect(titles(linked)).toEqual(['of the linked one']);
  expect(titles(root)).toEqual(['through the link']);
  expect(existsSync(lockOf(join(root, 'part')))).toBe(true);
  expect(existsSync(lockOf(linked))).toBe(true);
});

test('a server that a hook starts, with the variables that git hands down, writes where it is', async () => {
  const elsewhere = withCommit();
  const { root, git } = withCommit();
  await write(root, 'one', {
    GIT_DIR: join(elsewhere.root, '.git'),
    GIT_WORK_TREE: elsewhere.root,
    GIT_INDEX_FILE: join(elsewhere.root, '.git/index'),
    GIT_COMMON_DIR: join(elsewhere.root, '.git'),
    GIT_PREFIX: 'src/',
  });
  expect(titles(root)).toEqual(['one']);
  expect(existsSync(join(elsewhere.root, '.tracker'))).toBe(false);
  expect(existsSync(join(elsewhere.root, '.git/tracker'))).toBe(false);
  git('add', '--all');
  expect(git('ls-files', '.tracker/data.db')).toBe('.tracker/data.db');
});

test('two work trees of a clone that write at once have keys of their own, and their branches unite', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  expect(await runTracker({ cwd: root }, 'init', '--key', 'PAY')).toMatchObject({ code: 0 });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'tracker');
  const linked = join(makeDirectory(), 'linked');
  git('worktree', 'add', '--quiet', '-b', 'other', linked);
  const keys = await Promise.all(
    [root, linked].map(async (cwd) => {
      const fleet = makeFleet(cwd);
      const members = [await fleet.start(), await fleet.start()];
      await Promise.all(
        members.map(async (member) => {
          for (let i = 0; i < 10; i++) await member.call(tool, { action: 'create', title: `${member.session} ${i}` });
        }),
      );
      expect(fleet.faults).toEqual([]);
      expect(titles(cwd)).toHaveLength(20);
      return fleet.acknowledged.map(({ text }) => keyIn(text)!);
    }),
  );
  expect(new Set(keys.flat()).size).toBe(40);
  const inLinked = (...args: string[]) => execFileSync('git', args, { cwd: linked, env: isolatedEnv(), stdio: 'pipe' });
  inLinked('commit', '--quiet', '--all', '--message', 'other');
  git('commit', '--quiet', '--all', '--message', 'main');
  git('merge', '--quiet', '--no-edit', 'other');
  expect(
    factsOf(dataOf(root))
      .tickets.map(({ key }) => key)
      .toSorted(),
  ).toEqual(keys.flat().toSorted());
  expectWhole(dataOf(root));
});

test('where the team ignores *.db, init has git carry the file all the same', async () => {
  const repository = withCommit();
  const { root, git } = repository;
  repository.write('.gitignore', '*.db\n');
  const { code, stdout } = await runTracker({ cwd: root }, 'init', '--key', 'PAY');
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.not.stringContaining('warning') });
  await write(root, 'kept');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'tickets');
  expect(factsOf(blobOf(repository, 'HEAD:.tracker/data.db')).tickets).toHaveLength(1);
  expect(git('ls-files').split('\n')).not.toContain('.tracker/local/lock');
});

test('git clean -fdx and a side folder that is deleted take nothing that was answered', async () => {
  const repository = withCommit();
  const { root, git } = repository;
  const client = await startClient({ cwd: root, env: { TRACKER_ACTOR: 'anna' } });
  const create = async (title: string) =>
    expect(await client.call(tool, { action: 'create', title })).toMatchObject({ isError: false });
  // A server may go on writing there after its answer, which leaves a folder that is not empty.
  const removeSide = () =>
    until('the side folder is gone', () => {
      try {
        rmSync(join(root, '.git/tracker'), { recursive: true, force: true });
        return true;
      } catch {
        return false;
      }
    });
  await create('committed');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'tickets');
  await create('not committed');
  git('clean', '--quiet', '-fdx');
  await create('after clean');
  await removeSide();
  await create('after the side folder');
  expect((await client.call('search', { query: 'committed' })).text).toContain('not committed');
  const fresh = await startClient({ cwd: root });
  await removeSide();
  expect((await fresh.call('search', { query: '"side folder"' })).text).toContain('after the side folder');
  expect(titles(root)).toEqual(['committed', 'not committed', 'after clean', 'after the side folder']);
});

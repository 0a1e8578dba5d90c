import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { repositoryOf } from '../../../src/git/ask/repository.ts';
import { watchGit } from '../../../src/home/file/publish/git-watch.ts';
import { openLock } from '../../../src/home/file/publish/lock.ts';
import { publish } from '../../../src/home/file/publish/publish.ts';
import { openSpare } from '../../../src/home/file/publish/spare.ts';
import type { Target } from '../../../src/home/file/publish/target.ts';
import type { Working } from '../../../src/home/file/publish/working.ts';
import { startClient } from '../../support/client.ts';
import { blobOf, dataOf, expectWhole, factsOf, lockOf, strangersIn, tempsOf } from '../../support/file-facts.ts';
import { keyIn } from '../../support/fleet.ts';
import { openTracker } from '../../support/in-process.ts';
import { twoBranches } from '../../support/two-branches.ts';
import { makeDirectory, type TestRepository } from '../../support/workspace.ts';

const titles = (file: string | Buffer): string[] => factsOf(file).tickets.map((ticket) => ticket.title);

test('after a switch of branches calls read and write the new one only', async () => {
  const repository = await twoBranches();
  const { call } = await startClient({ cwd: repository.root });
  const list = async () => (await call('ticket', { action: 'list' })).text;
  for (const [branch, other] of [
    ['main', 'other'],
    ['other', 'main'],
    ['main', 'other'],
  ]) {
    repository.git('checkout', '-q', branch!);
    expect(await list()).toContain(`on ${branch}`);
    expect(await list()).not.toContain(`on ${other}`);
    const title = `written on ${branch} ${Math.random()}`;
    expect((await call('ticket', { action: 'create', title })).isError).toBe(false);
    expect(titles(dataOf(repository.root))).toContain(title);
    repository.git('commit', '-qam', title);
    expect(
      titles(blobOf(repository, `${other}:.tracker/data.db`)).filter((one) => one.includes(`on ${branch}`)),
    ).toEqual([]);
  }
  expectWhole(dataOf(repository.root));
});

test('each work tree has its own file and its own lock, and a claim in one holds in the other', async () => {
  const repository = await twoBranches();
  const linked = join(makeDirectory(), 'linked');
  repository.git('worktree', 'add', '-q', linked, 'main');
  const here = await startClient({
    cwd: repository.root,
    env: { TRACKER_ACTOR: 'anna', CLAUDE_CODE_SESSION_ID: 'a' },
    name: 'claude-code',
  });
  const there = await startClient({
    cwd: linked,
    env: { TRACKER_ACTOR: 'bert', CLAUDE_CODE_SESSION_ID: 'b' },
    name: 'claude-code',
  });
  const id = factsOf(dataOf(linked)).tickets.find((ticket) => ticket.title === 'base')!.key;
  expect((await here.call('ticket', { action: 'claim', id })).text).toContain(id);
  const { text, isError } = await there.call('ticket', { action: 'claim', id });
  expect({ isError, text }).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^error already_assigned: .*anna/),
  });
  expect((await there.call('ticket', { action: 'claim' })).text).not.toContain(`Claimed ${id}`);

  expect((await there.call('ticket', { action: 'create', title: 'only there' })).isError).toBe(false);
  expect(titles(dataOf(repository.root))).not.toContain('only there');
  const locks = [lockOf(repository.root), lockOf(linked)];
  expect(new Set(locks.map((lock) => statSync(lock).ino)).size).toBe(2);
  // A lock that is held here until the write there is answered does not hold that up.
  const lock = openLock(locks[0]!);
  onTestFinished(() => lock.close());
  await lock.acquire(60_000);
  expect((await there.call('ticket', { action: 'create', title: 'at once' })).isError).toBe(false);
  lock.release();

  expect((await here.call('ticket', { action: 'release', id })).isError).toBe(false);
  expect((await there.call('ticket', { action: 'claim', id })).isError).toBe(false);
  expect((await there.call('ticket', { action: 'release', id })).isError).toBe(false);
  // Who has the leases open notices that the file is another one now.
  rmSync(join(repository.root, '.git/tracker/leases.db'));
  const late = await startClient({ cwd: linked, env: { TRACKER_ACTOR: 'carl' }, name: 'claude-code' });
  const number = id.split('-')[1]!;
  expect((await here.call('board', { action: 'ready' })).text).toContain(number);
  expect((await late.call('ticket', { action: 'claim', id })).isError).toBe(false);
  expect((await here.call('board', { action: 'ready' })).text).not.toMatch(new RegExp(`^${number} `, 'm'));
  expect((await here.call('ticket', { action: 'claim', id })).text).toMatch(/^error already_assigned: .*carl/);
});

/** What publish works with, with a step of git's at a look at index.lock: the last before the rename is 1, the first after it is 2. */
function targetOf({ root }: TestRepository, steps: Record<number, () => void>): Target {
  const side = join(root, '.git', 'tracker');
  const git = watchGit({ gitDir: join(root, '.git'), side, repository: repositoryOf(root) });
  const lock = openLock(join(side, 'lock.db'));
  onTestFinished(() => lock.close());
  let looks = 0;
  return {
    path: dataOf(root),
    side,
    lock,
    spare: openSpare(dataOf(root), side),
    checkMayCreate: async () => true,
    moveSide: () => false,
    git: {
      ...git,
      lock() {
        const seen = git.lock();
        steps[++looks]?.();
        return looks === 2 ? git.lock() : seen;
      },
    },
  };
}

/** A write that needs no action: it marks the file, and says what it saw. */
async function mark({ sqlite }: Working): Promise<{ value: string[]; changed: true }> {
  const value = sqlite.prepare('select title from tickets order by ticket').pluck().all() as string[];
  sqlite.prepare("insert or replace into meta (name, value) values ('mark', 'made')").run();
  return { value, changed: true };
}

const isMarked = (repository: TestRepository): boolean => repository.git('diff', '--name-only') === '.tracker/data.db';

test('a checkout that runs between the last look and the rename is given its file back, and the write is done on that', async () => {
  const repository = await twoBranches();
  const seen = await publish(targetOf(repository, { 1: () => repository.git('checkout', '-q', 'main') }), mark);
  expect(seen).toEqual(['base', 'on main']);
  expect(titles(dataOf(repository.root))).toEqual(['base', 'on main']);
  expect(isMarked(repository)).toBe(true);
  expectWhole(dataOf(repository.root));
});

test('a checkout to an older state between the last look and the rename is noticed as well', async () => {
  const repository = await twoBranches();
  const seen = await publish(targetOf(repository, { 1: () => repository.git('checkout', '-q', 'other~1') }), mark);
  expect(seen).toEqual(['base']);
  expect(titles(dataOf(repository.root))).toEqual(['base']);
});

test('an add, or a commit of something else, between the last look and the rename changes nothing about the write', async () => {
  const repository = await twoBranches();
  const { call, workspace } = openTracker(repository.root);
  await call('ticket', { action: 'create', title: 'not committed' });
  workspace.close();
  const expected = ['base', 'on other', 'not committed'];
  let runs = 0;
  const counted = (working: Working) => {
    runs++;
    return mark(working);
  };
  for (const step of [
    () => repository.commit('another file'),
    () => repository.git('add', '.tracker/data.db'),
    () => repository.git('commit', '-qam', 'with it'),
    () => repository.git('rm', '-q', '--cached', '.tracker/data.db'),
  ]) {
    runs = 0;
    expect(await publish(targetOf(repository, { 1: step }), counted)).toEqual(expected);
    expect(runs).toBe(1);
    expect(titles(dataOf(repository.root))).toEqual(expected);
  }
});

test('an add right after the rename has the result, and the write is not done again', async () => {
  const repository = await twoBranches();
  let runs = 0;
  const step = () => void repository.git('add', '.tracker/data.db');
  await publish(targetOf(repository, { 2: step }), (working) => {
    runs++;
    return mark(working);
  });
  expect(runs).toBe(1);
  expect(repository.git('diff', '--name-only')).toBe('');
  expect(repository.git('diff', '--cached', '--name-only')).toBe('.tracker/data.db');
});

test('a checkout that had looked at the file before the rename and replaces it after is waited for, and written upon', async () => {
  const repository = await twoBranches();
  const { root } = repository;
  const lock = join(root, '.git', 'index.lock');
  const file = blobOf(repository, 'main:.tracker/data.db');
  let runs = 0;
  // git's own steps, in its order, as strace shows them: lock, unlink, write, unlock.
  const step = () => {
    writeFileSync(lock, '');
    setTimeout(() => {
      rmSync(dataOf(root));
      writeFileSync(dataOf(root), file);
      rmSync(lock);
    }, 100);
  };
  const seen = await publish(targetOf(repository, { 2: step }), (working) => {
    runs++;
    return mark(working);
  });
  expect({ seen, runs }).toEqual({ seen: ['base', 'on main'], runs: 2 });
  expect(existsSync(lock)).toBe(false);
});

test('a write that git has committed before it left the branch is not done again on the next one', async () => {
  const repository = await twoBranches();
  let runs = 0;
  const step = () => {
    repository.git('commit', '-qam', 'with the write');
    repository.git('checkout', '-q', 'main');
  };
  await publish(targetOf(repository, { 2: step }), (working) => {
    runs++;
    return mark(working);
  });
  expect(runs).toBe(1);
  expect(isMarked(repository)).toBe(false);
  expect(blobOf(repository, 'other:.tracker/data.db').includes('markmade')).toBe(true);
  expect(blobOf(repository, 'main:.tracker/data.db').includes('markmade')).toBe(false);
});

test('what a clean filter makes of the file is never put in its place', async () => {
  const repository = await twoBranches();
  repository.git('config', 'filter.stand-in.clean', 'echo stand-in');
  repository.write('.gitattributes', '.tracker/data.db filter=stand-in\n');
  const before = titles(dataOf(repository.root));
  const step = () => {
    writeFileSync(join(repository.root, 'touched'), '');
    repository.git(
      'update-index',
      '--add',
      '--cacheinfo',
      `100644,${repository.git('hash-object', '-w', 'touched')},.tracker/data.db`,
    );
  };
  expect(await publish(targetOf(repository, { 1: step }), mark)).toEqual(before);
  expect(titles(dataOf(repository.root))).toEqual(before);
  expect([strangersIn(repository.root), tempsOf(repository.root)]).toEqual([[], []]);
});

test('an unmerged path keeps the file of the work tree', async () => {
  const repository = await twoBranches();
  expect(() => repository.git('merge', '-q', 'main')).toThrow();
  const step = () => void repository.git('update-index', '--add', '--', 'README.md');
  repository.write('README.md', 'x');
  expect(await publish(targetOf(repository, { 1: step }), mark)).toEqual(['base', 'on other']);
  const { call } = await startClient({ cwd: repository.root });
  const { text } = await call('ticket', { action: 'create', title: 'while unmerged' });
  expect(keyIn(text)).toBeDefined();
  // The call has united the two sides before it wrote.
  expect(titles(dataOf(repository.root))).toEqual(['base', 'on other', 'on main', 'while unmerged']);
});

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isInRepository } from '../../../src/git/ask/refusal.ts';
import { repositoryOf } from '../../../src/git/ask/repository.ts';
import { getBranch } from '../../../src/git/sync/branches.ts';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient } from '../../support/client.ts';
import { copiesOf } from '../../support/copies.ts';
import { dataOf } from '../../support/file-facts.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

afterEach(() => vi.unstubAllEnvs());

/** How git comes to refuse, and what is said of it. */
const refusals: Record<string, { env?: Record<string, string>; spoil?(root: string): void; said: RegExp }> = {
  'git takes the repository for another user’s': {
    env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' },
    said: /safe\.directory\)\.\s.*`git config --global --add safe\.directory \/.*payments`/,
  },
  'there is no git': { env: { PATH: '/nowhere' }, said: /git is not in the PATH of this process\.\s.*Install git/ },
  'the repository has no HEAD': {
    spoil: (root) => rmSync(join(root, '.git/HEAD')),
    said: /it says "not a git repository.*\s.*git -C .* status/,
  },
  'the index is no index': {
    spoil: (root) => writeFileSync(join(root, '.git/index'), 'x'.repeat(200)),
    said: /it says "(?:index file corrupt|bad signature).*"\.\s/,
  },
  'HEAD is a commit that is not there': {
    spoil: (root) => writeFileSync(join(root, '.git/refs/heads/main'), `${'1'.repeat(40)}\n`),
    said: /it says "bad object HEAD"\.\s/,
  },
};

const makeCommitted = async (): Promise<TestRepository> => (await copies()).repository;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  await runTracker({ cwd: repository.root }, 'create', 'Kept');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', 'Tickets');
  return { repository };
});

describe.each(Object.entries(refusals))('where %s', (name, { env = {}, spoil = () => {}, said }) => {
  let repository: TestRepository;
  const run = (...args: string[]) => runTracker({ cwd: repository.root, env }, ...args);

  beforeEach(async () => {
    repository = await makeCommitted();
  });

  test('a database that is there is read, and one line says what is not looked at', async () => {
    spoil(repository.root);
    const { code, stdout, stderr } = await run('list');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Kept') });
    if (name.includes('HEAD')) return;
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^git could not be asked what it did here: /)]);
    expect(stderr).toMatch(said);
  });

  test('one that is gone is neither empty nor made anew', async () => {
    rmSync(dataOf(repository.root));
    if (name.startsWith('HEAD')) repository.git('rm', '--quiet', '--cached', '-r', '.tracker');
    spoil(repository.root);
    const client = await startClient({ cwd: repository.root, env });
    for (const [tool, args] of [
      ['ticket', { action: 'list' }],
      ['ticket', { action: 'create', title: 'New' }],
      ['board', { action: 'ready' }],
    ] as const) {
      const { text, isError } = await client.call(tool, args);
      expect({ text, isError }).toEqual({ text: expect.stringMatching(said), isError: true });
      expect(text).toMatch(
        /^error database: There is no \.tracker\/data\.db here, and whether git has it is not known/,
      );
    }
    expect(existsSync(dataOf(repository.root))).toBe(false);
  });
});

test('what git did while it could not be asked is looked at once it can', async () => {
  const repository = await makeCommitted();
  const { root, git } = repository;
  git('switch', '--quiet', '-c', 'topic');
  await runTracker({ cwd: root }, 'create', 'Theirs');
  git('commit', '--quiet', '-am', 'Theirs');
  git('switch', '--quiet', 'main');
  await runTracker({ cwd: root }, 'create', 'Ours');
  git('commit', '--quiet', '-am', 'Ours');
  expect(() => git('merge', 'topic')).toThrow();
  const refused = await runTracker({ cwd: root, env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } }, 'list');
  expect(refused.stdout).not.toContain('Theirs');
  const asked = await runTracker({ cwd: root }, 'list');
  expect(asked.stderr).toMatch(/^Healed \.tracker\/data\.db, which git had left unmerged/);
  expect(asked.stdout).toContain('Theirs');
});

test('a work tree whose repository has moved away is no place for a new database', async () => {
  const repository = await makeCommitted();
  const tree = join(makeDirectory(), 'tree');
  repository.git('worktree', 'add', '--quiet', tree);
  rmSync(dataOf(tree));
  renameSync(repository.root, `${repository.root}-moved`);
  const { code, stderr } = await runTracker({ cwd: tree }, 'create', 'New');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/not a git repository/) });
  expect(existsSync(dataOf(tree))).toBe(false);
});

test('without a repository there is nothing to ask git about, whether there is a git or not', async () => {
  const root = makeDirectory();
  mkdirSync(join(root, '.git'));
  expect(isInRepository(root)).toBe(false);
  expect(await repositoryOf(root).listEntries()).toEqual([]);
  vi.stubEnv('PATH', root);
  expect(await repositoryOf(root).listEntries()).toEqual([]);
  expect((await runTracker({ cwd: root, env: { PATH: root } }, 'create', 'One')).code).toBe(0);
});

test('an object that git does not have is none, and no refusal', async () => {
  const { root } = await makeCommitted();
  const repository = repositoryOf(root);
  expect(await repository.readBlob('1'.repeat(40))).toBeUndefined();
  expect(await repository.hasObject(['1'.repeat(40)])).toBe(false);
  vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
  await expect(repository.readBlob('1'.repeat(40))).rejects.toThrow('safe.directory');
  await expect(repository.findCommits(['HEAD'])).rejects.toThrow('safe.directory');
  await expect(getBranch(root)).rejects.toThrow('safe.directory');
});

test('history says that commits were not looked up, and not that nothing is committed', async () => {
  const { root } = await makeCommitted();
  const { code, stdout, stderr } = await runTracker(
    { cwd: root, env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } },
    'history',
  );
  expect(code).toBe(0);
  expect(stdout).not.toContain('not committed');
  expect(stderr).toMatch(
    /^note: the commits of these were not looked up, as git could not be asked: .*safe\.directory/m,
  );
});

test('that one side of a merge is shown is said where git cannot be asked, and once only', async () => {
  const { root, git } = await makeCommitted();
  git('switch', '--quiet', '-c', 'topic');
  await runTracker({ cwd: root }, 'create', 'Theirs');
  git('commit', '--quiet', '-am', 'Theirs');
  git('switch', '--quiet', 'main');
  await runTracker({ cwd: root }, 'create', 'Ours');
  git('commit', '--quiet', '-am', 'Ours');
  expect(() => git('merge', 'topic')).toThrow();
  const client = await startClient({ cwd: root, env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } });
  const list = async () => (await client.call('ticket', { action: 'list' })).text;
  expect(await list()).toMatch(/safe\.directory.*\n.*data\.db is unmerged, and this is one side of it/);
  expect(await list()).not.toContain('unmerged');
  const trusted = await runTracker({ cwd: root }, 'list');
  expect(trusted.stdout).toContain('Theirs');
  expect(trusted.stderr).toMatch(/^Healed /);
});

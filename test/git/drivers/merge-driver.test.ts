import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeDatabases } from '../../../src/git/drivers/merge-driver.ts';
import { runTracker } from '../../cli/run-tracker.ts';
import { copiesOf } from '../../support/copies.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { titlesIn, versionOf } from '../../support/versions.ts';
import {
  cloneRepository,
  isolatedEnv,
  makeDirectory,
  makeRepository,
  type TestRepository,
} from '../../support/workspace.ts';

const makeTracked = async (): Promise<TestRepository> => (await copies()).repository;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  setUpTracker(repository);
  await change(repository, 'create', 'From the start');
  return { repository };
});

/** Runs a command and commits what it has changed. */
async function change(repository: TestRepository, ...args: string[]): Promise<void> {
  expect(await runTracker({ cwd: repository.root }, ...args)).toMatchObject({ code: 0, stderr: '' });
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', args.join(' '));
}

/** Pulls as a person does; answers the exit code. */
function pull(clone: TestRepository, from: TestRepository, ...options: string[]): string {
  return execFileSync('git', ['pull', '--quiet', ...options, from.root, 'main'], {
    cwd: clone.root,
    env: isolatedEnv(),
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

const titles = async ({ root }: TestRepository) => {
  const { stdout } = await runTracker({ cwd: root }, 'export', '--jsonl');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).title)
    .sort();
};

describe('the merge driver', () => {
  test('names the tickets that both sides have changed differently, in the merge in which that came', async () => {
    const alice = await makeTracked();
    const { stdout } = await runTracker({ cwd: alice.root }, 'create', 'Contested');
    const key = /[A-Z]+-\d{6}/.exec(stdout)![0];
    await change(alice, 'update', key, '--points', '3');
    const bob = cloneRepository(alice);
    setUpTracker(bob);
    await change(alice, 'update', key, '--priority', 'high');
    await change(bob, 'update', key, '--priority', 'low');
    const merge = () =>
      spawnSync('git', ['pull', '--quiet', '--no-rebase', '--no-edit', alice.root, 'main'], {
        ...{ cwd: bob.root, env: isolatedEnv(), encoding: 'utf8' },
      }).stderr;
    expect(merge()).toContain(
      `tracker: Both sides changed ${key} (priority): tracker conflicts shows how to settle it.`,
    );
    await change(alice, 'create', 'Another');
    expect(merge()).not.toContain('Both sides');
  });

  test('unites what two clones have done, to the same bytes on both sides', async () => {
    const alice = await makeTracked();
    const bob = cloneRepository(alice);
    setUpTracker(bob);
    await change(alice, 'create', 'By Alice');
    await change(bob, 'create', 'By Bob');
    const second = cloneRepository(bob, { user: 'carol' });
    pull(bob, alice, '--no-rebase', '--no-edit');
    pull(alice, second, '--no-rebase', '--no-edit');
    expect(await titles(bob)).toEqual(['By Alice', 'By Bob', 'From the start']);
    expect(await titles(alice)).toEqual(['By Alice', 'By Bob', 'From the start']);
    const bytes = ({ root }: TestRepository) => readFileSync(join(root, '.tracker/data.db'));
    expect(bytes(alice).equals(bytes(bob))).toBe(true);
  });

  test('works in a rebase and in a linked work tree', async () => {
    const alice = await makeTracked();
    const bob = cloneRepository(alice);
    setUpTracker(bob);
    await change(alice, 'create', 'By Alice');
    await change(bob, 'create', 'By Bob');
    await change(bob, 'create', 'Bob again');
    pull(bob, alice, '--rebase');
    expect(await titles(bob)).toEqual(['Bob again', 'By Alice', 'By Bob', 'From the start']);
    bob.git('worktree', 'add', '--quiet', '../tree', 'main~2');
    const tree = join(bob.root, '../tree');
    await runTracker({ cwd: tree }, 'create', 'In the tree');
    execFileSync('git', ['commit', '--quiet', '--all', '--message', 'Tree'], { cwd: tree, env: isolatedEnv() });
    execFileSync('git', ['merge', '--quiet', '--no-edit', 'main'], { cwd: tree, env: isolatedEnv() });
    expect((await runTracker({ cwd: tree }, 'list')).stdout.trimEnd().split('\n')).toHaveLength(5);
  });

  test('leaves the conflict to git where a side cannot be read, with our file whole', async () => {
    const repository = await makeTracked();
    repository.git('switch', '--quiet', '--create', 'broken');
    repository.commit('Broken', '.tracker/data.db', 'no database');
    repository.git('switch', '--quiet', 'main');
    await change(repository, 'create', 'Ours');
    expect(() => repository.git('merge', 'broken')).toThrow(/CONFLICT|Command failed/);
    expect(await titles(repository)).toEqual(['From the start', 'Ours']);
    expect(repository.git('ls-files', '--unmerged').split('\n')).toHaveLength(3);
  });
});

test('in a merge the result is all that either side has; of a replayed commit only what it added comes in', async () => {
  const folder = makeDirectory();
  const put = (name: string, ...titles: string[]) => {
    writeFileSync(join(folder, name), versionOf(...titles));
    return join(folder, name);
  };
  const merged = async (env: NodeJS.ProcessEnv) => {
    const ours = put('ours', 'ours');
    const versions = { base: put('base', 'dropped'), ours, theirs: put('theirs', 'dropped', 'added') };
    expect(await mergeDatabases(versions, env)).toEqual([]);
    return titlesIn(ours);
  };
  expect(await merged({ [`GITHEAD_${'1'.repeat(40)}`]: 'topic' })).toEqual(['added', 'dropped', 'ours']);
  expect(await merged({ GIT_REFLOG_ACTION: 'rebase (pick)' })).toEqual(['added', 'ours']);
});

describe('the diff driver', () => {
  test('shows every version as text, and one that cannot be read in a line', async () => {
    const repository = await makeTracked();
    repository.commit('Broken', '.tracker/data.db', 'no database');
    repository.git('checkout', '--quiet', 'HEAD~1', '--', '.tracker/data.db');
    repository.git('commit', '--quiet', '--message', 'Mended');
    await change(repository, 'create', 'Another');
    const log = repository.git('log', '-p', '--ext-diff', '--format=', '--', '.tracker/data.db');
    expect(log).toMatch(/^\+PAY-\d{6} Another$/m);
    expect(log).toContain('+unreadable: .tracker/data.db is not a SQLite database (');
    expect(log).toContain('-unreadable: ');
  });

  test('has no part in what is to be applied elsewhere, or in what git shows by itself', async () => {
    const repository = await makeTracked();
    await change(repository, 'create', 'Another');
    for (const args of [
      ['log', '-p'],
      ['show'],
      ['format-patch', '--stdout', '-1'],
      ['diff', '--no-ext-diff', 'HEAD~1'],
    ])
      expect(repository.git(...args), args.join(' ')).not.toContain('Another\n  id');
  });

  test('writes the same text for the file in the work tree', async () => {
    const repository = await makeTracked();
    const own = await runTracker({ cwd: repository.root }, 'dump');
    const named = await runTracker({ cwd: repository.root }, 'dump', '.tracker/data.db');
    expect(own.stdout).toMatch(/^projects PAY\n\nPAY-\d{6} From the start\n/);
    expect(named).toEqual(own);
  });
});

test('redact blanks what was typed, and says what git still holds', async () => {
  const repository = await makeTracked();
  const made = await runTracker({ cwd: repository.root }, 'create', 'The token is s3cr3t-t0k3n', '--json');
  const { key } = JSON.parse(made.stdout).tickets[0];
  const history = await runTracker({ cwd: repository.root }, 'history', key, '--json');
  const [{ event }] = JSON.parse(history.stdout).entries;
  const { code, stdout } = await runTracker({ cwd: repository.root }, 'redact', event, '--reason', 'A pasted token');
  expect(code).toBe(0);
  expect(stdout).toContain('revoke a secret all the same');
  expect(readFileSync(join(repository.root, '.tracker/data.db'), 'latin1')).not.toContain('s3cr3t');
  const exported = await runTracker({ cwd: repository.root }, 'export', '--events');
  expect(exported.stdout).not.toContain('s3cr3t');
  expect(exported.stdout).toContain('A pasted token');
});

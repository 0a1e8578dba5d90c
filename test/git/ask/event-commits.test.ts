import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../cli/context.ts';
import { blobOf, factsOf } from '../../support/file-facts.ts';
import { setUpTracker } from '../../support/set-up.ts';
import { writeTeamHistory } from '../../support/team-history.ts';
import { isolatedEnv, makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const database = '.tracker/data.db';

interface Entry {
  id: string;
  kind: string;
  commit?: string | null;
  orOlder?: true;
}

async function run(cwd: string, ...args: string[]): Promise<string> {
  const outcome = await runCommand({ cwd }, ...args);
  expect(outcome).toMatchObject({ code: 0 });
  return outcome.stdout;
}

const entriesOf = async (cwd: string, ...args: string[]): Promise<Entry[]> =>
  JSON.parse(await run(cwd, 'history', ...args, '--limit', '1000', '--json')).entries;

const create = async (cwd: string, title: string): Promise<string> =>
  JSON.parse(await run(cwd, 'create', title, '--json')).tickets[0].key;

function commitAll({ git }: TestRepository, message: string): string {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
  return git('rev-parse', 'HEAD');
}

/** The events of a commit's version, read without any of our code; none where it is no database. */
function idsAt(repository: TestRepository, commit: string): Set<string> {
  try {
    return new Set(factsOf(blobOf(repository, `${commit}:${database}`)).events.map(({ id }) => id));
  } catch {
    return new Set();
  }
}

/** By reading every version: the commits that have an event which none of their parents has. */
function expected(repository: TestRepository): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of repository.git('rev-list', '--parents', 'HEAD').split('\n')) {
    const [commit, ...parents] = line.split(' ') as [string, ...string[]];
    const before = parents.map((parent) => idsAt(repository, parent));
    for (const id of idsAt(repository, commit))
      if (before.every((ids) => !ids.has(id))) found.set(id, [...(found.get(id) ?? []), commit]);
  }
  return found;
}

test('history names the commit in which each event was written, also where a merge or a merge of merges brought it', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  setUpTracker(repository);
  const key = await create(root, 'Shared');
  commitAll(repository, 'start');
  const comment = async (text: string) => {
    await run(root, 'comment', key, text);
    commitAll(repository, text);
  };
  git('switch', '--quiet', '--create', 'outer');
  await comment('on outer');
  git('switch', '--quiet', '--create', 'inner');
  await comment('on inner');
  await comment('on inner again');
  git('switch', '--quiet', 'outer');
  await comment('on outer again');
  git('merge', '--quiet', '--no-edit', 'inner');
  await comment('after the inner merge');
  git('switch', '--quiet', 'main');
  await comment('on main');
  git('merge', '--quiet', '--no-edit', '--no-commit', 'outer');
  await run(root, 'comment', key, 'while merging');
  commitAll(repository, 'Merge outer');
  await comment('after the merge');
  await run(root, 'comment', key, 'not committed');

  const commits = expected(repository);
  const entries = await entriesOf(root, key);
  expect(entries).toHaveLength(10);
  const [last, ...committed] = entries;
  expect(last).toMatchObject({ kind: 'comment', commit: null });
  for (const { id, commit } of committed) expect([commit]).toEqual(commits.get(id));
  const lines = (await run(root, 'history', key)).trimEnd().split('\n');
  expect(lines[0]).toMatch(/^\w{6} {2}\S+ \S+ {2}alice {2}not committed {2}commented: not committed$/);
  expect(lines[1]).toContain(`  ${git('rev-parse', '--short=10', 'HEAD')}     commented: after the merge`);
  expect(lines.find((line) => line.includes('while merging'))).toContain(git('rev-parse', '--short=10', 'HEAD~1'));
});

test('the history of the whole tracker has the commits too, and outside git none', async () => {
  const repository = makeRepository();
  await create(repository.root, 'First');
  const commit = commitAll(repository, 'First');
  expect((await entriesOf(repository.root)).map((entry) => entry.commit)).toEqual([commit, commit]);
  const bare = makeDirectory();
  const key = await create(bare, 'Without git');
  for (const entry of await entriesOf(bare, key)) expect(entry).not.toHaveProperty('commit');
  expect(await run(bare, 'history', key)).not.toContain('not committed');
});

test('before the first commit nothing is committed', async () => {
  const { root } = makeRepository();
  const key = await create(root, 'First');
  expect((await entriesOf(root, key)).map((entry) => entry.commit)).toEqual([null]);
});

test('a tracker in a folder of a larger repository is found there, and commits to other folders do not count', async () => {
  const repository = makeRepository();
  const inner = join(repository.root, 'services', 'payments');
  mkdirSync(join(inner, '.tracker'), { recursive: true });
  const key = await create(inner, 'Nested');
  const first = commitAll(repository, 'Tickets');
  repository.commit('Elsewhere');
  await run(inner, 'move', key, 'todo');
  const second = commitAll(repository, 'Moved');
  expect((await entriesOf(join(inner, '.tracker'), key)).map(({ commit }) => commit)).toEqual([second, first]);
});

test('versions that cannot be read, or are missing, are passed over', async () => {
  const repository = makeRepository();
  const { root, git } = repository;
  const key = await create(root, 'Kept');
  const commits = [commitAll(repository, 'Created')];
  for (const spoil of ['no database', 'version https://git-lfs.github.com/spec/v1\n', undefined]) {
    const whole = blobOf(repository, `HEAD:${database}`);
    if (spoil === undefined) git('rm', '--quiet', '--cached', database);
    else repository.write(database, spoil);
    if (spoil !== undefined) git('add', database);
    git('commit', '--quiet', '--message', 'Spoiled');
    writeFileSync(join(root, database), whole);
    await run(root, 'comment', key, `after ${spoil}`);
    commits.unshift(commitAll(repository, 'Commented'));
  }
  expect((await entriesOf(root, key)).map(({ commit }) => commit)).toEqual(commits);
  git('rm', '--quiet', '--cached', database);
  git('commit', '--quiet', '--message', 'Untracked');
  expect((await entriesOf(root, key)).map(({ commit }) => commit)).toEqual(commits);
});

test('an object that git cannot read does not end the search for the rest', async () => {
  const repository = makeRepository();
  const { root } = repository;
  const key = await create(root, 'Kept');
  const commits = [commitAll(repository, 'Created')];
  for (const text of ['one', 'two', 'three', 'four']) {
    await run(root, 'comment', key, text);
    commits.unshift(commitAll(repository, text));
  }
  const blob = repository.git('rev-parse', `${commits[2]}:${database}`);
  const object = join(root, '.git/objects', blob.slice(0, 2), blob.slice(2));
  chmodSync(object, 0o644);
  writeFileSync(object, 'torn');
  const [newest, next, , ...older] = commits;
  // What the damaged version brought is found in the next one that can be read.
  const entries = await entriesOf(root, key);
  expect(entries.map(({ commit }) => commit)).toEqual([newest, next, next, ...older]);
  expect(entries.map(({ orOlder }) => orOlder)).toEqual([undefined, true, true, undefined, undefined]);
});

test('a shallow clone names its oldest commit for what it has from before, and says so', async () => {
  const origin = makeRepository();
  const key = await create(origin.root, 'Old');
  commitAll(origin, 'Created');
  await run(origin.root, 'comment', key, 'still old');
  const oldest = commitAll(origin, 'Commented');
  await run(origin.root, 'move', key, 'todo');
  const newest = commitAll(origin, 'Moved');
  const root = join(makeDirectory(), 'shallow');
  execFileSync('git', ['clone', '--quiet', '--depth=2', `file://${origin.root}`, root], { env: isolatedEnv() });
  const entries = await entriesOf(root, key);
  expect(entries.map(({ commit }) => commit)).toEqual([newest, oldest, oldest]);
  expect(entries.map(({ orOlder }) => orOlder)).toEqual([undefined, true, true]);
  const { stderr } = await runCommand({ cwd: root }, 'history', key);
  expect(stderr).toContain(`Versions before ${oldest.slice(0, 10)} cannot be read here: what it carried may be older.`);
});

test('in a long history each event has the commit that all versions together give it', async () => {
  const repository = makeRepository();
  const { busy, keys } = await writeTeamHistory(repository, { tickets: 30, commits: 60, editsEach: 4 });
  const commits = expected(repository);
  for (const key of [busy, ...keys.slice(0, 3)]) {
    const entries = await entriesOf(repository.root, key);
    expect(entries.length).toBeGreaterThan(3);
    for (const { id, commit } of entries) expect([commit]).toEqual(commits.get(id));
  }
});

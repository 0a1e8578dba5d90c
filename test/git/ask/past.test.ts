import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  blobReader,
  findBlobs,
  findStashBlobs,
  listPastHeads,
  listRecentStashes,
  listStashes,
} from '../../../src/git/ask/past.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { listEventIds } from '../../../src/home/file/canonical.ts';
import { ticketOf, versionOf, writeVersion } from '../../support/versions.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const now = Math.floor(Date.now() / 1000);

describe('the database of a commit', () => {
  test('is found by any name, in the place of each, and is no folder', async () => {
    const repository = makeRepository();
    const { root, git, write } = repository;
    const without = repository.commit('without');
    writeVersion(repository, 'top');
    write('apps/pay/.tracker/data.db', versionOf('pay'));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'with');
    const [top, pay] = ['HEAD:.tracker/data.db', 'HEAD:apps/pay/.tracker/data.db'].map((name) =>
      git('rev-parse', name),
    );
    rmSync(join(root, '.tracker/data.db'));
    write('.tracker/data.db/file', 'a folder');
    git('add', '--all');
    const folder = git('commit-tree', git('write-tree'), '-m', 'a folder');
    expect(await findBlobs(root, ['HEAD', without, 'nowhere', folder, 'refs/heads/main'])).toEqual([
      top,
      undefined,
      undefined,
      undefined,
      top,
    ]);
    expect(await findBlobs(join(root, 'apps/pay'), ['HEAD'])).toEqual([pay]);
    expect(await findBlobs(join(root, 'is/not/there'), [])).toEqual([]);
  });
});

describe('stashes', () => {
  let repository: TestRepository;
  /** Hashes, the newest first: a file that git did not have was set aside, and then a change of one that it had. */
  let stashes: string[];

  beforeAll(() => {
    repository = makeRepository();
    const { git } = repository;
    repository.commit('start');
    writeVersion(repository, 'untracked');
    git('stash', '--quiet', '--include-untracked');
    writeVersion(repository, 'committed');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'tracker');
    writeVersion(repository, 'changed');
    git('stash', '--quiet');
    stashes = git('rev-parse', 'stash@{0}', 'stash@{1}').split('\n');
  });

  const commitsIn = (listed: { commit: string }[]): string[] => listed.map(({ commit }) => commit);
  const blobOf = (...titles: string[]): string => {
    repository.write('../version', versionOf(...titles));
    return repository.git('hash-object', '../version');
  };

  test('are listed with their times, newest first, and with what a merge has set aside', async () => {
    const { root, git } = repository;
    const location = locate(root);
    const listed = await listStashes(location);
    expect(commitsIn(listed)).toEqual(stashes);
    const times = git('log', '--no-walk=unsorted', '--format=%ct', ...stashes).split('\n');
    expect(listed.map(({ time }) => `${time}`)).toEqual(times);

    const auto = join(root, '.git/MERGE_AUTOSTASH');
    writeFileSync(auto, `${stashes[1]}\n`);
    expect(commitsIn(await listStashes(location))).toEqual([...stashes, stashes[1]]);
    for (const no of [git('rev-parse', 'HEAD'), blobOf('committed'), 'nowhere']) {
      writeFileSync(auto, `${no}\n`);
      expect(commitsIn(await listStashes(location))).toEqual(stashes);
    }
    rmSync(auto);
    expect(await listStashes(locate(makeRepository().root))).toEqual([]);
  });

  test('have the database of the work tree, and what git did not know in a third parent', async () => {
    const found = await findStashBlobs(
      repository.root,
      stashes.map((commit) => ({ commit, time: now })),
    );
    expect(found.map(({ blobs }) => blobs)).toEqual([[blobOf('changed')], [blobOf('untracked')]]);
  });

  test('are found after they were dropped, by when they were made', async () => {
    const { root, git } = repository;
    const location = locate(root);
    git('stash', 'drop', '--quiet');
    const [dropped, kept] = stashes as [string, string];
    const time = Number(git('log', '-1', '--format=%ct', dropped));
    const recent = async (from: number, to: number) => commitsIn(await listRecentStashes(location, from, to));
    // An object that git removes between the listing and the look, and a folder that is not one of objects.
    mkdirSync(join(root, '.git/objects/aa'), { recursive: true });
    writeFileSync(join(root, '.git/objects/aa/tmp_obj_1'), '');
    expect((await recent(time - 60, time + 60)).sort()).toEqual([dropped, kept].sort());
    expect(await recent(time + 60, time + 120)).toEqual([]);
    expect(await recent(time - 120, time - 60)).toEqual([]);
    // By the second, to the end of it.
    const file = join(root, '.git/objects', dropped.slice(0, 2), dropped.slice(2));
    utimesSync(file, time + 200, time + 200.9);
    expect(await recent(time + 200, time + 200)).toEqual([dropped]);
    expect(await recent(time + 201, time + 300)).toEqual([]);
  });
});

describe('the past of HEAD', () => {
  test('is listed once each, newest first, as far back as is asked for', async () => {
    const repository = makeRepository();
    const { root, git } = repository;
    expect(await listPastHeads(root, { limit: 5, since: 0 })).toEqual([]);
    const [one, two] = [repository.commit('one'), repository.commit('two')];
    git('reset', '--quiet', '--hard', one);
    expect(await listPastHeads(root, { limit: 5, since: 0 })).toEqual([one, two]);
    expect(await listPastHeads(root, { limit: 1, since: 0 })).toEqual([one]);
    // The time is when HEAD came there, not when the commit was made.
    const log = join(root, '.git/logs/HEAD');
    const lines = readFileSync(log, 'utf8').split('\n');
    writeFileSync(log, lines.map((line, at) => (at < 2 ? line.replace(/> \d+ /, '> 1000 ') : line)).join('\n'));
    expect(await listPastHeads(root, { limit: 5, since: 2000 })).toEqual([one]);
  });
});

describe('a reader of versions', () => {
  const names = Array.from({ length: 20 }, (_, n) => `blob ${n}`);
  const blobs = new Map(names.map((name) => [name, versionOf(name)]));

  function makeReader() {
    const asked: string[] = [];
    const readVersion = async (name: string) => {
      asked.push(name);
      return name === 'pointer' ? Buffer.from('version https://git-lfs.github.com/spec/v1\n') : blobs.get(name);
    };
    return { asked, reader: blobReader({ readVersion }) };
  }

  test('knows the events of each, and none of what is not there or no database', async () => {
    const { reader, asked } = makeReader();
    expect(await reader.ids('blob 3')).toEqual(new Set([ticketOf('blob 3').id]));
    expect(await reader.ids('blob 3')).toEqual(listEventIds(blobs.get('blob 3')!));
    for (const nothing of [undefined, 'nowhere', 'pointer']) expect(await reader.ids(nothing)).toEqual(new Set());
    expect(asked).toEqual(['blob 3', 'nowhere', 'pointer']);
  });

  test('asks for one once while it is among the sixteen that were wanted last', async () => {
    const { reader, asked } = makeReader();
    for (const name of names.slice(0, 16)) await reader.ids(name);
    await reader.ids('blob 0');
    await reader.ids('blob 16');
    expect(asked).toEqual(names.slice(0, 17));
    await Promise.all([reader.ids('blob 0'), reader.ids('blob 1'), reader.ids('blob 1')]);
    expect(asked.slice(17)).toEqual(['blob 1']);
  });
});

test('a folder without git has no past', async () => {
  const root = makeDirectory();
  expect([await listStashes(locate(root)), await listPastHeads(root, { limit: 5, since: 0 })]).toEqual([[], []]);
  expect(readdirSync(root)).toEqual([]);
});

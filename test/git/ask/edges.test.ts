import { beforeAll, describe, expect, test } from 'vitest';
import { findHeadCommit, isBehindHead, listEdges } from '../../../src/git/ask/edges.ts';
import { makeCommits, versionOf } from '../../support/versions.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const now = Math.floor(Date.now() / 1000);
const day = 86_400;
const one = versionOf('one');
const two = versionOf('one', 'two');

const plans = {
  start: { content: one, time: now - 90 * day },
  code: { parents: ['start'], content: one, files: { 'a.txt': 'a' }, time: now - 80 * day },
  more: { parents: ['code'], content: two, time: now - 70 * day },
  side: { parents: ['start'], content: one, files: { 'b.txt': 'b' }, time: now - 3 * day },
  ours: { parents: ['more', 'side'], content: two, time: now - 2 * day },
  theirs: { parents: ['more', 'side'], content: one, time: now - 2 * day },
  deleted: { parents: ['more'], time: now - 2 * day },
  folder: { parents: ['deleted'], files: { '.tracker/data.db/x': 'x' }, time: now - day },
  again: { parents: ['folder'], content: one, time: now - day },
};

let repository: TestRepository;
let commits: Record<keyof typeof plans, string>;
let blobs: { one: string; two: string };

beforeAll(() => {
  repository = makeRepository();
  commits = makeCommits(repository, plans);
  const blobOf = (name: keyof typeof plans) => repository.git('rev-parse', `${commits[name]}:.tracker/data.db`);
  blobs = { one: blobOf('start'), two: blobOf('more') };
});

const edgesOf = async (head: keyof typeof plans, options = {}) => {
  repository.git('update-ref', 'HEAD', commits[head]);
  const nameOf = (hash: string) => Object.entries(commits).find(([, commit]) => commit === hash)![0];
  return (await listEdges(repository.root, options)).map(({ commit, from, to }) => [nameOf(commit), from, to]);
};

describe('edges at which the database changed', () => {
  test('are listed newest first, those of a merge to each of its parents, and none where it was new', async () => {
    const more = ['more', blobs.one, blobs.two];
    expect(await edgesOf('start')).toEqual([]);
    expect(await edgesOf('more')).toEqual([more]);
    expect(await edgesOf('ours')).toEqual([['ours', blobs.one, blobs.two], more]);
    // A merge that has the one parent's is another than the other's.
    expect(await edgesOf('theirs')).toEqual([['theirs', blobs.two, blobs.one], more]);
  });

  test('say where the file was deleted, and nothing of a folder of its name', async () => {
    expect(await edgesOf('again')).toEqual([
      ['deleted', blobs.two, undefined],
      ['more', blobs.one, blobs.two],
    ]);
  });

  test('are within the bounds that are asked for', async () => {
    expect(await edgesOf('theirs', { sinceDays: 60 })).toEqual([['theirs', blobs.two, blobs.one]]);
    expect(await edgesOf('theirs', { limit: 1 })).toHaveLength(1);
    expect(await edgesOf('theirs', { range: `${commits.more}..HEAD` })).toEqual([['theirs', blobs.two, blobs.one]]);
    expect(await edgesOf('theirs', { reached: [commits.more] })).toHaveLength(1);
    expect(await edgesOf('theirs', { reached: [commits.theirs] })).toEqual([]);
    // Which was collected as garbage.
    expect(await edgesOf('more', { reached: ['1'.repeat(40)] })).toHaveLength(1);
  });

  test('are found from a folder that has the tracker, whatever it is called', async () => {
    const { root, git, write } = makeRepository();
    for (const version of [two, one]) {
      write('größe "x"/.tracker/data.db', version);
      write('.tracker/data.db', one);
      git('add', '--all');
      git('commit', '--quiet', '--message', 'Tickets');
    }
    expect(await listEdges(`${root}/größe "x"`)).toEqual([expect.objectContaining({ from: blobs.two, to: blobs.one })]);
    expect(await listEdges(root)).toEqual([]);
  });
});

test('what git does not tell is an error, not nothing', async () => {
  await expect(listEdges(repository.root, { range: 'nowhere..HEAD' })).rejects.toMatchObject({ code: 'not_found' });
  const outside = makeDirectory();
  await expect(listEdges(outside)).rejects.toMatchObject({
    code: 'database',
    message: expect.stringMatching(/not a git repository/),
  });
  await expect(findHeadCommit(outside)).rejects.toMatchObject({ code: 'database' });
});

test('a commit is behind HEAD or not, and HEAD is none before the first one', async () => {
  repository.git('update-ref', 'HEAD', commits.ours);
  expect(await findHeadCommit(repository.root)).toBe(commits.ours);
  expect(await findHeadCommit(makeRepository().root)).toBeUndefined();
  expect(await isBehindHead(repository.root, commits.side)).toBe(true);
  expect(await isBehindHead(repository.root, commits.theirs)).toBe(false);
  expect(await isBehindHead(repository.root, '1'.repeat(40))).toBe(false);
});

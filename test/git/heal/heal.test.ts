import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readVersion } from '../../../src/git/ask/blob.ts';
import { healLosses, healUnmerged, type LossOptions, listLosses } from '../../../src/git/heal/heal.ts';
import type { Workspace } from '../../../src/home/workspace.ts';
import { dataOf, expectWhole } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { type CommitPlan, makeCommits, ticketOf, titleOf, titlesIn, versionOf } from '../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const version = (...titles: string[]): CommitPlan => ({ content: versionOf(...titles) });
const on = (parents: string[], ...titles: string[]): CommitPlan => ({ parents, ...version(...titles) });

/** The ticket "start" is in the tracker of the first commit, and one more on each of two sides, which are merged, or not. */
const plans = {
  start: version('start'),
  ours: on(['start'], 'start', 'ours'),
  theirs: on(['start'], 'start', 'theirs'),
  more: on(['start'], 'start', 'more', 'still more'),
  third: on(['start'], 'start', 'third'),
  without: on(['start'], 'without'),
  unrelated: version('unrelated'),
  pointer: { parents: ['start'], content: 'version https://git-lfs.github.com/spec/v1\n' },

  lossy: on(['ours', 'theirs'], 'start', 'ours'),
  lossyAgain: on(['lossy', 'more'], 'start', 'ours', 'more'),
  whole: on(['lossyAgain', 'third'], 'start', 'ours', 'more', 'third'),
  healed: on(['lossy', 'third'], 'start', 'ours', 'theirs'),
  withoutStart: on(['ours', 'theirs'], 'ours', 'theirs'),
  givenUp: on(['without', 'theirs'], 'without', 'theirs'),
  lossyGivenUp: on(['without', 'theirs'], 'without'),
  united: on(['ours', 'theirs'], 'start', 'ours', 'theirs'),
  lossyOther: on(['theirs', 'ours'], 'start', 'theirs'),
  crossed: on(['lossyOther', 'united'], 'start', 'theirs'),
  deleted: { parents: ['ours', 'theirs'] },
  broken: { parents: ['ours', 'theirs'], content: 'no database' },
} satisfies Record<string, CommitPlan>;

let repository: TestRepository;
let commits: Record<keyof typeof plans, string>;

beforeAll(() => {
  repository = makeRepository();
  commits = makeCommits(repository, plans);
});

const checkOut = (name: keyof typeof plans): string => repository.git('reset', '--quiet', '--hard', commits[name]);
const titles = (): string[] => titlesIn(dataOf(repository.root));

let workspace: Workspace;
beforeEach(() => {
  workspace = openTracker(repository.root).workspace;
});

/** Has git merge a commit into ours without a driver, so that it leaves the database unmerged. */
function leaveUnmerged(other: keyof typeof plans, ...options: string[]): void {
  checkOut('ours');
  expect(() => repository.git('merge', '--quiet', ...options, commits[other])).toThrow();
}

test('a version of more bytes than any tracker has is passed over, named once, and nothing is taken for lost', async () => {
  const small = { root: repository.root, repository: { ...workspace.repository } };
  const told: string[] = [];
  const passOver = (commit: string, { message }: Error) => void told.push(`${commit} ${message}`);
  // As if none of them had fewer than that: the result itself is not looked into.
  small.repository.readVersion = (name) => readVersion(repository.root, name, 1000);
  checkOut('lossy');
  const seen = new Set<string>();
  expect(await listLosses(small, { seen, passOver })).toEqual([]);
  expect(told.length).toBeGreaterThan(0);
  for (const line of told)
    expect(line).toMatch(/^[0-9a-f]{40} The version [0-9a-f]{7} of .* has \d+ MB; at most .* MB are read/);
  const before = told.length;
  expect([await listLosses(small, { seen, passOver }), told.length]).toEqual([[], before]);
});

describe('what git left unmerged', () => {
  test('is nothing after a merge that it has made', async () => {
    checkOut('ours');
    expect(await healUnmerged(workspace)).toBeUndefined();
    expect(titles()).toEqual(['ours', 'start']);
  });

  test('is united with what has been written since, and stays for the user to settle', async () => {
    leaveUnmerged('theirs');
    repository.write('.tracker/data.db', versionOf('start', 'ours', 'since'));
    const entries = repository.git('ls-files', '--stage');
    expect(await healUnmerged(workspace)).toMatchObject([ticketOf('theirs')]);
    expect(titles()).toEqual(['ours', 'since', 'start', 'theirs']);
    expect(repository.git('ls-files', '--stage')).toBe(entries);
    expectWhole(dataOf(repository.root));
    expect(await healUnmerged(workspace)).toEqual([]);
  });

  test('is united where the file is theirs, and where the sides have no common version', async () => {
    leaveUnmerged('theirs');
    repository.git('checkout', '--theirs', '--quiet', '.tracker/data.db');
    expect(await healUnmerged(workspace)).toMatchObject([ticketOf('ours')]);
    leaveUnmerged('unrelated', '--allow-unrelated-histories');
    expect(await healUnmerged(workspace)).toMatchObject([ticketOf('unrelated')]);
    expect(titles()).toEqual(['ours', 'start', 'unrelated']);
  });

  test('is left as it is where a side is no database', async () => {
    leaveUnmerged('pointer');
    await expect(healUnmerged(workspace)).rejects.toMatchObject({
      code: 'database',
      message: expect.stringMatching(/Git LFS/),
    });
    expect(titles()).toEqual(['ours', 'start']);
  });
});

describe('what merge commits have lost', () => {
  /** Names of the merges, with what they have lost. */
  const losses = async (head: keyof typeof plans, options?: LossOptions): Promise<[string, string[]][]> => {
    checkOut(head);
    const nameOf = (hash: string) => Object.entries(commits).find(([, commit]) => commit === hash)![0];
    const lost = await listLosses(workspace, options);
    return lost.map(({ commit, events }) => [nameOf(commit), events.map(titleOf).sort()]);
  };

  test('is what a parent had, of each merge, newest first', async () => {
    expect(await losses('whole')).toEqual([
      ['lossyAgain', ['still more']],
      ['lossy', ['theirs']],
    ]);
    expect(await losses('ours')).toEqual([]);
  });

  test('is also what both sides had and the merge alone gave up', async () => {
    expect(await losses('withoutStart')).toEqual([['withoutStart', ['start']]]);
  });

  test('is nothing that one side had given up before', async () => {
    expect(await losses('givenUp')).toEqual([]);
    expect(await losses('lossyGivenUp')).toEqual([['lossyGivenUp', ['theirs']]]);
    // Of two latest common ancestors one is enough.
    expect(await losses('crossed')).toEqual([['lossyOther', ['ours']]]);
  });

  test('is nothing where the merge deleted the database, and all where it has none that can be read', async () => {
    expect(await losses('deleted')).toEqual([]);
    expect(await losses('broken')).toEqual([['broken', ['ours', 'start', 'theirs']]]);
  });

  test('is looked for in as many merges as there is time for, and in none twice', async () => {
    expect(await losses('lossyAgain', { limit: 1 })).toEqual([['lossyAgain', ['still more']]]);
    const seen = new Set<string>();
    let looks = 0;
    expect(await losses('lossyAgain', { seen, isEnough: () => looks++ === 1 })).toHaveLength(1);
    expect([...seen]).toEqual([commits.lossyAgain]);
    expect(await losses('lossyAgain', { seen })).toEqual([['lossy', ['theirs']]]);
    expect(await losses('lossyAgain', { seen })).toEqual([]);
  });
});

describe('the healing of what merge commits have lost', () => {
  /** The workspace while nothing can be written. */
  const refusing = (): Workspace => {
    const write = () => Promise.reject(new Error('git is at work'));
    return { ...workspace, store: { ...workspace.store, write } };
  };

  test('brings it back, and writes nothing for what a later commit has again', async () => {
    checkOut('healed');
    const seen = new Set<string>();
    expect(await healLosses(workspace, { seen })).toEqual([{ commit: commits.healed, events: [ticketOf('third')] }]);
    expect(titles()).toEqual(['ours', 'start', 'theirs', 'third']);
    expectWhole(dataOf(repository.root));
    expect(seen).toEqual(new Set([commits.lossy, commits.healed]));
    expect(await healLosses(refusing())).toEqual([]);
  });

  test('that cannot be done now is done at another time', async () => {
    checkOut('lossy');
    const seen = new Set<string>();
    await expect(healLosses(refusing(), { seen })).rejects.toThrow('git is at work');
    expect(seen).toEqual(new Set());
    expect(await healLosses(workspace, { seen })).toEqual([{ commit: commits.lossy, events: [ticketOf('theirs')] }]);
    expect(seen).toEqual(new Set([commits.lossy]));
  });
});

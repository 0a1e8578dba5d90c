import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listEdges } from '../../../src/git/ask/edges.ts';
import { healLosses, healUnmerged } from '../../../src/git/heal/heal.ts';
import type { FileHome } from '../../../src/home/file-home.ts';
import { dataOf, expectWhole } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { type CommitPlan, makeCommits, ticketOf, titlesIn, versionOf } from '../../support/versions.ts';
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

let home: FileHome;
beforeEach(() => {
  home = openTracker(repository.root).workspace.home;
});

/** Has git merge a commit into ours without a driver, so that it leaves the database unmerged. */
function leaveUnmerged(other: keyof typeof plans, ...options: string[]): void {
  checkOut('ours');
  expect(() => repository.git('merge', '--quiet', ...options, commits[other])).toThrow();
}

describe('what git left unmerged', () => {
  test('is nothing after a merge that it has made', async () => {
    checkOut('ours');
    expect(await healUnmerged(home)).toBeUndefined();
    expect(titles()).toEqual(['ours', 'start']);
  });

  test('is united with what has been written since, and stays for the user to settle', async () => {
    leaveUnmerged('theirs');
    repository.write('.tracker/data.db', versionOf('start', 'ours', 'since'));
    const entries = repository.git('ls-files', '--stage');
    expect(await healUnmerged(home)).toMatchObject([ticketOf('theirs')]);
    expect(titles()).toEqual(['ours', 'since', 'start', 'theirs']);
    expect(repository.git('ls-files', '--stage')).toBe(entries);
    expectWhole(dataOf(repository.root));
    expect(await healUnmerged(home)).toEqual([]);
  });

  test('is united where the file is theirs, and where the sides have no common version', async () => {
    leaveUnmerged('theirs');
    repository.git('checkout', '--theirs', '--quiet', '.tracker/data.db');
    expect(await healUnmerged(home)).toMatchObject([ticketOf('ours')]);
    leaveUnmerged('unrelated', '--allow-unrelated-histories');
    expect(await healUnmerged(home)).toMatchObject([ticketOf('unrelated')]);
    expect(titles()).toEqual(['ours', 'start', 'unrelated']);
  });

  test('is left as it is where a side is no database', async () => {
    leaveUnmerged('pointer');
    await expect(healUnmerged(home)).rejects.toMatchObject({
      code: 'database',
      message: expect.stringMatching(/Git LFS/),
    });
    expect(titles()).toEqual(['ours', 'start']);
  });
});

describe('the healing of what commits have lost', () => {
  /** The home while nothing can be written. */
  const refusing = (): FileHome => {
    const write = () => Promise.reject(new Error('git is at work'));
    return { ...home, write };
  };

  test('brings it back, and writes nothing for what a later commit has again', async () => {
    checkOut('healed');
    const edges = await listEdges(repository.root);
    const { healed } = await healLosses(home, edges);
    expect(healed).toEqual([{ commit: commits.healed, events: [ticketOf('third')] }]);
    expect(titles()).toEqual(['ours', 'start', 'theirs', 'third']);
    expectWhole(dataOf(repository.root));
    expect(await healLosses(refusing(), edges)).toMatchObject({ healed: [] });
  });

  test('that cannot be done now is an error', async () => {
    checkOut('lossy');
    const edges = await listEdges(repository.root);
    await expect(healLosses(refusing(), edges)).rejects.toThrow('git is at work');
    expect((await healLosses(home, edges)).healed).toEqual([{ commit: commits.lossy, events: [ticketOf('theirs')] }]);
  });
});

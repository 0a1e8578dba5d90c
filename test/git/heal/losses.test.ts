import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readVersion } from '../../../src/git/ask/blob.ts';
import { listEdges } from '../../../src/git/ask/edges.ts';
import { findLosses, type Known, type LossOptions } from '../../../src/git/heal/losses.ts';
import type { FileHome } from '../../../src/home/file-home.ts';
import { openTracker } from '../../support/in-process.ts';
import { type CommitPlan, makeCommits, ticketOf, titleOf, versionOf } from '../../support/versions.ts';
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

let home: FileHome;
beforeEach(() => {
  home = openTracker(repository.root).workspace.home;
});

/** Nothing but what the test says is in the file. */
const nothing: Known = { present: new Set(), dropped: new Set() };

test('a version of more bytes than any tracker has is passed over, and nothing is taken for lost', async () => {
  const small = { ...home.repository };
  const told: string[] = [];
  const passOver = (commit: string, { message }: Error) => void told.push(`${commit} ${message}`);
  // As if none of them had fewer than that: the result itself is not looked into.
  small.readVersion = (name) => readVersion(repository.root, name, 1000);
  checkOut('lossy');
  const edges = await listEdges(repository.root);
  const { losses, looked } = await findLosses({ repository: small }, edges, { known: nothing, passOver });
  expect([losses, looked.length]).toEqual([[], 3]);
  for (const line of told)
    expect(line).toMatch(/^[0-9a-f]{40} The version [0-9a-f]{7} of .* has \d+ MB; at most .* MB are read/);
});

describe('what commits have lost', () => {
  /** Names of the commits, with what they have lost. */
  const losses = async (
    head: keyof typeof plans,
    options: Partial<LossOptions> = {},
  ): Promise<[string, string[]][]> => {
    checkOut(head);
    const nameOf = (hash: string) => Object.entries(commits).find(([, commit]) => commit === hash)![0];
    const edges = await listEdges(repository.root);
    const { losses: lost } = await findLosses(home, edges, { known: nothing, ...options });
    return lost.map(({ commit, events }) => [nameOf(commit), events.map(titleOf).sort()]);
  };

  test('is what a parent had, of each commit, newest first', async () => {
    expect(await losses('whole')).toEqual([
      ['lossyAgain', ['still more']],
      ['lossy', ['theirs']],
    ]);
    expect(await losses('ours')).toEqual([]);
  });

  test('is also what both sides had and the merge alone gave up, and what one side had dropped before', async () => {
    expect(await losses('withoutStart')).toEqual([['withoutStart', ['start']]]);
    expect(await losses('without')).toEqual([['without', ['start']]]);
    expect(await losses('lossyGivenUp')).toEqual([
      ['lossyGivenUp', ['start', 'theirs']],
      ['without', ['start']],
    ]);
    expect(await losses('crossed')).toEqual([
      ['crossed', ['ours']],
      ['lossyOther', ['ours']],
    ]);
  });

  test('is nothing that the file has, or has given up', async () => {
    const ids = (...titles: string[]) => new Set(titles.map((title) => ticketOf(title).id));
    expect(await losses('whole', { known: { present: ids('theirs'), dropped: ids('still more') } })).toEqual([]);
  });

  test('is nothing where the commit deleted the database, and all where it has none that can be read', async () => {
    expect(await losses('deleted')).toEqual([]);
    expect(await losses('broken')).toEqual([['broken', ['ours', 'start', 'theirs']]]);
  });

  test('is looked for in as many commits as there is time for, and in one at least', async () => {
    expect(await losses('lossyAgain', { isEnough: () => true })).toEqual([['lossyAgain', ['still more']]]);
    let looks = 0;
    expect(await losses('lossyAgain', { isEnough: () => looks++ === 3 })).toHaveLength(2);
  });
});

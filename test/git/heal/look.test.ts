import { beforeEach, describe, expect, test } from 'vitest';
import { lookAtHistory, noWatermark, type Watermark } from '../../../src/git/heal/look.ts';
import type { FileHome } from '../../../src/home/file-home.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { type CommitPlan, makeCommits, titlesIn, versionOf } from '../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const on = (parents: string[], ...titles: string[]): CommitPlan => ({ parents, content: versionOf(...titles) });

const plans = {
  start: { content: versionOf('start') },
  more: on(['start'], 'start', 'more'),
  reverted: on(['more'], 'start'),
  later: on(['reverted'], 'start', 'later'),
  again: on(['later'], 'later'),
  branch: on(['reverted'], 'start', 'branch'),
  deleted: { parents: ['more'] },
  anew: on(['deleted'], 'anew'),
} satisfies Record<string, CommitPlan>;

let repository: TestRepository;
let commits: Record<keyof typeof plans, string>;
let home: FileHome;
beforeEach(() => {
  repository = makeRepository();
  commits = makeCommits(repository, plans);
  home = openTracker(repository.root).workspace.home;
});

const checkOut = (name: keyof typeof plans): string => repository.git('reset', '--quiet', '--hard', commits[name]);
const titles = (): string[] => titlesIn(dataOf(repository.root));
const look = (
  watermark: Watermark = noWatermark,
  { isStill = () => true, ms = 60_000 }: { isStill?: () => boolean; ms?: number } = {},
) => lookAtHistory(home, { watermark, isStill, ms });
const healedBy = (name: keyof typeof plans, amount = '1 event') => {
  const short = commits[name].slice(0, 7);
  return `Healed .tracker/data.db: commit ${short} had dropped ${amount}, now back. Commit .tracker/data.db; where that was meant, \`tracker recover --dismiss ${short}\`.`;
};

describe('a look at the history', () => {
  test('brings back what a commit dropped, whatever came after it, and says so once', async () => {
    checkOut('later');
    const { said, watermark, complete } = await look();
    expect([said, complete]).toEqual([[healedBy('reverted')], true]);
    expect(titles()).toEqual(['later', 'more', 'start']);
    expect(watermark).toEqual({ head: commits.later, done: [], lossy: [commits.reverted] });
    // What the user takes out again stays out, also when more is committed.
    checkOut('later');
    expect(await look(watermark)).toEqual({ said: [], watermark, complete: true });
    checkOut('again');
    expect((await look(watermark)).said).toEqual([healedBy('again')]);
    expect(titles()).toEqual(['later', 'start']);
  });

  test('looks again at what it knows to be lost where another branch is checked out', async () => {
    checkOut('later');
    const { watermark } = await look();
    checkOut('branch');
    expect((await look(watermark)).said).toEqual([healedBy('reverted')]);
    expect(titles()).toEqual(['branch', 'more', 'start']);
  });

  test('never heals where the file itself was deleted', async () => {
    checkOut('anew');
    expect(await look()).toMatchObject({ said: [], complete: true });
    expect(titles()).toEqual(['anew']);
  });

  test('that has no time looks at one commit, and the next goes on', async () => {
    checkOut('again');
    const first = await look(noWatermark, { ms: 0 });
    expect([first.said, first.complete]).toEqual([[healedBy('again')], false]);
    expect(first.watermark).toEqual({ done: [commits.again], lossy: [commits.again] });
    let { watermark, complete } = first;
    const said: string[] = [];
    let looks = 0;
    for (; !complete; looks++) {
      const next = await look(watermark, { ms: 0 });
      said.push(...next.said);
      ({ watermark, complete } = next);
    }
    expect([said, looks]).toEqual([[healedBy('reverted')], 3]);
    expect(watermark.head).toBe(commits.again);
  });

  test('writes nothing and keeps nothing once git is at work, or while a rebase or merge is under way', async () => {
    checkOut('later');
    const nothing = { said: [], watermark: noWatermark, complete: false };
    expect(await look(noWatermark, { isStill: () => false })).toEqual(nothing);
    repository.write('.git/MERGE_HEAD', `${commits.start}\n`);
    expect([await look(), titles()]).toEqual([nothing, ['later', 'start']]);
  });

  test('that something is in the way of says so and is not done', async () => {
    checkOut('later');
    home = { ...home, write: () => Promise.reject(new Error('odd')) };
    const said = [expect.stringMatching(/^Not healed after git: /)];
    expect(await look()).toEqual({ said, watermark: noWatermark, complete: false });
  });

  test('is nothing before the first commit', async () => {
    expect(await look()).toMatchObject({ said: [], complete: true });
  });
});

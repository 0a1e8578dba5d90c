import { beforeAll, expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { repositoryOf } from '../../../src/git/ask/repository.ts';
import { type Completeness, findGaps } from '../../../src/git/heal/completeness.ts';
import { buildFile } from '../../../src/home/file/canonical.ts';
import { type CommitPlan, makeCommits, ticketOf, versionOf } from '../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const on = (parents: string[], ...titles: string[]): CommitPlan => ({ parents, content: versionOf(...titles) });

const dropOf = (...titles: string[]) =>
  ({
    ...{ ...ticketOf('the drop'), ticket: null, kind: 'drop' },
    payload: { events: titles.map((title) => ticketOf(title).id) },
  }) as TrackerEvent;

const plans = {
  start: { content: versionOf('start') },
  more: on(['start'], 'start', 'more'),
  reverted: on(['more'], 'start'),
  later: on(['reverted'], 'start', 'later'),
  lossy: on(['later'], 'start'),
  givenUp: { parents: ['lossy'], content: buildFile([ticketOf('start'), ticketOf('later'), dropOf('more')]) },
} satisfies Record<string, CommitPlan>;

let repository: TestRepository;
let commits: Record<keyof typeof plans, string>;
beforeAll(() => {
  repository = makeRepository();
  commits = makeCommits(repository, plans);
});

/** Names of the commits that dropped something, and how many events. */
const check = async (head: keyof typeof plans, asked?: string): Promise<Completeness & { by: [string, number][] }> => {
  repository.git('reset', '--quiet', '--hard', commits[head]);
  const nameOf = (hash: string) => Object.entries(commits).find(([, commit]) => commit === hash)![0];
  const found = await findGaps({ root: repository.root, repository: repositoryOf(repository.root) }, asked);
  return { ...found, by: found.dropped.map(({ commit, events }) => [nameOf(commit), events]) };
};

test('every commit that lost something is named, and within a range those of the range', async () => {
  expect((await check('more')).by).toEqual([]);
  expect((await check('lossy')).by).toEqual([
    ['lossy', 1],
    ['reverted', 1],
  ]);
  expect((await check('lossy', `${commits.later}..HEAD`)).by).toEqual([['lossy', 1]]);
  expect((await check('lossy', `${commits.reverted}..HEAD~1`)).by).toEqual([]);
  await expect(check('lossy', 'nowhere..HEAD')).rejects.toMatchObject({ code: 'not_found' });
});

test('it is known whether the file here has all that is missing, so that only a commit is', async () => {
  expect(await check('lossy')).toMatchObject({ isHealedHere: false });
  repository.write('.tracker/data.db', versionOf('start', 'more', 'later'));
  const source = { root: repository.root, repository: repositoryOf(repository.root) };
  expect(await findGaps(source)).toMatchObject({ dropped: [{}, {}], isHealedHere: true });
  expect(await findGaps(source, commits.more)).toMatchObject({ missing: [{}], isHealedHere: true });
  repository.write('.tracker/data.db', versionOf('start', 'more'));
  expect(await findGaps(source)).toMatchObject({ isHealedHere: false });
});

test('what was given up is no gap, also of a commit that has it, and is told of', async () => {
  const found = await check('givenUp', commits.more);
  expect(found).toMatchObject({ by: [], missing: [], faults: [] });
  expect(found.givenUp).toEqual([expect.stringMatching(/^Given up: 1 event, by \w+ on 1970-01-01 \(\w{6}\)\.$/)]);
});

test('a version that git has no longer is said, and its edges are not taken for whole', async () => {
  const blob = repository.git('rev-parse', `${commits.more}:.tracker/data.db`);
  const source = repositoryOf(repository.root);
  const lacking = {
    ...source,
    readVersion: async (name: string) => (name === blob ? undefined : source.readVersion(name)),
  };
  repository.git('reset', '--quiet', '--hard', commits.reverted);
  expect(await findGaps({ root: repository.root, repository: lacking })).toMatchObject({
    dropped: [],
    faults: [expect.stringMatching(`^Not looked into: git has not got the version ${blob.slice(0, 7)} `)],
  });
});

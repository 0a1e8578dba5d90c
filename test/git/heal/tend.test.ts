import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Tended, tend } from '../../../src/git/heal/tend.ts';
import type { Workspace } from '../../../src/home/workspace.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { type CommitPlan, makeCommits, titlesIn, versionOf, writeVersion } from '../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const version = (...titles: string[]): CommitPlan => ({ content: versionOf(...titles) });
const on = (parents: string[], ...titles: string[]): CommitPlan => ({ parents, ...version(...titles) });

const plans = {
  start: version('start'),
  ours: on(['start'], 'start', 'ours'),
  theirs: on(['start'], 'start', 'theirs', 'theirs too'),
  lossy: on(['ours', 'theirs'], 'start', 'ours'),
  pointer: { parents: ['start'], content: 'version https://git-lfs.github.com/spec/v1\n' },
} satisfies Record<string, CommitPlan>;

let repository: TestRepository;
let commits: Record<keyof typeof plans, string>;
beforeAll(() => {
  repository = makeRepository();
  commits = makeCommits(repository, plans);
});

let tracker: ReturnType<typeof openTracker>;
beforeEach(() => {
  tracker = openTracker(repository.root);
});

const checkOut = (name: keyof typeof plans): string => repository.git('reset', '--quiet', '--hard', commits[name]);
const titles = (): string[] => titlesIn(dataOf(repository.root));
const look = (
  merges = new Set<string>(),
  isStill = () => true,
  workspace: Workspace = tracker.workspace,
): Promise<Tended> => tend(workspace, { merges, isStill });

describe('a look after git', () => {
  test('says in a line each what it brought back, and nothing the next time', async () => {
    checkOut('lossy');
    const merges = new Set<string>();
    const short = commits.lossy.slice(0, 7);
    expect(await look(merges)).toEqual({
      said: [`Healed .tracker/data.db: merge commit ${short} had dropped 2 events, now back. Commit .tracker/data.db.`],
      again: false,
    });
    expect(titles()).toEqual(['ours', 'start', 'theirs', 'theirs too']);
    expect([...merges]).toEqual([commits.lossy]);
    // What the user takes out again stays out.
    checkOut('lossy');
    expect(await look(merges)).toEqual({ said: [], again: false });
    expect(titles()).toEqual(['ours', 'start']);
  });

  test('names what git left unmerged, and tracker init only where it would have helped', async () => {
    checkOut('ours');
    const { git } = repository;
    expect(() => git('merge', '--quiet', commits.theirs)).toThrow();
    const said =
      'Healed .tracker/data.db, which git had left unmerged: 2 events of the other side came in. Settle it with ' +
      '`git add .tracker/data.db`, then conclude the merge or rebase.';
    expect(await look()).toEqual({ said: [`${said} \`tracker init\` has git do that by itself.`], again: false });
    expect(await look()).toEqual({ said: [], again: false });
    git('config', 'merge.tracker.driver', 'false');
    git('checkout', '--ours', '--quiet', '.tracker/data.db');
    expect((await look()).said).toEqual([said]);
    git('config', '--unset', 'merge.tracker.driver');
  });

  test('goes on where one step cannot be taken, and says why', async () => {
    checkOut('lossy');
    expect(() => repository.git('merge', '--quiet', commits.pointer)).toThrow();
    expect(await look()).toEqual({
      said: [
        'Not healed after git: .tracker/data.db is a pointer of Git LFS. Run `tracker doctor`.',
        expect.stringMatching(/^Healed .* had dropped 2 events/),
      ],
      again: false,
    });
    expect(titles()).toEqual(['ours', 'start', 'theirs', 'theirs too']);
  });

  test('writes nothing once git is at work again, and is taken once more', async () => {
    checkOut('lossy');
    const merges = new Set<string>();
    let looks = 0;
    // git begins after the last look at what there is to write.
    expect(await look(merges, () => looks++ > 1)).toEqual({ said: [], again: true });
    expect([titles(), [...merges]]).toEqual([['ours', 'start'], []]);
    expect((await look(merges)).said).toHaveLength(1);
  });

  test('is taken once more where something nobody has foreseen was in the way', async () => {
    checkOut('lossy');
    const { workspace } = tracker;
    const failing = (error: unknown) => ({
      ...workspace,
      store: { ...workspace.store, write: () => Promise.reject(error) },
    });
    const strange = await look(new Set(), undefined, failing(new Error('strange')));
    expect([strange.said.length, strange.again]).toEqual([1, true]);
    expect(strange.said[0]).toMatch(/^Not healed after git: .* Run `tracker doctor`\.$/);
  });
});

describe('what a tracker sync has set aside', () => {
  const setAside = (pid: number): void => {
    checkOut('ours');
    writeVersion(repository, 'start', 'ours', 'not committed');
    const message = `tracker sync: tickets that were not committed (process ${pid})`;
    repository.git('stash', 'push', '--quiet', '--message', message, '--', '.tracker/data.db');
  };

  test('is left to it while it runs, and looked for again; where it has died it comes back', async () => {
    setAside(process.ppid);
    expect(await look()).toEqual({ said: [], again: true });
    expect(titles()).toEqual(['ours', 'start']);
    repository.git('stash', 'drop', '--quiet');
    setAside(2 ** 30);
    expect(await look()).toEqual({
      said: ['Brought back what an interrupted tracker sync had set aside.'],
      again: false,
    });
    expect(titles()).toEqual(['not committed', 'ours', 'start']);
    expect(repository.git('stash', 'list')).toBe('');
  });
});

test('what a user has discarded is named once, the first five of it, with the call that lists and restores it', async () => {
  const { root, git } = makeRepository();
  const { workspace, call } = openTracker(root);
  const create = async (title: string) => /[A-Z]+-\d{6}/.exec(await call('ticket', { action: 'create', title }))![0];
  const lookThere = () => look(new Set(), () => true, workspace);
  await create('kept');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Tickets');
  const one = await create('one');
  git('reset', '--quiet', '--hard');
  const it = `${one} create \\w{6}\\. \`tracker recover\` lists it, .* restores it\\.`;
  expect(await lookThere()).toEqual({
    said: [expect.stringMatching(new RegExp(`^No longer in .*: ${it}$`))],
    again: false,
  });
  expect(await lookThere()).toEqual({ said: [], again: false });
  for (let n = 0; n < 6; n++) await create(`${n}`);
  git('reset', '--quiet', '--hard');
  const { said } = await lookThere();
  expect(said).toHaveLength(1);
  expect(said[0]!.match(/[A-Z]+-\d{6} create/g)).toHaveLength(5);
  expect(said[0]).toMatch(/ and 1 more\. `tracker recover` lists them, .* restores them\.$/);
});

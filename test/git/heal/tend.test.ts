import { rmSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TrackerError } from '../../../src/domain/errors.ts';
import { type Tended, tend } from '../../../src/git/heal/tend.ts';
import type { FileHome } from '../../../src/home/file-home.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { type CommitPlan, makeCommits, titlesIn, versionOf, writeVersion } from '../../support/versions.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const version = (...titles: string[]): CommitPlan => ({ content: versionOf(...titles) });
const on = (parents: string[], ...titles: string[]): CommitPlan => ({ parents, ...version(...titles) });

const plans = {
  start: version('start'),
  ours: on(['start'], 'start', 'ours'),
  theirs: on(['start'], 'start', 'theirs', 'theirs too'),
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
  told = new Set<string>(),
  isStill = () => true,
  home: FileHome = tracker.workspace.home,
): Promise<Tended> => tend(home, { told, isStill });

/** Has git merge `theirs` into ours without a driver. */
function leaveUnmerged(): void {
  checkOut('ours');
  expect(() => repository.git('merge', '--quiet', commits.theirs)).toThrow();
}

describe('a look after git', () => {
  test('names what git left unmerged, and tracker init only where it would have helped', async () => {
    leaveUnmerged();
    const { git } = repository;
    const said =
      'Healed .tracker/data.db, which git had left unmerged: 2 events of the other side came in. Settle it with ' +
      '`git add .tracker/data.db`, then conclude the merge or rebase.';
    expect(await look()).toEqual({ said: [`${said} \`tracker init\` has git do that by itself.`], again: false });
    expect(titles()).toEqual(['ours', 'start', 'theirs', 'theirs too']);
    expect(await look()).toEqual({ said: [], again: false });
    git('config', 'merge.tracker.driver', 'false');
    git('checkout', '--ours', '--quiet', '.tracker/data.db');
    expect((await look()).said).toEqual([said]);
    git('config', '--unset', 'merge.tracker.driver');
  });

  test('goes on where one step cannot be taken, and says why', async () => {
    const { workspace, call } = openTracker(makeRepository().root);
    const { home } = workspace;
    await call('ticket', { action: 'create', title: 'never committed' });
    rmSync(dataOf(home.root));
    let asked = 0;
    const listEntries: FileHome['repository']['listEntries'] = async (index) => {
      if (asked++ === 0) throw new TrackerError('database', 'Odd.');
      return home.repository.listEntries(index);
    };
    const failing: FileHome = { ...home, repository: { ...home.repository, listEntries } };
    expect(await look(undefined, undefined, failing)).toEqual({
      said: ['Not healed after git: Odd. Run `tracker doctor`.', expect.stringMatching(/^No longer in/)],
      again: false,
    });
  });

  test('tells of the events of another version once, also where git knows them by another name later', async () => {
    checkOut('ours');
    const { git, write } = repository;
    expect(() => git('cherry-pick', commits.theirs)).toThrow();
    git('checkout', '--quiet', '--ours', '.tracker/data.db');
    git('add', '--all');
    const told = new Set<string>();
    expect((await look(told)).said).toEqual([expect.stringMatching(/^The other side of a conflict .* has 2 events/)]);
    write('.git/SQUASH_MSG', `Squashed commit of the following:\n\ncommit ${commits.theirs}\n`);
    expect(await look(told)).toEqual({ said: [], again: false });
    expect((await look(new Set())).said).toEqual([expect.stringMatching(/ has 2 events/)]);
    git('cherry-pick', '--abort');
  });

  test('leaves it to the call to say why the file cannot be read', async () => {
    const { root, git } = makeRepository();
    const { workspace, call } = openTracker(root);
    await call('ticket', { action: 'create', title: 'Committed' });
    git('add', '--all');
    git('commit', '--quiet', '-m', 'Tickets');
    rmSync(dataOf(root));
    const refusal = await call('ticket', { action: 'list' }).catch((error) => error);
    expect(refusal.message).toMatch(/in git, but not in the work tree/);
    expect(await look(undefined, undefined, workspace.home)).toEqual({ said: [], again: false });
  });

  test('writes nothing once git is at work again, and is taken once more', async () => {
    leaveUnmerged();
    let looks = 0;
    // git begins after the last look at what there is to write.
    expect(await look(undefined, () => looks++ > 1)).toEqual({ said: [], again: true });
    expect(titles()).toEqual(['ours', 'start']);
    expect((await look()).said).toHaveLength(1);
  });

  test('is taken once more where something nobody has foreseen was in the way', async () => {
    leaveUnmerged();
    const { home } = tracker.workspace;
    const failing = (error: unknown) => ({ ...home, write: () => Promise.reject(error) });
    const strange = await look(undefined, undefined, failing(new Error('strange')));
    expect([strange.said.length, strange.again]).toEqual([1, true]);
    expect(strange.said[0]).toMatch(/^Not healed after git: .* Run `tracker doctor`\.$/);
  });

  test('that git does not answer is taken once more, and nothing is taken for healed', async () => {
    leaveUnmerged();
    const { home } = tracker.workspace;
    expect(await look(undefined, undefined, { ...home, root: makeDirectory() })).toEqual({
      said: [
        expect.stringMatching(/^git could not be asked what it did here: .*not a git repository/),
        expect.stringMatching(/is unmerged, and this is one side/),
      ],
      again: true,
    });
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
  const lookThere = () => look(undefined, undefined, workspace.home);
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

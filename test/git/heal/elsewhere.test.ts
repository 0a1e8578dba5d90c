import { beforeEach, describe, expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { listOtherVersions, openNamed } from '../../../src/git/heal/elsewhere.ts';
import { newId } from '../../../src/home/file/committed-file.ts';
import type { FileHome } from '../../../src/home/file-home.ts';
import { giveUp } from '../../../src/store/apply/give-up.ts';
import { takeIn, versionComing } from '../../../src/store/apply/union.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { authorOf } from '../../support/ticket-events.ts';
import { type CommitPlan, makeCommits, ticketOf, titlesIn, versionOf } from '../../support/versions.ts';
import { makeRepository, type TestRepository } from '../../support/workspace.ts';

const on = (parents: string[], ...titles: string[]): CommitPlan => ({ parents, content: versionOf(...titles) });

const plans = {
  start: { content: versionOf('start') },
  ours: on(['start'], 'start', 'ours'),
  dropped: on(['start'], 'start', 'dropped'),
  picked: on(['dropped'], 'start', 'dropped', 'picked'),
} satisfies Record<string, CommitPlan>;

let repository: TestRepository;
let commits: Record<keyof typeof plans, string>;
let home: FileHome;
beforeEach(() => {
  repository = makeRepository();
  commits = makeCommits(repository, plans);
  home = openTracker(repository.root).workspace.home;
  repository.git('reset', '--quiet', '--hard', commits.ours);
});

const titles = (): string[] => titlesIn(dataOf(repository.root));
const idsOf = (...of: string[]) => new Set(of.map((title) => ticketOf(title).id));

async function bring(name: string): Promise<TrackerEvent[]> {
  const version = await openNamed(home, name);
  try {
    return await home.write(async (draft) => takeIn(draft, [versionComing(version)]));
  } finally {
    version.close();
  }
}

/** Cherry-picks, and settles the conflict blindly. */
function pickBlindly(): void {
  expect(() => repository.git('cherry-pick', commits.picked)).toThrow();
  repository.git('add', '--all');
}

describe('what git remembers of another version', () => {
  test('is nothing where all is as it should be', async () => {
    expect(await listOtherVersions(home)).toEqual([]);
  });

  test('is what a commit that was picked blindly had added, and no more', async () => {
    pickBlindly();
    const [found, ...others] = await listOtherVersions(home);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ ids: idsOf('picked'), where: expect.stringMatching(/conflict/) });
    expect(await listOtherVersions(home, ({ key }) => key !== found!.key)).toEqual([]);
    expect(await bring(found!.name)).toEqual([ticketOf('picked')]);
    expect(titles()).toEqual(['ours', 'picked', 'start']);
    expect(await listOtherVersions(home)).toEqual([]);
  });

  test('is nothing that was given up', async () => {
    pickBlindly();
    const writing = { now: Date.now(), author: authorOf('anna'), newId: () => newId(Date.now()) };
    const ids = [ticketOf('picked').id];
    expect(await home.write(async (draft) => giveUp({ ...draft, ...writing }, ids))).toBe(1);
    expect(await listOtherVersions(home)).toEqual([]);
    expect(await bring(commits.picked)).toEqual([ticketOf('dropped')]);
  });

  test('is what is being squashed', async () => {
    repository.write('.git/SQUASH_MSG', `Squashed commit of the following:\n\ncommit ${commits.picked}\n`);
    expect(await listOtherVersions(home)).toMatchObject([{ ids: idsOf('dropped', 'picked') }]);
  });

  test('is the branch before its last rebase, not before anything else', async () => {
    const { git } = repository;
    git('update-ref', 'ORIG_HEAD', commits.picked);
    expect(await listOtherVersions(home)).toEqual([]);
    git('reset', '--quiet', '--hard', commits.picked);
    const editor = 'sequence.editor=f() { echo noop >"$1"; }; f';
    git('-c', editor, 'rebase', '--quiet', '--interactive', '--onto', commits.ours, commits.picked);
    expect(await listOtherVersions(home)).toMatchObject([
      { name: commits.picked.slice(0, 10), ids: idsOf('dropped', 'picked') },
    ]);
    // On another branch it is no wonder that something is missing.
    git('switch', '--quiet', '--create', 'other');
    expect(await listOtherVersions(home)).toEqual([]);
  });
});

test('what one version has of another is listed once, under the name that brings all of it', async () => {
  pickBlindly();
  repository.write('.git/SQUASH_MSG', `Squashed commit of the following:\n\ncommit ${commits.picked}\n`);
  expect(await listOtherVersions(home)).toMatchObject([
    { name: commits.picked.slice(0, 10), ids: idsOf('dropped', 'picked') },
  ]);
  // What is listed no more is still brought by its name.
  const blob = repository.git('rev-parse', `${commits.picked}:.tracker/data.db`);
  expect(await bring(blob.slice(0, 10))).toEqual([ticketOf('picked')]);
});

test('a version without a database, and a name that means nothing, are said as that', async () => {
  const without = makeCommits(repository, { without: {} }).without;
  await expect(bring(without)).rejects.toMatchObject({ code: 'not_found' });
  await expect(bring('nowhere')).rejects.toMatchObject({ code: 'not_found' });
});

import { chmodSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { listUnmerged, mergeRef, reasonOf } from '../../../src/git/sync/merge-ref.ts';
import { checkBuilt, program } from '../../support/client.ts';
import { blobOf, dataOf, expectWhole } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { type CommitPlan, makeCommits, titlesIn, versionOf, writeVersion } from '../../support/versions.ts';
import { isolatedEnv, makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';

const on = (parents: string[], titles: string[], files: Record<string, string> = {}): CommitPlan => ({
  ...{ parents, files },
  content: versionOf(...titles),
});

/** Both sides have a ticket of their own, or the same database and other files that differ. */
const plans = {
  start: on([], ['start'], { 'my code.txt': 'start\n' }),
  ours: on(['start'], ['start', 'ours'], { 'my code.txt': 'start\n' }),
  theirs: on(['start'], ['start', 'theirs'], { 'my code.txt': 'start\n' }),
  ourCode: on(['start'], ['start', 'ours'], { 'my code.txt': 'ours\n' }),
  theirCode: on(['start'], ['start', 'theirs'], { 'my code.txt': 'theirs\n', 'größe.txt': 'their\n' }),
  ourSize: on(['start'], ['start'], { 'my code.txt': 'theirs\n', 'größe.txt': 'our\n' }),
  noDriver: on(['start'], ['start', 'ours'], { 'my code.txt': 'start\n', '.gitattributes': '*.db binary\n' }),
} satisfies Record<string, CommitPlan>;
type Name = keyof typeof plans;

let repository: TestRepository;
let commits: Record<Name, string>;

beforeAll(() => {
  checkBuilt();
  repository = makeRepository();
  commits = makeCommits(repository, plans);
});

const hooks: string[] = [];
let config: string;
beforeEach(() => {
  config = repository.read('.git/config');
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const hook of hooks.splice(0)) rmSync(hook);
  repository.write('.git/config', config);
});

const configure = (...lines: string[]): string => repository.write('.git/config', `${config}${lines.join('\n')}\n`);

const checkOut = (name: Name): string => repository.git('reset', '--quiet', '--hard', commits[name]);
const titles = (): string[] => titlesIn(dataOf(repository.root));
const committed = (): string[] => titlesIn(blobOf(repository, 'HEAD:.tracker/data.db'));

function merge(ref: string): Promise<string[]> {
  const { workspace } = openTracker(repository.root);
  return mergeRef(workspace.home, ref, { program: { node: process.execPath, script: program }, env: isolatedEnv() });
}

/** Has git run this hook, which refuses. */
function refuseIn(name: string): void {
  const hook = repository.write(`.git/hooks/${name}`, '#!/bin/sh\necho "error: not today" >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  hooks.push(hook);
}

describe('a merge', () => {
  test('unites the databases in a clone that nobody has set up, with what is not committed on top', async () => {
    checkOut('ours');
    writeVersion(repository, 'start', 'ours', 'not committed');
    expect(await merge(commits.theirs)).toEqual([]);
    expect(committed()).toEqual(['ours', 'start', 'theirs']);
    expect(titles()).toEqual(['not committed', 'ours', 'start', 'theirs']);
    expectWhole(dataOf(repository.root));
    expect(repository.git('rev-parse', 'HEAD^1', 'HEAD^2')).toBe(`${commits.ours}\n${commits.theirs}`);
    expect([repository.git('stash', 'list'), repository.read('.git/config')]).toEqual(['', config]);
  });

  test('is one whatever git is configured to make of it', async () => {
    checkOut('ours');
    configure('[merge]', 'ff = only', 'autoStash = true', '[branch "main"]', 'mergeOptions = --squash --no-commit');
    expect(await merge(commits.theirs)).toEqual([]);
    expect(repository.git('rev-parse', 'HEAD^2')).toBe(commits.theirs);
  });

  test('is none where there is nothing of our own to unite', async () => {
    checkOut('start');
    configure('[merge]', 'ff = false');
    expect(await merge(commits.theirs)).toEqual([]);
    expect(repository.git('rev-parse', 'HEAD')).toBe(commits.theirs);
  });

  test.each([
    ['names a branch of a remote as git does', [], "Merge remote-tracking branch 'origin/topic'"],
    ['takes that, and no branch of this clone that has its name', ['refs/heads/origin/topic'], expect.anything()],
  ])('%s', async (_, others, subject) => {
    const refs = [...others.map((ref) => `${commits.start} ${ref}`), `${commits.theirs} refs/remotes/origin/topic`];
    checkOut('ours');
    repository.write('.git/packed-refs', `${refs.join('\n')}\n`);
    await merge('refs/remotes/origin/topic');
    expect(repository.git('log', '-1', '--format=%s')).toEqual(subject);
    expect(repository.git('rev-parse', 'HEAD^2')).toBe(commits.theirs);
    repository.write('.git/packed-refs', '');
  });

  test('leaves to the user what is in conflict besides, the tickets merged', async () => {
    checkOut('ourCode');
    const path = relative(process.cwd(), join(repository.root, 'my code.txt'));
    expect(await merge(commits.theirCode)).toEqual([`'${path}'`]);
    expect(titles()).toEqual(['ours', 'start', 'theirs']);
    configure('[diff]', 'relative = true');
    expect(await listUnmerged(join(repository.root, '.tracker'))).toEqual([`'${path}'`]);
  });

  test('keeps to the attributes of the user, in any script', async () => {
    const folder = makeDirectory();
    repository.write(relative(repository.root, join(folder, 'git/attributes')), 'größe.txt merge=union\n');
    vi.stubEnv('XDG_CONFIG_HOME', folder);
    checkOut('ourSize');
    expect(await merge(commits.theirCode)).toEqual([]);
    expect(repository.read('größe.txt').split('\n').sort()).toEqual(['', 'our', 'their']);
  });
});

describe('a merge that git does not make', () => {
  beforeEach(() => checkOut('ours'));

  test('over a file that is not committed is refused, and all is as it was', async () => {
    writeVersion(repository, 'start', 'ours', 'not committed');
    repository.write('my code.txt', 'mine\n');
    await expect(merge(commits.theirCode)).rejects.toMatchObject({
      code: 'conflict',
      message: 'git does not merge over files that are not committed: my code.txt.',
    });
    expect(repository.git('rev-parse', 'HEAD')).toBe(commits.ours);
    expect([titles(), repository.read('my code.txt')]).toEqual([['not committed', 'ours', 'start'], 'mine\n']);
    expect(repository.git('stash', 'list')).toBe('');
  });

  test.each(['nowhere', '--abort'])('of %s is refused: it is no commit', async (ref) => {
    await expect(merge(ref)).rejects.toMatchObject({
      code: 'conflict',
      message: `git did not merge: merge: ${ref} - not something we can merge.`,
    });
    expect(titles()).toEqual(['ours', 'start']);
  });

  test.each<[string, Name, string]>([
    ['a driver of ours made it', 'ours', 'pre-merge-commit'],
    ["the team's attributes keep drivers from the file", 'noDriver', 'pre-commit'],
  ])('into a commit, where %s, is left as it is, the tickets merged', async (_, name, hook) => {
    checkOut(name);
    refuseIn(hook);
    await expect(merge(commits.theirs)).rejects.toMatchObject({
      code: 'conflict',
      message: 'The merge is made, but git did not commit it: not today.',
    });
    expect([titles(), await listUnmerged(repository.root)]).toEqual([['ours', 'start', 'theirs'], []]);
    expect(repository.git('rev-parse', 'HEAD', 'MERGE_HEAD')).toBe(`${commits[name]}\n${commits.theirs}`);
  });

  test("is made where the team's attributes keep drivers from the file and nothing else is in conflict", async () => {
    checkOut('noDriver');
    expect(await merge(commits.theirs)).toEqual([]);
    expect([committed(), repository.git('status', '--porcelain')]).toEqual([['ours', 'start', 'theirs'], '']);
    expect(repository.git('rev-parse', 'HEAD^2')).toBe(commits.theirs);
  });
});

describe("git's reason", () => {
  test.each([
    [
      'what it calls one, three lines at most',
      'hint: so\nfatal: one\nerror: two!\n! [x] three\nfatal: four\n',
      'one; two!; ! [x] three.',
    ],
    ['all that it says, where it calls nothing one', 'Aborting\n  Sorry.\n', 'Aborting; Sorry.'],
  ])('is %s', (_, stderr, expected) => {
    expect(reasonOf({ code: 1, stdout: 'not this', stderr })).toBe(expected);
  });

  test('is in what it prints, where it says nothing else, and how it ended, where it prints nothing', () => {
    expect(reasonOf({ code: 1, stdout: 'CONFLICT in a', stderr: '\n' })).toBe('CONFLICT in a.');
    expect(reasonOf({ code: 124, stdout: '', stderr: '' })).toBe('it ended with 124.');
  });
});

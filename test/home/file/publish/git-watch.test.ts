import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { repositoryOf } from '../../../../src/git/ask/repository.ts';
import { type GitWatch, watchGit } from '../../../../src/home/file/publish/git-watch.ts';
import { versionOf, writeVersion } from '../../../support/versions.ts';
import { isolatedEnv, makeDirectory, makeRepository, type TestRepository } from '../../../support/workspace.ts';

function watch({ root }: { root: string }): GitWatch & { side: string } {
  const gitDir = join(root, '.git');
  const side = join(gitDir, 'tracker');
  mkdirSync(side, { recursive: true });
  return { ...watchGit({ gitDir, side, repository: repositoryOf(root) }), side };
}

/** A folder that stands for a repository whose git has this lock. */
function lockedWith(text: string) {
  const root = makeDirectory();
  mkdirSync(join(root, '.git'));
  const lock = join(root, '.git/index.lock');
  writeFileSync(lock, text);
  return { git: watch({ root }), lock };
}

/** A clock that goes on by so much whenever somebody looks at it. */
function hurry(byMs: number): { looks(): number } {
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += byMs));
  onTestFinished(() => clock.mockRestore());
  return { looks: () => now / byMs };
}

describe("git's lock", () => {
  test('is waited for as long as git works', async () => {
    const { git, lock } = lockedWith('');
    expect(git.lock()).toMatchObject({ size: 0n });
    let isIdle = false;
    const idle = git.idle().finally(() => {
      isIdle = true;
    });
    await delay(30);
    expect(isIdle).toBe(false);
    rmSync(lock);
    expect([await idle, git.lock()]).toEqual([undefined, undefined]);
  });

  test.each([
    ['an empty one for ten seconds', '', 10],
    ['a filled one, beneath an editor, for two', 'an index', 2],
  ])('is waited for once where nobody takes it away: %s', async (_, text, seconds) => {
    const { git, lock } = lockedWith(text);
    const { looks } = hurry(1_000);
    const outlived = await git.idle();
    expect(outlived).toEqual(git.lock());
    expect(looks()).toBe(seconds + 2);
    expect(await git.idle()).toEqual(outlived);
    // It has looked once, at the start.
    expect(looks()).toBe(seconds + 3);
    writeFileSync(lock, `${text} of another git`);
    expect(await git.idle()).not.toEqual(outlived);
    expect(looks()).toBeGreaterThan(seconds + 4);
  });
});

describe("git's index", () => {
  test('is held as it was, and what git puts in its place is seen', () => {
    const repository = makeRepository();
    const { side, hold } = watch(repository);
    repository.write('a.txt', 'a');
    repository.git('add', 'a.txt');
    const before = repository.read('.git/index');
    const held = hold('12-34');
    expect(readdirSync(side)).toEqual([expect.stringMatching(/^data-.*-index-12-34-[0-9a-f]{12}\.tmp$/)]);
    expect(held.hasChanged()).toBe(false);
    repository.write('b.txt', 'b');
    repository.git('add', 'b.txt');
    expect(held.hasChanged()).toBe(true);
    expect(readFileSync(held.path!, 'utf8')).toBe(before);
    const [one, two] = [hold(), hold()];
    expect(one.path).not.toBe(two.path);
    for (const each of [held, one, two]) each.drop();
    held.drop();
    expect(readdirSync(side)).toEqual([]);
  });

  test('that is not there yet has changed as soon as it is', () => {
    const repository = makeRepository();
    const held = watch(repository).hold();
    expect([held.path, held.hasChanged()]).toEqual([undefined, false]);
    repository.write('a.txt', 'a');
    repository.git('add', 'a.txt');
    expect(held.hasChanged()).toBe(true);
    held.drop();
    expect(existsSync(join(repository.root, '.git/index'))).toBe(true);
  });

  test('is nowhere without git', async () => {
    const root = makeDirectory();
    const git = watchGit({ gitDir: undefined, side: root, repository: repositoryOf(root) });
    const held = git.hold();
    expect([git.lock(), await git.idle(), held.path, held.hasChanged()]).toEqual([
      undefined,
      undefined,
      undefined,
      false,
    ]);
    expect(await git.findReplacement(held, () => [])).toBeUndefined();
  });
});

describe('a file that git has put into the work tree', () => {
  const [older, newer, ours] = [versionOf('older'), versionOf('newer'), versionOf('ours')];

  let made: TestRepository | undefined;

  /** git had `older`, and takes `step` after the index was held. */
  async function replacementAfter(step: (repository: TestRepository) => void): Promise<Buffer | undefined> {
    made ??= makeRepository();
    const repository = made;
    writeVersion(repository, 'older');
    repository.git('add', '--all');
    const { hold, findReplacement } = watch(repository);
    const held = hold();
    step(repository);
    return findReplacement(held, () => [ours]).finally(held.drop);
  }
  const add = (content: Buffer | string) => (repository: TestRepository) => {
    repository.write('.tracker/data.db', content);
    repository.git('add', '--all');
  };

  test('is what its index names now', async () => {
    expect(await replacementAfter(add(newer))).toEqual(newer);
  });

  test.each<[string, (repository: TestRepository) => void]>([
    ['what it had before', add(older)],
    ['one of ours, which somebody has added', add(ours)],
    ['none that it names', ({ git }) => git('rm', '--quiet', '--cached', '.tracker/data.db')],
    ['no database', add('version https://git-lfs.github.com/spec/v1\n')],
    ['a database that is cut short', add(newer.subarray(0, 8_192))],
    ['nothing, as there is no index', ({ root }) => rmSync(join(root, '.git/index'))],
  ])('is not %s', async (_, step) => {
    expect(await replacementAfter(step)).toBeUndefined();
  });

  test('is not one of the three of a conflict', async () => {
    const repository = makeRepository();
    const commit = (title: string) => {
      writeVersion(repository, title);
      repository.git('add', '--all');
      repository.git('commit', '--quiet', '--message', title);
    };
    commit('older');
    repository.git('switch', '--quiet', '--create', 'topic');
    commit('newer');
    repository.git('switch', '--quiet', 'main');
    commit('on main');
    const { hold, findReplacement } = watch(repository);
    const held = hold();
    expect(() => repository.git('merge', 'topic')).toThrow();
    expect(await findReplacement(held, () => [])).toBeUndefined();
  });

  test('is what its index names where there was none before', async () => {
    const repository = makeRepository();
    const { hold, findReplacement } = watch(repository);
    const held = hold();
    add(newer)(repository);
    expect(await findReplacement(held, () => [ours])).toEqual(newer);
    expect(await findReplacement(held, () => [ours, newer])).toBeUndefined();
  });
});

test.each(['sha1', 'sha256'])(
  'a file that git has stored is known by its content, in a repository with %s',
  async (hash) => {
    const root = makeDirectory();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, env: isolatedEnv() });
    git('init', '--quiet', `--object-format=${hash}`);
    writeFileSync(join(root, 'stored'), 'stored');
    git('hash-object', '-w', 'stored');
    const { hasStored } = watch({ root });
    expect(await hasStored(Buffer.from('stored'))).toBe(true);
    expect(await hasStored(Buffer.from('not stored'))).toBe(false);
  },
);

import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TrackerError } from '../../../src/domain/errors.ts';
import { git as gitAnswer } from '../../../src/git/ask/git.ts';
import { locate, repositoryOf } from '../../../src/git/ask/repository.ts';
import { makeDirectory, makeRepository } from '../../support/workspace.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the root', () => {
  test('is the top of the work tree, from any directory in it', () => {
    const { root, write } = makeRepository();
    write('src/deep/file.ts', '');
    const expected = { root, gitDir: join(root, '.git'), commonDir: join(root, '.git') };
    expect(locate(root)).toEqual(expected);
    expect(locate(join(root, 'src/deep'))).toEqual(expected);
    expect(locate(join(root, '.git/refs'))).toEqual(expected);
  });

  test('is the nearest directory with a .tracker, but never above the work tree', () => {
    const { root, write } = makeRepository();
    mkdirSync(join(root, '../.tracker'));
    write('packages/pay/src/a.ts', '');
    expect(locate(join(root, 'packages/pay/src')).root).toBe(root);
    mkdirSync(join(root, 'packages/pay/.tracker'));
    expect(locate(join(root, 'packages/pay/src')).root).toBe(join(root, 'packages/pay'));
    expect(locate(join(root, 'packages/pay/.tracker')).root).toBe(join(root, 'packages/pay'));
    expect(locate(join(root, 'packages')).root).toBe(root);
  });

  test('is the nearest .tracker upwards without git, else the directory itself', () => {
    const directory = makeDirectory();
    mkdirSync(join(directory, 'a/b'), { recursive: true });
    expect(locate(join(directory, 'a/b'))).toEqual({ root: join(directory, 'a/b') });
    mkdirSync(join(directory, '.tracker'));
    expect(locate(join(directory, 'a/b'))).toEqual({ root: directory });
  });

  test('of a linked work tree is its own, with the common git directory of its clone', () => {
    const { root, git } = makeRepository();
    const directory = dirname(root);
    git('commit', '--quiet', '--allow-empty', '-m', 'First');
    git('worktree', 'add', '--quiet', '../tree');
    expect(locate(join(directory, 'tree'))).toEqual({
      root: join(directory, 'tree'),
      gitDir: join(root, '.git/worktrees/tree'),
      commonDir: join(root, '.git'),
    });
  });

  test('of a submodule is the submodule', () => {
    const part = makeRepository();
    part.git('commit', '--quiet', '--allow-empty', '-m', 'First');
    const { root, git } = makeRepository();
    git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part.root, 'part');
    expect(locate(join(root, 'part'))).toEqual({
      root: join(root, 'part'),
      gitDir: join(root, '.git/modules/part'),
      commonDir: join(root, '.git/modules/part'),
    });
  });

  test('is resolved through symbolic links', () => {
    const { root, write } = makeRepository();
    write('src/a.ts', '');
    const link = join(makeDirectory(), 'link');
    symlinkSync(join(root, 'src'), link);
    expect(locate(link).root).toBe(root);
  });

  test('does not depend on the GIT_DIR that a hook hands down', async () => {
    const other = makeRepository();
    other.git('commit', '--quiet', '--allow-empty', '-m', 'Elsewhere');
    const { root } = makeRepository();
    vi.stubEnv('GIT_DIR', join(other.root, '.git'));
    vi.stubEnv('GIT_WORK_TREE', other.root);
    vi.stubEnv('GIT_INDEX_FILE', join(other.root, '.git/index'));
    expect(locate(root).root).toBe(root);
    expect((await repositoryOf(root).findCommits(['HEAD'])).size).toBe(0);
  });

  test('is still the work tree where its repository has moved away, and an empty .git is no repository', () => {
    const { root, git } = makeRepository();
    const directory = dirname(root);
    git('commit', '--quiet', '--allow-empty', '-m', 'First');
    git('worktree', 'add', '--quiet', '../tree');
    renameSync(root, join(directory, 'moved'));
    expect(locate(join(directory, 'tree'))).toEqual({ root: join(directory, 'tree') });
    mkdirSync(join(directory, 'moved/src/.git'), { recursive: true });
    expect(locate(join(directory, 'moved/src')).root).toBe(join(directory, 'moved'));
  });
});

describe('what the repository is asked', () => {
  test('finds a commit by hash, short hash or name, with its subject', async () => {
    const { root, git } = makeRepository();
    git('commit', '--quiet', '--allow-empty', '-m', 'Schlüssel prüfen\n\nA body.');
    const hash = git('rev-parse', 'HEAD');
    const commit = { hash, subject: 'Schlüssel prüfen' };
    const repository = repositoryOf(root);
    const names = [hash, hash.slice(0, 7), 'main', 'nothing', 'HEAD'];
    const found = await repository.findCommits(names);
    expect(names.map((name) => found.get(name))).toEqual([commit, commit, commit, undefined, commit]);
  });

  test('finds no commit in what is none, and takes no option from it', async () => {
    const { root, git, write } = makeRepository();
    write('a.txt', 'a');
    git('add', '.');
    git('commit', '--quiet', '-m', 'First');
    const repository = repositoryOf(root);
    for (const hash of [
      '',
      'f'.repeat(40),
      'abc123',
      '--all',
      '-1',
      'HEAD..HEAD',
      'HEAD:a.txt',
      'HEAD\0',
      'HEAD\n',
      ';id',
    ]) {
      expect((await repository.findCommits([hash])).size, hash).toBe(0);
    }
    expect((await repositoryOf(makeDirectory()).findCommits(['HEAD'])).size).toBe(0);
  });

  test('starts nothing that the configuration names', async () => {
    const { root, git, write } = makeRepository();
    git('commit', '--quiet', '--allow-empty', '-m', 'First');
    const trap = write('.git/trap.sh', '#!/bin/sh\ntouch "$(dirname "$0")/sprung"\n');
    const sprung = () => existsSync(join(root, '.git/sprung'));
    chmodSync(trap, 0o755);
    git('config', 'core.fsmonitor', trap);
    git('status');
    expect(sprung()).toBe(true);
    rmSync(join(root, '.git/sprung'));
    await repositoryOf(root).findCommits(['HEAD']);
    await repositoryOf(root).branch();
    await gitAnswer(root, ['status']);
    expect(sprung()).toBe(false);
  });

  test('says whether a path names a file', async () => {
    const { root, write } = makeRepository();
    write('src/login.ts', '');
    const repository = repositoryOf(root);
    expect(await repository.hasFile('src/login.ts')).toBe(true);
    expect(await repository.hasFile('src/../src/login.ts')).toBe(true);
    expect(await repository.hasFile('src')).toBe(false);
    expect(await repository.hasFile('src/logout.ts')).toBe(false);
    expect(await repository.hasFile('..name.ts')).toBe(false);
  });

  test('refuses a path that leaves the repository', async () => {
    const { root, write } = makeRepository();
    write('a', '');
    const outside = makeDirectory();
    symlinkSync(outside, join(root, 'link'));
    symlinkSync('/etc/hostname', join(root, 'host'));
    const leaving = ['../a', 'src/../../a', '/etc/hostname', 'C:\\a', 'host', 'a\0b', '..', `link/../../${root}`];
    for (const path of [...leaving, 'link']) {
      const refusal = await repositoryOf(root)
        .hasFile(path)
        .catch((error: unknown) => error);
      expect(refusal, path).toBeInstanceOf(TrackerError);
      expect(refusal).toMatchObject({ code: 'invalid_input' });
    }
  });

  test('knows the branch, also before the first commit, and the short hash without one', async () => {
    const { root, git } = makeRepository();
    const repository = repositoryOf(root);
    expect(await repository.branch()).toBe('main');
    git('commit', '--quiet', '--allow-empty', '-m', 'First');
    git('switch', '--quiet', '--create', 'feature/login');
    expect(await repository.branch()).toBe('feature/login');
    git('switch', '--quiet', '--detach');
    expect(await repository.branch()).toBe(git('rev-parse', 'HEAD').slice(0, 7));
    expect(await repositoryOf(makeDirectory()).branch()).toBeUndefined();
  });
});

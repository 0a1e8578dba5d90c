import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locate } from '../../../src/git/ask/repository.ts';
import {
  findPlaced,
  isPlaced,
  nodeFor,
  renewProgram,
  replaceShim,
  shimFor,
  shimToHave,
} from '../../../src/git/drivers/program.ts';
import { runTracker } from '../../cli/run-tracker.ts';
import { startClient } from '../../support/client.ts';
import { runGit } from '../../support/drivers.ts';
import { otherVersion as other, place, placedProgram as program, trackerOf } from '../../support/placed-program.ts';
import { isolatedEnv, makeRepository, type TestRepository } from '../../support/workspace.ts';

const versionOf = (repository: TestRepository) => findPlaced(trackerOf(repository))?.program?.version;

describe('a copy of the program', () => {
  test('is kept where it is whole, and is none where a file or the Node of its shim is gone', () => {
    const repository = makeRepository();
    const tracker = trackerOf(repository);
    const plan = (one = program) => {
      const placed = findPlaced(tracker);
      return [isPlaced(tracker, one, placed), shimToHave(one, one.node, placed) === placed?.shim];
    };
    expect(plan()).toEqual([false, false]);
    place(repository, program);
    expect(plan()).toEqual([true, true]);
    replaceShim(tracker, shimFor(program, join(resolve('.'), 'package.json')));
    expect(plan()).toEqual([true, true]);
    replaceShim(tracker, shimFor(program, '/gone/node'));
    expect(plan()).toEqual([true, false]);
    replaceShim(tracker, '#!/bin/sh\nexit 3\n');
    expect(plan()).toEqual([false, false]);
    place(repository, program);
    rmSync(join(tracker, 'program/1.2.0-/dist/tracker.js'));
    expect(plan()).toEqual([false, true]);
  });

  test('of a newer version is left as it is by an older one, whatever that is told to do', () => {
    const repository = makeRepository();
    place(repository, other('1.10.0'));
    const placed = findPlaced(trackerOf(repository));
    expect(isPlaced(trackerOf(repository), program, placed)).toBe(true);
    expect(shimToHave(program, program.node, placed)).toBe(placed?.shim);
    renewProgram(locate(repository.root), program);
    expect(versionOf(repository)).toBe('1.10.0');
  });

  test('is not renewed from files that are others than those that run', () => {
    const repository = makeRepository();
    const foreign = { ...program, build: '0123456789abcdef0123456789abcdef' };
    place(repository, program);
    renewProgram(locate(repository.root), { ...foreign, version: '2.0.0' });
    expect(versionOf(repository)).toBe('1.2.0');
  });
});

test('a Node that lies in a work tree of the clone is not named: a branch could bring another', () => {
  const { root, git, commit } = makeRepository();
  commit('First');
  git('worktree', 'add', '--quiet', '../tree');
  const inside = join(root, 'node_modules/node/bin/node');
  expect(nodeFor(locate(root), inside)).toBe('node');
  expect(nodeFor(locate(join(root, '../tree')), inside)).toBe('node');
  expect(nodeFor(locate(root), process.execPath)).toBe(process.execPath);
});

/** A package as npm installs it, in a repository that carries no part of it. */
function install(repository: TestRepository): string {
  const folder = join(repository.root, 'node_modules/tracker-mcp');
  for (const name of ['bin', 'dist', 'drizzle', 'package.json'])
    cpSync(resolve(name), join(folder, name), { recursive: true });
  const native = `${process.platform}-${process.arch}.node`;
  cpSync(resolve('node_modules/better-sqlite3/prebuilds', native), join(folder, 'prebuilds', native));
  repository.write('.gitignore', 'node_modules\n');
  return join(folder, 'bin/tracker.js');
}

async function setUp(repository: TestRepository): Promise<string> {
  const own = install(repository);
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [own, ...args], { cwd: repository.root, env: isolatedEnv() });
  run('init', '--key', 'PAY');
  run('create', 'First');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Tickets');
  return own;
}

describe('what git starts', () => {
  test('is never what a branch has brought', async () => {
    const repository = makeRepository();
    await setUp(repository);
    const { git, root } = repository;
    const canary = join(root, '../canary');
    git('switch', '--quiet', '--create', 'pr');
    const evil = `require('fs').writeFileSync(${JSON.stringify(canary)}, '')`;
    for (const path of ['node_modules/tracker-mcp/bin/tracker.js', 'node_modules/tracker-mcp/dist/tracker.js'])
      repository.write(path, evil);
    repository.write('node_modules/.bin/tracker', `#!/usr/bin/env node\n${evil}`);
    for (const name of ['node', 'git', 'tracker']) repository.write(name, `#!/bin/sh\n: >${canary}\n`);
    await runTracker({ cwd: root }, 'create', 'On the branch');
    git('add', '--force', 'node_modules/tracker-mcp/bin', 'node_modules/tracker-mcp/dist', 'node_modules/.bin');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Harmless');
    git('switch', '--quiet', '--create', 'ours', 'main');
    await runTracker({ cwd: root }, 'create', 'Ours');
    git('commit', '--quiet', '--all', '--message', 'Ours');
    git('checkout', '--quiet', 'pr');
    for (const args of [
      ['diff', 'main'],
      ['log', '-p'],
      ['log', '-p', '--ext-diff'],
      ['show', '--ext-diff'],
    ])
      expect(runGit(repository, args)).toMatchObject({ status: 0, stdout: expect.stringContaining('data.db') });
    expect(runGit(repository, ['diff', 'main', '--', '.tracker']).stdout).toMatch(/^\+PAY-\d+ On the branch$/m);
    git('merge', '--quiet', '-m', 'Merge', 'ours');
    expect(existsSync(canary)).toBe(false);
    expect((await runTracker({ cwd: root }, 'list')).stdout.trim().split('\n')).toHaveLength(3);
  });

  test('goes on when node_modules goes', async () => {
    const repository = makeRepository();
    await setUp(repository);
    rmSync(join(repository.root, 'node_modules'), { recursive: true });
    await runTracker({ cwd: repository.root }, 'create', 'Later');
    expect(runGit(repository, ['diff']).stdout).toMatch(/^\+PAY-\d+ Later$/m);
  });

  test('is another when a server or a command of a newer version has run, and no driver changes it', async () => {
    const repository = makeRepository();
    const own = await setUp(repository);
    const { root } = repository;
    const before = findPlaced(trackerOf(repository));
    expect(before).toMatchObject({ isComplete: true });
    // As a new version's is: another build, later.
    const text = readFileSync(join(trackerOf(repository), 'run'), 'utf8');
    const older = text.replaceAll(before!.program!.version, '0.0.1');
    const folder = join(trackerOf(repository), 'program');
    renameSync(
      join(folder, readdirSync(folder)[0]!),
      join(folder, readdirSync(folder)[0]!.replace(/^[\d.]+/, '0.0.1')),
    );
    const setOlder = () => replaceShim(trackerOf(repository), older.replace(/^# program .*$/m, '# program 0.0.1 old'));
    setOlder();
    repository.write('README.md', 'x');
    runGit(repository, ['diff', 'HEAD~0']);
    execFileSync(process.execPath, [own, 'merge-driver', ...Array.from({ length: 3 }, () => '.tracker/data.db')], {
      cwd: root,
    });
    expect(versionOf(repository)).toBe('0.0.1');
    await runTracker({ cwd: root }, 'list');
    expect(findPlaced(trackerOf(repository))).toEqual(before);
    setOlder();
    const client = await startClient({ cwd: root });
    await client.call('board');
    expect(findPlaced(trackerOf(repository))).toEqual(before);
    await client.close();
  });

  test('of one version is the build that was made later', async () => {
    const repository = makeRepository();
    place(repository, program);
    const tracker = trackerOf(repository);
    const tag = (build: string) => replaceShim(tracker, shimFor({ ...program, build }, program.node));
    const main = join(tracker, 'program/1.2.0-old/dist/tracker.js');
    repository.write('.git/tracker/program/1.2.0-old/dist/tracker.js', '');
    tag('old');
    const time = new Date();
    utimesSync(main, time, new Date(time.getTime() + 3_600_000));
    renewProgram(locate(repository.root), { ...program, build: 'new' });
    expect(findPlaced(tracker)?.program?.build).toBe('old');
    writeFileSync(main, '');
    utimesSync(main, time, new Date(0));
    renewProgram(locate(repository.root), program);
    expect(findPlaced(tracker)?.program?.build).toBe('');
  });
});

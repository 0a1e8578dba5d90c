import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';

const hooked = async () => {
  const repository = makeRepository();
  const run = (...args: string[]) => runCommand({ cwd: repository.root }, ...args);
  expect((await run('init', '--pre-commit')).stdout).toMatch(/^create +\.git\/hooks\/pre-commit +each commit carries/m);
  const committed = () => repository.git('show', '--name-only', '--format=', 'HEAD').split('\n').filter(Boolean);
  return { ...repository, run, committed, hook: join(repository.root, '.git/hooks/pre-commit') };
};

describe('the hook that init offers', () => {
  test('has a commit carry the tickets as they are', async () => {
    const { run, git, write, committed } = await hooked();
    await run('create', 'One');
    write('code.js', '1\n');
    git('add', 'code.js');
    git('commit', '--quiet', '-m', 'Code');
    expect(committed().sort()).toEqual(['.tracker/data.db', 'code.js']);
    expect(git('status', '--short', '--', '.tracker/data.db')).toBe('');
  });

  test('leaves a commit of named paths to those', async () => {
    const { run, git, write, committed } = await hooked();
    write('code.js', '1\n');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'First');
    await run('create', 'One');
    write('code.js', '2\n');
    git('commit', '--quiet', '-m', 'Code', '--', 'code.js');
    expect(committed()).toEqual(['code.js']);
    expect(git('status', '--short')).toContain('.tracker/data.db');
  });

  test('is written once, never over another, and taken back', async () => {
    const { run, hook, root } = await hooked();
    expect((await run('init', '--pre-commit')).stdout).toContain('Everything is in place');
    expect((await run('init', '--remove')).stdout).toMatch(/^remove +\.git\/hooks\/pre-commit$/m);
    expect(existsSync(hook)).toBe(false);
    const other = makeRepository();
    other.write('.git/hooks/pre-commit', '#!/bin/sh\nnpm test\n');
    const refused = await runCommand({ cwd: other.root }, 'init', '--pre-commit');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('it is a hook of your own.\nAdd this line to it: git add .tracker/data.db');
    expect(existsSync(join(other.root, '.tracker/data.db'))).toBe(false);
    await runCommand({ cwd: other.root }, 'init');
    await runCommand({ cwd: other.root }, 'init', '--remove');
    expect(readFileSync(join(other.root, '.git/hooks/pre-commit'), 'utf8')).toBe('#!/bin/sh\nnpm test\n');
    expect(root).not.toBe(other.root);
  });

  test('is not written where hooks are in another place', async () => {
    const { root, git } = makeRepository();
    git('config', 'core.hooksPath', '.husky');
    const { code, stderr } = await runCommand({ cwd: root }, 'init', '--pre-commit');
    expect(code).toBe(1);
    expect(stderr).toContain("git's hooks are in .husky here, which somebody else looks after.");
  });
});

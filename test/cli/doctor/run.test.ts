import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { copiesOf } from '../../support/copies.ts';
import { dataOf } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../../support/workspace.ts';
import { runCommand } from '../context.ts';
import { snapshot } from '../run-tracker.ts';

/** A repository in which all is well. */
const makeHealthy = async (): Promise<TestRepository> => (await copies()).repository;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  await runCommand({ cwd: repository.root }, 'init', '--key', 'PAY');
  const { call, workspace } = openTracker(repository.root);
  await call('ticket', { action: 'create', title: 'First' });
  workspace.close();
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Tickets');
  return { repository };
});

const doctor = ({ root }: { root: string }, ...args: string[]) => runCommand({ cwd: root }, 'doctor', ...args);

describe('tracker doctor', () => {
  test('says that all is well, and changes nothing', async () => {
    const repository = await makeHealthy();
    // The first look after a commit is noted down.
    await runCommand({ cwd: repository.root }, 'list');
    const before = snapshot(repository.root);
    const { code, stdout, stderr } = await doctor(repository);
    const lines = stdout.split('\n');
    expect(lines.slice(-3)).toEqual(['', 'All is well.', '']);
    expect(lines.slice(0, -3).filter((line) => !line.startsWith('ok     '))).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(snapshot(repository.root)).toEqual(before);
  });

  test('works before the first write and outside git, and creates nothing', async () => {
    for (const root of [makeRepository().root, makeDirectory()]) {
      const { code, stdout } = await doctor({ root });
      expect(code).toBe(0);
      expect(stdout).toContain(
        'warn   there is no .tracker/data.db yet\n       tracker init, or the first write, makes it.\n',
      );
      expect(stdout).toMatch(/\n0 errors, \d warnings?\.\n$/);
      expect(existsSync(join(root, '.tracker'))).toBe(false);
    }
  });

  test('exits with 1 where an error is left, which --fix does not touch, and goes on after a check that fails', async () => {
    const repository = await makeHealthy();
    rmSync(dataOf(repository.root));
    new Database(dataOf(repository.root)).exec('create table notes (text)').close();
    repository.write('.tracker/config.json', '{"review": 1}');
    const before = readFileSync(dataOf(repository.root));
    const { code, stdout } = await doctor(repository, '--fix', '--json');
    const { findings, mended, backup } = JSON.parse(stdout);
    expect(code).toBe(1);
    expect({ mended, backup }).toEqual({ mended: [], backup: undefined });
    expect(findings).toContainEqual({
      check: 'file',
      level: 'error',
      message: '.tracker/data.db is a SQLite database of another program',
      advice: expect.stringContaining('git'),
    });
    expect(findings).toContainEqual(expect.objectContaining({ check: 'configuration', level: 'error' }));
    for (const { advice } of findings) expect(['string', 'undefined']).toContain(typeof advice);
    expect(readFileSync(dataOf(repository.root))).toEqual(before);
  });

  test('--fix mends what git is told, after a backup, and the second time finds nothing', async () => {
    const repository = await makeHealthy();
    repository.write('.gitattributes', '*.md text\n');
    repository.write('.tracker/.gitignore', 'local/\n');
    repository.git('config', '--unset', 'merge.tracker.driver');
    repository.write('.git/tracker/run', '#!/bin/sh\nexit 3\n');
    chmodSync(join(repository.root, '.git/tracker/run'), 0o644);
    const seen = await doctor(repository);
    expect(seen.code).toBe(0);
    expect(seen.stdout.match(/^warn/gm)).toHaveLength(3);
    expect(seen.stdout).toMatch(/\n0 errors, 3 warnings\.\n$/);
    const fixed = await doctor(repository, '--fix');
    const [, backup] =
      /^Mended: \.gitattributes, \.tracker\/\.gitignore, \.git\/tracker\/program, \.git\/tracker\/run, git config merge\.tracker\.driver\. Backup: (.+)$/m.exec(
        fixed.stdout,
      )!;
    expect(fixed.stdout).toMatch(
      /\nShare it: git add \.gitattributes \.tracker\/\.gitignore && git commit\nAll is well\.\n$/,
    );
    expect(readdirSync(backup!).sort()).toEqual(['.gitattributes', '.gitignore', 'config', 'data.db']);
    expect(readFileSync(join(backup!, '.gitattributes'), 'utf8')).toBe('*.md text\n');
    expect((await doctor(repository, '--fix')).stdout).not.toContain('Mended');
  });

  test('says why git cannot be asked, and nothing that would follow from its silence', async () => {
    const repository = await makeHealthy();
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const [name, value, said] of [
      [
        'GIT_TEST_ASSUME_DIFFERENT_OWNER',
        '1',
        /^error {2}git could not be asked: .*\(safe\.directory\)\n.*--add safe\.directory/m,
      ],
      ['PATH', '/nowhere', /^error {2}git could not be asked: git is not in the PATH/m],
    ] as const) {
      vi.stubEnv(name, value);
      const { code, stdout } = await doctor(repository);
      vi.unstubAllEnvs();
      expect(code).toBe(1);
      expect(stdout).toMatch(said);
      expect(stdout).toMatch(/\n1 error, 0 warnings\.\n$/);
    }
  });

  test('names the commit that removed the database, once, and the ignore rule that would keep it out', async () => {
    const { root, git, write } = await makeHealthy();
    git('rm', '--quiet', '--cached', '.tracker/data.db');
    write('.gitignore', '.tracker/\n');
    git('add', '.gitignore');
    git('commit', '--quiet', '-m', 'Stop tracking');
    rmSync(dataOf(root));
    const { stdout } = await doctor({ root });
    expect(stdout.match(/alice: Stop tracking\) took it out of git/g)).toHaveLength(1);
    expect(stdout).toMatch(/^error {2}git would not carry the database\n.*"\.tracker\/" in \.gitignore, line 1/m);
    const back = /`git (checkout \S+ -- \.tracker\/data\.db)`/.exec(stdout)?.[1] ?? '';
    git(...back.split(' '));
    expect((await doctor({ root })).stdout).toContain('warn   git carries the database, and has a rule to ignore it');
    write('.gitignore', '');
    expect((await doctor({ root })).stdout).toMatch(/All is well\.\n$/);
  });
});

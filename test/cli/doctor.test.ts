import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { makeDirectory, makeRepository, type TestRepository } from '../support/workspace.ts';
import { runTracker, snapshot } from './run-tracker.ts';

/** A repository in which all is well. */
async function makeHealthy(): Promise<TestRepository> {
  const repository = makeRepository();
  await runTracker({ cwd: repository.root }, 'init', '--key', 'PAY');
  await runTracker({ cwd: repository.root }, 'create', 'First');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'Tickets');
  return repository;
}

const database = ({ root }: TestRepository) => join(root, '.tracker/data.db');

describe('tracker doctor', () => {
  test('says that all is well, and changes nothing', async () => {
    const repository = await makeHealthy();
    // The first look after a commit is noted down.
    await runTracker({ cwd: repository.root }, 'list');
    const before = snapshot(repository.root);
    const { code, stdout } = await runTracker({ cwd: repository.root }, 'doctor');
    expect(stdout).toMatch(/\nAll is well\.\n$/);
    expect(stdout).not.toMatch(/^(?:warn|error)/m);
    expect(code).toBe(0);
    expect(snapshot(repository.root)).toEqual(before);
  });

  test('works before the first write and outside git, and creates nothing', async () => {
    for (const root of [makeRepository().root, makeDirectory()]) {
      const { code, stdout } = await runTracker({ cwd: root }, 'doctor');
      expect(code).toBe(0);
      expect(stdout).toContain('warn   there is no .tracker/data.db yet');
      expect(existsSync(join(root, '.tracker'))).toBe(false);
    }
  });

  test('advises to add only what is there', async () => {
    const repository = makeRepository();
    await runTracker({ cwd: repository.root }, 'create', 'First');
    const advised = /^ +(git add .+), then commit$/m;
    const run = async (...args: string[]) => (await runTracker({ cwd: repository.root }, 'doctor', ...args)).stdout;
    expect(advised.exec(await run())?.[1]).toBe('git add .tracker');
    expect(advised.exec(await run('--fix'))?.[1]).toBe('git add .tracker .gitattributes');
  });

  test('--fix mends what git is told, after a backup, and the second time finds nothing', async () => {
    const repository = await makeHealthy();
    repository.write('.gitattributes', '*.md text\n');
    repository.write('.tracker/.gitignore', 'local/\n');
    repository.git('config', '--unset', 'merge.tracker.driver');
    repository.write('.git/tracker/run', '#!/bin/sh\nexit 3\n');
    chmodSync(join(repository.root, '.git/tracker/run'), 0o644);
    const { pid } = spawnSync('true');
    const temp = repository.write(`.git/tracker/data-${pid}-0.tmp`, 'left by a dead process');
    const seen = await runTracker({ cwd: repository.root }, 'doctor');
    expect(seen.code).toBe(0);
    expect(seen.stdout.match(/^warn/gm)).toHaveLength(4);
    expect(seen.stdout).toContain('tracker doctor --fix');
    const fixed = await runTracker({ cwd: repository.root }, 'doctor', '--fix');
    expect(fixed.stdout).toMatch(/^Mended: .*\.gitattributes/m);
    expect(fixed.stdout).toContain('\nShare it: git add .gitattributes .tracker/.gitignore && git commit\n');
    const backup = /Backup: (.+)$/m.exec(fixed.stdout)?.[1];
    expect(readdirSync(backup!).sort()).toEqual(['.gitattributes', '.gitignore', 'config', 'data.db']);
    expect(readFileSync(join(backup!, '.gitattributes'), 'utf8')).toBe('*.md text\n');
    expect(existsSync(temp)).toBe(false);
    expect((await runTracker({ cwd: repository.root }, 'doctor')).stdout).toContain('All is well.');
    expect(repository.read('.gitattributes')).toMatch(/^\*\.md text\n\.tracker\/data\.db /);
  });

  test('finds tables that are not what the events say, and --fix computes them anew', async () => {
    const repository = await makeHealthy();
    const sqlite = new Database(database(repository));
    sqlite.prepare("update tickets set title = 'Forged'").run();
    sqlite.close();
    const seen = await runTracker({ cwd: repository.root }, 'doctor');
    expect(seen.code).toBe(1);
    expect(seen.stdout).toContain(
      'error  tables are not what the events say: tickets has 1 rows too many and 1 too few',
    );
    expect((await runTracker({ cwd: repository.root }, 'doctor', '--fix')).code).toBe(0);
    expect((await runTracker({ cwd: repository.root }, 'list')).stdout).toContain('First');
  });

  test.each<[string, (repository: TestRepository) => void, string]>([
    ['a truncated file', (repository) => truncateSync(database(repository), 5000), '.tracker/data.db is truncated'],
    [
      'a file that is no database',
      (repository) => writeFileSync(database(repository), 'x'.repeat(5000)),
      '.tracker/data.db is not a SQLite database',
    ],
    [
      'a pointer of Git LFS',
      (repository) =>
        writeFileSync(database(repository), 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
      '.tracker/data.db is a pointer of Git LFS',
    ],
    [
      'an invalid configuration',
      (repository) => repository.write('.tracker/config.json', '{"review": 1}'),
      '.tracker/config.json',
    ],
    ['a folder that git ignores', hideFolder, 'git would not carry the database'],
    [
      "somebody else's package",
      (repository) =>
        repository.write(
          '.mcp.json',
          '{"mcpServers":{"tracker":{"command":"npx","args":["-y","tracker","--mcp-server"]}}}',
        ),
      '.mcp.json may start a package of somebody else: npx -y tracker --mcp-server',
    ],
    [
      'a broken client file',
      (repository) => repository.write('.codex/config.toml', 'a = \n'),
      '.codex/config.toml was left as it is: it is not valid TOML',
    ],
  ])('calls %s an error, and touches nothing', async (_, spoil, message) => {
    const repository = await makeHealthy();
    spoil(repository);
    const before = readFileSync(database(repository));
    const { code, stdout } = await runTracker({ cwd: repository.root }, 'doctor', '--fix');
    expect(stdout).toMatch(new RegExp(`^error  .*${message.replaceAll('.', '\\.')}`, 'm'));
    expect(code).toBe(1);
    expect(readFileSync(database(repository))).toEqual(before);
  });

  test.each<[string, (repository: TestRepository) => void, string]>([
    [
      'files that another program has left',
      (repository) => repository.write('.tracker/data.db-journal', ''),
      'another program has left data.db-journal',
    ],
    [
      'a rule that overrides ours',
      (repository) =>
        repository.write('.gitattributes', `${repository.read('.gitattributes')}*.db filter=lfs merge=lfs\n`),
      'merge is lfs, filter is lfs',
    ],
    [
      'a client file without us',
      (repository) => repository.write('opencode.json', '{}'),
      'opencode.json has no tracker for opencode',
    ],
    ['what git carries by mistake', carryIndex, 'git carries .tracker/local/index.db'],
  ])('warns of %s', async (_, spoil, message) => {
    const repository = await makeHealthy();
    spoil(repository);
    const { code, stdout } = await runTracker({ cwd: repository.root }, 'doctor', '--json');
    const { findings } = JSON.parse(stdout) as { findings: { level: string; message: string }[] };
    expect(findings).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining(message) }),
    );
    expect(code).toBe(0);
  });

  test('unites what git has left unmerged, and says what is left to do', async () => {
    const repository = await makeHealthy();
    repository.git('config', '--remove-section', 'merge.tracker');
    repository.git('switch', '--quiet', '--create', 'other');
    await runTracker({ cwd: repository.root }, 'create', 'Theirs');
    repository.git('commit', '--quiet', '--all', '--message', 'Theirs');
    repository.git('switch', '--quiet', 'main');
    await runTracker({ cwd: repository.root }, 'create', 'Ours');
    repository.git('commit', '--quiet', '--all', '--message', 'Ours');
    expect(() => execFileSync('git', ['merge', 'other'], { cwd: repository.root, stdio: 'pipe' })).toThrow();
    const { code, stdout, stderr } = await runTracker({ cwd: repository.root }, 'doctor');
    expect(stderr).toContain('Healed .tracker/data.db');
    expect(stdout).toContain('warn   git has left the database unmerged; the file in the work tree has both sides');
    expect(code).toBe(0);
    const list = await runTracker({ cwd: repository.root }, 'list');
    for (const title of ['Theirs', 'Ours']) expect(list.stdout).toContain(title);
  });

  test('says when git gc pays: after thousands of loose objects, and not once they are gone', async () => {
    const repository = await makeHealthy();
    const names = Array.from({ length: 2001 }, (_, at) => repository.write(`.git/loose/${at}`, `object ${at}`));
    const input = names.join('\n');
    execFileSync('git', ['hash-object', '-w', '--stdin-paths'], { cwd: repository.root, input, stdio: 'pipe' });
    const { stdout, code } = await runTracker({ cwd: repository.root }, 'doctor');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^warn {3}git keeps 20\d\d objects loose, \d+ MiB; .*\n +git gc$/m);
    repository.git('prune', '--expire=now');
    expect((await runTracker({ cwd: repository.root }, 'doctor')).stdout).toContain('All is well.');
  });
});

function carryIndex(repository: TestRepository): void {
  repository.write('.tracker/local/index.db', 'x');
  repository.git('add', '--force', '.tracker/local/index.db');
}

function hideFolder(repository: TestRepository): void {
  repository.git('rm', '-r', '--quiet', '--cached', '.tracker');
  repository.write('.gitignore', '.tracker\n');
}

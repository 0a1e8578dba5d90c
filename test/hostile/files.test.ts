import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { indexFileName } from '../../src/store/fulltext/index-file.ts';
import { runCommand } from '../cli/context.ts';
import { runTracker } from '../cli/run-tracker.ts';
import { startClient } from '../support/client.ts';
import { copiesOf } from '../support/copies.ts';
import { dataOf } from '../support/file-facts.ts';
import { setUpTracker } from '../support/set-up.ts';
import { makeDirectory, makeRepository, type TestRepository } from '../support/workspace.ts';

/** A repository with a ticket, committed. */
const withTicket = async (): Promise<TestRepository> => (await copies()).repository;

const copies = copiesOf(async () => {
  const repository = makeRepository();
  setUpTracker(repository);
  await runCommand({ cwd: repository.root }, 'create', 'kept');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'A ticket');
  return { repository };
});

function change(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

const endless = 'with recursive n(x) as (select 1 union all select x + 1 from n)';

const hostile: [string, string][] = [
  [
    'a view without end in the place of a table',
    `alter table meta rename to m; create view meta as ${endless} select x name, x value from n`,
  ],
  [
    'a trigger that swallows comments',
    "create trigger t before insert on events when new.kind = 'comment' begin select raise(ignore); end",
  ],
  ['an index that eats memory', 'create index i on events (length(hex(zeroblob(1000000)) || payload))'],
  ['a computed column', 'alter table comments add column c text generated always as (hex(ticket))'],
  ['a table of its own', 'create table more (a)'],
];

describe.each(hostile)('a file with %s', (_, sql) => {
  test('is refused through every door, by what it has, and left as it is', async () => {
    const { root, git } = await withTicket();
    change(dataOf(root), sql);
    const before = readFileSync(dataOf(root));
    for (const command of [['list'], ['show', '1'], ['create', 'x'], ['board', 'me'], ['export'], ['recover']]) {
      const { code, stderr } = await runTracker({ cwd: root }, ...command);
      expect({ command, code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^error database: \.tracker\/data\.db (holds|has|lacks) an? /m),
      });
    }
    const doctor = await runTracker({ cwd: root }, 'doctor');
    expect(doctor).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/\.tracker\/data\.db (holds|has|lacks) an? /),
    });
    const client = await startClient({ cwd: root });
    for (const [tool, args] of [
      ['ticket', { action: 'create', title: 'x' }],
      ['search', { query: 'kept' }],
    ] as const)
      expect(await client.call(tool, args)).toMatchObject({
        isError: true,
        text: expect.stringMatching(/^error database: /),
      });
    expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
    // git calls it with the three versions.
    const versions = ['base', 'ours', 'theirs'].map((name) => join(makeDirectory(), name));
    for (const path of versions) writeFileSync(path, before);
    expect((await runTracker({ cwd: root }, 'merge-driver', ...versions, '.tracker/data.db')).code).not.toBe(0);
    expect(readFileSync(versions[1] as string).equals(before)).toBe(true);
    git('checkout', '--quiet', '--', '.tracker/data.db');
  });

  test('is made anew from its events by doctor --fix, which keeps it', async () => {
    const { root } = await withTicket();
    change(dataOf(root), sql);
    const before = readFileSync(dataOf(root));
    const { code, stdout } = await runTracker({ cwd: root }, 'doctor', '--fix', '--json');
    const { backup } = JSON.parse(stdout);
    expect(readFileSync(join(backup, 'data.db')).equals(before)).toBe(true);
    expect((await runTracker({ cwd: root }, 'list')).stdout).toContain('kept');
    expect((await runTracker({ cwd: root }, 'create', 'goes on')).code).toBe(0);
    expect(code).toBe(0);
  });

  test('in a branch that was merged away costs a look, and no call', async () => {
    const { root, git } = await withTicket();
    git('switch', '--quiet', '--create', 'pr');
    change(dataOf(root), sql);
    git('commit', '--quiet', '--all', '--message', 'Hostile');
    git('switch', '--quiet', 'main');
    git('merge', '--quiet', '--strategy', 'ours', '--no-edit', 'pr');
    const client = await startClient({ cwd: root });
    for (let turn = 0; turn < 2; turn++)
      expect(await client.call('ticket', { action: 'list' })).toMatchObject({
        isError: false,
        text: expect.stringContaining('kept'),
      });
    expect((await client.call('ticket', { action: 'create', title: 'goes on' })).text).toMatch(/^Created /);
  });
});

test('a file whose events are in a table of another form is named by doctor, and nothing is mended', async () => {
  const { root } = await withTicket();
  change(dataOf(root), 'alter table events add column c text generated always as (hex(payload))');
  const before = readFileSync(dataOf(root));
  const { code, stdout } = await runTracker({ cwd: root }, 'doctor', '--fix');
  expect({ code, stdout }).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('a table "events" in another form'),
  });
  expect(stdout).toContain('git log -- .tracker/data.db');
  expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
});

/** A file of the user's, outside, that a link may lead to. */
function makeVictim(): { path: string; isWhole(): boolean } {
  const path = join(makeDirectory(), 'victim');
  writeFileSync(path, 'export PATH\n');
  return { path, isWhole: () => readFileSync(path, 'utf8') === 'export PATH\n' };
}

describe('a link that a repository carries is not followed', () => {
  test.each(['lock', 'leases.db', indexFileName('index.db'), 'data-1-0.tmp'])('as .tracker/local/%s', async (name) => {
    const { root } = await withTicket();
    // Without git the side files are in the folder that a repository can carry.
    rmSync(join(root, '.git'), { recursive: true });
    const victim = makeVictim();
    mkdirSync(join(root, '.tracker/local'), { recursive: true });
    rmSync(join(root, '.tracker/local', name), { force: true });
    symlinkSync(victim.path, join(root, '.tracker/local', name));
    for (const command of [['list'], ['search', 'kept'], ['create', 'x'], ['claim'], ['board', 'me']])
      await runTracker({ cwd: root }, ...command);
    expect(victim.isWhole()).toBe(true);
  });

  test('as .tracker or .tracker/local: nothing is written where it leads', async () => {
    for (const name of ['.tracker', '.tracker/local']) {
      const { root } = await withTicket();
      rmSync(join(root, '.git'), { recursive: true });
      const elsewhere = makeDirectory();
      if (name === '.tracker') renameSync(join(root, name), join(root, 'was'));
      rmSync(join(root, name), { recursive: true, force: true });
      symlinkSync(elsewhere, join(root, name));
      const { code, stderr } = await runTracker({ cwd: root }, 'create', 'x');
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`${name} is a symbolic link`),
      });
      expect(readdirSync(elsewhere)).toEqual([]);
    }
  });

  test('as a template or the configuration: no text of it is shown or stored', async () => {
    const { root, write } = await withTicket();
    const victim = makeVictim();
    write('.tracker/templates/own.md', 'x');
    rmSync(join(root, '.tracker/templates/own.md'));
    symlinkSync(victim.path, join(root, '.tracker/templates/own.md'));
    const made = await runTracker({ cwd: root }, 'create', 'x', '--template', 'own');
    expect(made).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('.tracker/templates/own.md is a symbolic link'),
    });
    expect(made.stderr).not.toContain('PATH');
    symlinkSync('/dev/zero', join(root, '.tracker/config.json'));
    expect((await runTracker({ cwd: root }, 'list')).stdout).toContain('kept');
    expect((await runTracker({ cwd: root }, 'create', 'x')).stderr).toContain(
      '.tracker/config.json is a symbolic link',
    );
  });
});

test('a pipe in the place of the file, of its settings or of .git holds nobody up', async () => {
  const { root } = await withTicket();
  execFileSync('mkfifo', [join(root, '.tracker/config.json')]);
  expect((await runTracker({ cwd: root }, 'list')).stdout).toContain('kept');
  rmSync(dataOf(root));
  execFileSync('mkfifo', [dataOf(root)]);
  expect((await runTracker({ cwd: root }, 'list')).stderr).toContain('.tracker/data.db is a pipe, not a plain file');
  rmSync(join(root, '.gitattributes'));
  for (const name of ['.gitattributes', '.mcp.json']) execFileSync('mkfifo', [join(root, name)]);
  for (const command of [['doctor'], ['doctor', '--fix']])
    expect((await runTracker({ cwd: root }, ...command)).stdout).toMatch(/data\.db is a pipe/);
  expect((await runTracker({ cwd: root }, 'init', '--agents', 'claude', '--yes')).stderr).toContain('is a pipe');
  rmSync(join(root, '.git'), { recursive: true });
  execFileSync('mkfifo', [join(root, '.git')]);
  expect((await runTracker({ cwd: root }, 'list')).stderr).toContain('.tracker/data.db is a pipe, not a plain file');
});

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { startClient } from '../../support/client.ts';
import { dataOf, expectWhole, factsOf, strangersIn } from '../../support/file-facts.ts';
import { openTracker } from '../../support/in-process.ts';
import { nextVersion } from '../../support/next-version.ts';
import { isolatedEnv, makeDirectory, makeRepository } from '../../support/workspace.ts';

const tool = 'ticket';
const side = (root: string, name = ''): string => join(root, '.git', 'tracker', name);
const filesIn = (folder: string): string[] =>
  existsSync(folder) ? (readdirSync(folder, { recursive: true, encoding: 'utf8' }) as string[]).toSorted() : [];
const titles = (root: string): string[] => factsOf(dataOf(root)).tickets.map((ticket) => ticket.title);

/** A repository with the ticket "kept", whose file has then been changed with stock SQLite. */
async function changed(...sql: string[]): Promise<string> {
  const { root } = makeRepository();
  const { call, workspace } = openTracker(root);
  await call(tool, { action: 'create', title: 'kept' });
  workspace.close();
  change(root, ...sql);
  return root;
}

function change(root: string, ...sql: string[]): void {
  const database = new Database(dataOf(root));
  for (const statement of sql) database.exec(statement);
  database.close();
}

const pragma = (path: string, name: string): unknown => {
  const database = new Database(path, { readonly: true });
  try {
    return database.pragma(name, { simple: true });
  } finally {
    database.close();
  }
};

test('a file of a newer major version is refused and left as it is', async () => {
  const root = await changed('pragma user_version = 2001');
  const before = readFileSync(dataOf(root));
  const { call } = await startClient({ cwd: root });
  for (const args of [{ action: 'create', title: 'x' }, { action: 'list' }]) {
    const { text, isError } = await call(tool, args);
    expect({ text, isError }).toMatchObject({
      isError: true,
      text: expect.stringContaining('error database: .tracker/data.db has format 2'),
    });
  }
  expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
});

test('a file of a newer minor version is written, and what this program does not know in it is kept', async () => {
  const root = await changed(
    'pragma user_version = 1099',
    'create table orbits (ticket integer primary key, height integer)',
    'insert into orbits values (1, 400)',
    `insert into events (id, time, actor, session, ticket, kind, payload, parents)
     select x'0199aabbccddeeff0011223344556677', time + 1, actor, session, ticket, 'teleport', '{"to":"moon"}', id
     from events where kind = 'create'`,
    "update tickets set heads = x'0199aabbccddeeff0011223344556677'",
  );
  const { call } = await startClient({ cwd: root });
  const { key } = factsOf(dataOf(root)).tickets[0]!;
  expect((await call(tool, { action: 'get', id: key })).text).toContain('kept');
  expect((await call(tool, { action: 'move', id: key, status: 'in_progress' })).isError).toBe(false);
  expect((await call(tool, { action: 'create', title: 'new' })).isError).toBe(false);
  const { events, tickets } = factsOf(dataOf(root));
  expect(events.find((event) => event.kind === 'teleport')).toMatchObject({ payload: { to: 'moon' } });
  expect(tickets.map(({ title, status }) => ({ title, status }))).toEqual([
    { title: 'kept', status: 'in_progress' },
    { title: 'new', status: 'backlog' },
  ]);
  expect(pragma(dataOf(root), 'user_version')).toBe(1099);
  expectWhole(dataOf(root));
  const database = new Database(dataOf(root), { readonly: true });
  expect(database.prepare('select height from orbits').pluck().get()).toBe(400);
  database.close();
});

test('a file of an older minor version is read as it is, and migrated by the first write, which keeps a copy', async () => {
  const root = await changed();
  const before = readFileSync(dataOf(root));
  const version = pragma(dataOf(root), 'user_version') as number;
  const next = nextVersion();
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [next, ...args], { cwd: root, env: isolatedEnv(), encoding: 'utf8' });
  expect(run('list')).toContain('kept');
  expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
  expect(run('create', 'by the next')).toMatch(/^Created/);
  expect(pragma(dataOf(root), 'user_version')).toBe(version + 1);
  const [backup, ...more] = filesIn(side(root, 'backup'));
  expect(more).toEqual([]);
  expect(readFileSync(side(root, `backup/${backup}`)).equals(before)).toBe(true);
  const database = new Database(dataOf(root), { readonly: true });
  expect(database.prepare("select count(*) from sqlite_schema where name = 'tickets_points'").pluck().get()).toBe(1);
  database.close();
  run('create', 'once more');
  expect(filesIn(side(root, 'backup'))).toEqual([backup]);
  // And the program of now goes on with it.
  const { call } = await startClient({ cwd: root });
  expect((await call(tool, { action: 'create', title: 'by this' })).isError).toBe(false);
  expect(titles(root)).toEqual(['kept', 'by the next', 'once more', 'by this']);
  expectWhole(dataOf(root));
});

test('tables that an older fold wrote are computed anew for reads, and stored anew by the first write', async () => {
  const root = await changed(
    "update meta set value = '0' where name = 'fold'",
    "update tickets set title = 'as it was folded then'",
  );
  const before = readFileSync(dataOf(root));
  const { call } = await startClient({ cwd: root });
  const { text } = await call(tool, { action: 'list' });
  expect(text).toContain('kept');
  expect(text).not.toContain('as it was');
  expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
  expect((await call(tool, { action: 'create', title: 'new' })).isError).toBe(false);
  expect(titles(root)).toEqual(['kept', 'new']);
  expectWhole(dataOf(root));
});

test('a write by an older program than the one that folded the tables has them folded again', async () => {
  const root = await changed("update meta set value = '9' where name = 'fold'");
  const { call } = await startClient({ cwd: root });
  expect((await call(tool, { action: 'list' })).text).toContain('kept');
  expect((await call(tool, { action: 'create', title: 'new' })).isError).toBe(false);
  const database = new Database(dataOf(root), { readonly: true });
  expect(database.prepare("select value from meta where name = 'fold'").pluck().get()).not.toBe('9');
  database.close();
});

test('what another program has left in a write-ahead log is read, and published in rollback format', async () => {
  const root = await changed();
  const first = join(makeDirectory(), 'first.db');
  const second = join(makeDirectory(), 'second.db');
  copyFileSync(dataOf(root), first);
  const { call, workspace } = openTracker(root);
  await call(tool, { action: 'create', title: 'in the log' });
  workspace.close();
  copyFileSync(dataOf(root), second);
  copyFileSync(first, dataOf(root));
  // As a viewer that is still open would leave it: all that is new lies in the log.
  const viewer = new Database(dataOf(root));
  onTestFinished(() => void viewer.close());
  viewer.pragma('journal_mode = WAL');
  viewer.pragma('wal_autocheckpoint = 0');
  viewer.exec(`attach '${second}' as second`);
  const tables = viewer.prepare("select name from main.sqlite_schema where type = 'table'").pluck().all() as string[];
  viewer.transaction(() => {
    for (const table of tables) viewer.exec(`insert or ignore into main.${table} select * from second.${table}`);
  })();
  viewer.exec('detach second');
  const log = readFileSync(`${dataOf(root)}-wal`);
  expect(log.length).toBeGreaterThan(4096);
  const before = readFileSync(dataOf(root));

  const server = await startClient({ cwd: root });
  expect((await server.call(tool, { action: 'list' })).text).toContain('in the log');
  expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
  expect((await server.call(tool, { action: 'create', title: 'after it' })).isError).toBe(false);
  const after = readFileSync(dataOf(root));
  expect([after[18], after[19]]).toEqual([1, 1]);
  expect(strangersIn(root)).toEqual([]);
  expect(titles(root)).toEqual(['kept', 'in the log', 'after it']);
  expectWhole(dataOf(root));
  const [backup, backupLog] = filesIn(side(root, 'backup'));
  expect(readFileSync(side(root, `backup/${backup}`)).equals(before)).toBe(true);
  expect(readFileSync(side(root, `backup/${backupLog}`)).equals(log)).toBe(true);
  expect(filesIn(side(root, 'aside')).filter((name) => name.endsWith('-wal'))).toHaveLength(1);
});

/** The log and the journal of changes to another version of the file, as a program that died leaves them. */
function leftovers(path: string): { log: Buffer; journal: Buffer } {
  const copy = join(makeDirectory(), 'other.db');
  copyFileSync(path, copy);
  const database = new Database(copy);
  database.exec(
    "pragma cache_size = 1; begin; update events set payload = payload || ' '; update tickets set title = 'another'",
  );
  database.exec(
    `create table filler as with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) select i, hex(randomblob(99)) from n`,
  );
  const journal = readFileSync(`${copy}-journal`);
  database.exec('rollback');
  database.pragma('journal_mode = WAL');
  database.exec("update tickets set title = 'another'");
  const log = readFileSync(`${copy}-wal`);
  database.close();
  return { log, journal };
}

test.each(['-wal', '-journal'])(
  'a %s of another version beside the file is not applied but put aside',
  async (suffix) => {
    const root = await changed();
    const { log, journal } = leftovers(dataOf(root));
    expect(journal.subarray(0, 8).toString('hex')).toBe('d9d505f920a163d7');
    const stray = `${dataOf(root)}${suffix}`;
    writeFileSync(stray, suffix === '-wal' ? log : journal);
    if (suffix === '-wal') writeFileSync(`${dataOf(root)}-shm`, Buffer.alloc(32_768));
    const old = new Date(Date.now() - 60_000);
    utimesSync(stray, old, old);
    const before = readFileSync(dataOf(root));
    const { call } = await startClient({ cwd: root });
    expect((await call(tool, { action: 'list' })).text).toContain('kept');
    expect(readFileSync(dataOf(root)).equals(before)).toBe(true);
    expect(existsSync(stray)).toBe(true);
    expect((await call(tool, { action: 'create', title: 'new' })).isError).toBe(false);
    expect(titles(root)).toEqual(['kept', 'new']);
    expect(strangersIn(root)).toEqual([]);
    const aside = filesIn(side(root, 'aside')).find((name) => name.endsWith(suffix))!;
    expect(readFileSync(side(root, `aside/${aside}`)).equals(suffix === '-wal' ? log : journal)).toBe(true);
    expectWhole(dataOf(root));
  },
);

test('a transaction that another program has open is waited for, and what it commits is kept', async () => {
  const root = await changed();
  const { call } = await startClient({ cwd: root });
  await call(tool, { action: 'list' });
  const shell = new Database(dataOf(root));
  onTestFinished(() => void shell.close());
  shell.exec("begin immediate; insert into meta values ('shell', 'was here')");
  // The journal is there from the first page that is written.
  shell.exec("insert into meta values ('large', hex(zeroblob(100000)))");
  shell.pragma('cache_size = 1');
  expect(existsSync(`${dataOf(root)}-journal`)).toBe(true);
  const timer = setTimeout(() => shell.exec('commit'), 700);
  onTestFinished(() => clearTimeout(timer));
  expect((await call(tool, { action: 'create', title: 'new' })).isError).toBe(false);
  const database = new Database(dataOf(root), { readonly: true });
  expect(database.prepare("select value from meta where name = 'shell'").pluck().get()).toBe('was here');
  database.close();
  expect(titles(root)).toEqual(['kept', 'new']);
});

test('the folder of a file without git in it keeps backups in .tracker/local', async () => {
  const root = await changed("update meta set value = '0' where name = 'fold'");
  const bare = makeDirectory();
  mkdirSync(join(bare, '.tracker'));
  copyFileSync(dataOf(root), dataOf(bare));
  change(bare, 'pragma journal_mode = WAL');
  const { call } = await startClient({ cwd: bare });
  expect((await call(tool, { action: 'create', title: 'new' })).isError).toBe(false);
  expect(titles(bare)).toEqual(['kept', 'new']);
  expect(filesIn(join(bare, '.tracker', 'local', 'backup'))).toHaveLength(1);
});

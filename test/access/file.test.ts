import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openAccessFile } from '../../src/access/file.ts';
import type { FoundAccess } from '../../src/access/place.ts';
import { openAccess } from '../../src/access/sqlite-access.ts';
import { accessVersion } from '../../src/access/tables.ts';
import { snapshot } from '../cli/run-tracker.ts';
import { makeDirectory } from '../support/workspace.ts';
import { makeClock, openAgain, openStore, refused } from './opened.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** A store that holds an actor and is closed, all of it in its one file. */
async function makeClosed(): Promise<FoundAccess & { folder: string }> {
  const { store, found } = openStore();
  await store.addActor({ handle: 'alice', kind: 'human' });
  await store.close();
  return { ...found, folder: dirname(found.path) };
}

test('the folders are for their user alone, and so is every file, whatever the umask', async () => {
  const umask = process.umask(0);
  try {
    const { store, found } = openStore();
    await store.addActor({ handle: 'alice', kind: 'human' });
    const folder = dirname(found.path);
    expect([modeOf(folder), modeOf(dirname(folder))]).toEqual(['700', '700']);
    expect(readdirSync(folder).sort()).toEqual(['access.db', 'access.db-shm', 'access.db-wal']);
    for (const name of readdirSync(folder)) expect(modeOf(join(folder, name))).toBe('600');
    expect(modeOf(join(dirname(folder), 'id'))).toBe('600');
  } finally {
    process.umask(umask);
  }
});

test('every write is synced, and processes write beside each other', async () => {
  const { found } = openStore();
  const database = openAccessFile(found.path);
  const asked = ['journal_mode', 'synchronous'].map((name) => database.pragma(name, { simple: true }));
  database.close();
  // 2 is FULL: what was answered outlives a power cut.
  expect(asked).toEqual(['wal', 2]);
});

test.each<[string, (path: string) => void, RegExp]>([
  ['bytes of something else', (path) => writeFileSync(path, 'not a database '.repeat(1000)), /is damaged: /],
  ['an empty file', (path) => writeFileSync(path, ''), /is damaged: it is no access store\.$/],
  ['half of it', (path) => writeFileSync(path, Buffer.from(read(path)).subarray(0, 6_000)), /is damaged: /],
  ['another database', (path) => replaceBy(path, 'create table actors (handle)'), /it is no access store\.$/],
  ['a trigger', (path) => change(path, 'create trigger t after insert on actors begin select 1; end'), /is damaged: /],
  ['a table more', (path) => change(path, 'create table more (a)'), /is damaged: /],
  [
    'a newer form',
    (path) => change(path, `pragma user_version = ${accessVersion + 1}`),
    /^database: A newer tracker made the access /,
  ],
])('a store with %s is refused and left as it is', async (_, spoil, said) => {
  const { folder, ...found } = await makeClosed();
  spoil(found.path);
  const before = snapshot(folder).get('access.db');
  expect(await refused(() => openAccess(found, makeClock()))).toMatch(said);
  expect(snapshot(folder).get('access.db')).toBe(before);
});

test('a page that is garbled in the middle is refused and left as it is', async () => {
  const { folder, ...found } = await makeClosed();
  const bytes = read(found.path);
  bytes.fill(0xff, 4_096, 4_096 + 200);
  writeFileSync(found.path, bytes);
  expect(await refused(() => openAccess(found, makeClock()))).toMatch(/^database: The access store .* is damaged: /);
  expect(Buffer.compare(read(found.path), bytes)).toBe(0);
});

test.each<[string, (found: FoundAccess & { folder: string }) => void, RegExp]>([
  ['that others can read', ({ path }) => chmodSync(path, 0o640), /access\.db is open to other users\.$/],
  ['in a folder of all', ({ folder }) => chmodSync(folder, 0o755), /is open to other users\.$/],
  ['that is a link', ({ path }) => moveAndLink(path), /is a symbolic link, not a plain file\.$/],
  ['in a linked folder', ({ folder }) => moveAndLink(folder), /is a symbolic link, not a folder\.$/],
  ['with two names', ({ path }) => linkSync(path, `${path}.too`), /has another name as well\.$/],
  ['that is a folder', ({ path }) => makeFolderOf(path), /is a folder, not a plain file\.$/],
  ['that is gone', ({ path }) => rmSync(path), /^database: The access store .* is not there\.$/],
])('a store %s is refused', async (_, spoil, said) => {
  const found = await makeClosed();
  spoil(found);
  expect(await refused(() => openAccess(found, makeClock()))).toMatch(said);
});

test('a store that is open lets nobody in once another file has its place', async () => {
  const { store, found } = openStore();
  const backup = join(makeDirectory(), 'access.db');
  renameSync(found.path, backup);
  const said = () => refused(() => store.verify('trk_'));
  expect(await said()).toMatch(/^database: The access store .* was replaced or removed\.$/);
  copyFileSync(backup, found.path);
  expect(await said()).toMatch(/ was replaced or removed\.$/);
});

const read = (path: string): Buffer => Buffer.from(snapshot(dirname(path)).get('access.db') ?? '', 'latin1');

function change(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

function replaceBy(path: string, sql: string): void {
  rmSync(path);
  change(path, sql);
  chmodSync(path, 0o600);
}

function makeFolderOf(path: string): void {
  rmSync(path);
  mkdirSync(path);
}

function moveAndLink(path: string): void {
  const elsewhere = join(makeDirectory(), 'moved');
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
}

test('a file of an older program is brought to this version with all that it holds, also by several at once', async () => {
  const { found } = openStore();
  const made = openAgain(found, makeClock());
  await made.addActor({ handle: 'alice', kind: 'human' });
  await made.close();
  const database = new Database(found.path);
  database.exec('drop table turns; drop table webhooks; drop table browsers; drop table calls');
  database.pragma('user_version = 1');
  database.close();
  const both = [openAccess(found, makeClock()), openAccess(found, makeClock())];
  for (const one of both) {
    expect((await one.listActors()).map(({ handle }) => handle)).toEqual(['alice']);
    expect(await one.takeTurn('sync', 'a', 1_000)).toBe(true);
    expect(await one.calls.find('k')).toBeUndefined();
    await one.close();
  }
});

test('a table that this version has and that one had not is foreign there', async () => {
  const { found } = openStore();
  const database = new Database(found.path);
  database.pragma('user_version = 1');
  database.close();
  expect(await refused(() => openAccess(found, makeClock()))).toMatch(/^database: .*is damaged/);
});

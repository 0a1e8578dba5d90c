import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openKeptFile } from '../../src/store/kept-file.ts';
import { connectLeases } from '../../src/store/leases-file.ts';
import { makeDirectory } from '../support/workspace.ts';

const place = () => join(makeDirectory(), 'side', 'leases.db');

function open(path: string) {
  const file = openKeptFile(path, { connect: connectLeases });
  onTestFinished(() => file.close());
  return file;
}

const take = (file: ReturnType<typeof open>, ticket: string) =>
  file.use((held) => held.replaceLease.run(ticket, 's', 0));
const tickets = (file: ReturnType<typeof open>) =>
  file.use((held) => held.selectLeases.all() as { ticket: string }[]).map(({ ticket }) => ticket);

test('what is there is kept by whoever opens it next', () => {
  const path = place();
  take(open(path), 'one');
  expect(tickets(open(path))).toEqual(['one']);
});

test('a file that is deleted, or garbled, while it is open, is made anew', () => {
  const path = place();
  const file = open(path);
  take(file, 'one');
  rmSync(path);
  expect(tickets(file)).toEqual([]);
  take(file, 'two');
  writeFileSync(path, 'garbage '.repeat(2000));
  expect(tickets(file)).toEqual([]);
  take(file, 'three');
  expect(tickets(open(path))).toEqual(['three']);
});

test.each([
  'create view v as select 1',
  'create table more (a)',
  'create index i on leases (session)',
  'drop table visits',
])('a file that somebody else has made, by %s, is made anew', (sql) => {
  const path = place();
  take(open(path), 'one');
  const database = new Database(path);
  database.exec(sql);
  database.close();
  expect(tickets(open(path))).toEqual([]);
});

test('damage in a page that opening does not read is seen at once', () => {
  const path = place();
  take(open(path), 'one');
  const bytes = readFileSync(path);
  bytes.fill(0xff, bytes.length - 4096);
  writeFileSync(path, bytes);
  expect(tickets(open(path))).toEqual([]);
});

test('where nothing can be written there are leases in memory, and the file is left alone', () => {
  const path = place();
  mkdirSync(path, { recursive: true });
  const file = open(path);
  take(file, 'one');
  expect(tickets(file)).toEqual(['one']);
  expect(existsSync(join(dirname(path), 'leases.db'))).toBe(true);
});

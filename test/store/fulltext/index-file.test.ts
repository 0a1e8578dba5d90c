import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openFullText } from '../../../src/store/fulltext/fulltext.ts';
import {
  indexFileName,
  indexFormat,
  openIndexFile,
  removeIndexFile,
  statement,
} from '../../../src/store/fulltext/index-file.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { search, word } from '../../support/searching.ts';
import { makeDirectory } from '../../support/workspace.ts';

const place = () => join(makeDirectory(), 'fulltext.db');

test('a damaged or foreign file is replaced', async () => {
  const path = place();
  const { db, create } = recordTickets();
  create('alpha');
  const first = openFullText(path);
  await search(db, first, word('alpha'));
  first.close();
  const file = join(path, '..', readdirSync(join(path, '..')).find((name) => name.endsWith('.db'))!);
  writeFileSync(file, 'no database at all, but quite a long text to be one '.repeat(200));
  const second = openFullText(path);
  expect(await search(db, second, word('alpha'))).toEqual(['alpha']);
  second.close();
  expect(existsSync(file)).toBe(true);
});

test('where nothing can be written, the index is in memory', async () => {
  const { db, create } = recordTickets();
  create('alpha');
  const directory = makeDirectory();
  mkdirSync(indexFileName(join(directory, 'taken.db')));
  const fullText = openFullText(join(directory, 'taken.db'));
  expect(await search(db, fullText, word('alpha'))).toEqual(['alpha']);
  expect(await search(db, openFullText('/nowhere/at/all.db'), word('alpha'))).toEqual(['alpha']);
});

describe('the file of an index', () => {
  test.each([
    ['/a/fulltext.db', '/a/fulltext-2.db'],
    ['/a.b/fulltext', '/a.b/fulltext-2'],
    ['/a.b/c.d.db', '/a.b/c.d-2.db'],
    ['C:\\a.b\\fulltext', 'C:\\a.b\\fulltext-2'],
    [':memory:', ':memory:'],
  ])('for %s is %s', (path, expected) => {
    expect(indexFileName(path).replace(String(indexFormat), '2')).toBe(expected);
  });

  const insertMark = "insert into meta (name, value) values ('lineage', 'kept')";
  const marksIn = (index: Database.Database) => index.prepare('select value from meta').pluck().all();

  test('is kept as it is where it has this format', () => {
    const file = join(makeDirectory(), 'index.db');
    const first = openIndexFile(file);
    first.exec(insertMark);
    first.close();
    const second = openIndexFile(file);
    expect([second.name, marksIn(second)]).toEqual([file, ['kept']]);
    second.close();
  });

  test.each<[string, (other: Database.Database) => void]>([
    ['of another format', (other) => void other.pragma(`user_version = ${indexFormat + 1}`)],
    ['that somebody else has made', (other) => void other.pragma('user_version = 0')],
  ])('is made anew where it is one %s', (_, change) => {
    const file = join(makeDirectory(), 'index.db');
    const first = openIndexFile(file);
    first.exec(insertMark);
    change(first);
    first.close();
    const second = openIndexFile(file);
    expect([second.name, marksIn(second)]).toEqual([file, []]);
    second.close();
  });

  test('is in memory where a folder is in its place, which stays', () => {
    const folder = makeDirectory();
    const index = openIndexFile(folder);
    expect([index.name, marksIn(index)]).toEqual([':memory:', []]);
    expect([removeIndexFile(folder), existsSync(folder)]).toEqual([false, true]);
    index.close();
  });

  test('goes with what SQLite keeps beside it, and may be gone already', () => {
    const folder = makeDirectory();
    for (const suffix of ['', '-wal', '-shm', '-journal']) writeFileSync(join(folder, `index.db${suffix}`), 'x');
    writeFileSync(join(folder, 'index.db.txt'), 'x');
    expect(removeIndexFile(join(folder, 'index.db'))).toBe(true);
    expect(readdirSync(folder)).toEqual(['index.db.txt']);
    expect(removeIndexFile(join(folder, 'index.db'))).toBe(true);
  });
});

test('a statement is prepared once for each connection', () => {
  const [one, other] = [openIndexFile(':memory:'), openIndexFile(':memory:')];
  const text = 'select count(*) from docs';
  expect(statement(one, text)).toBe(statement(one, text));
  expect(statement(other, text)).not.toBe(statement(one, text));
  expect([statement(one, text).get(), statement(one, `${text} where doc > 0`).get()]).toEqual([
    { 'count(*)': 0 },
    { 'count(*)': 0 },
  ]);
});

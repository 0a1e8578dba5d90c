import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { findActive, findForeign, type SchemaRow } from '../../../src/store/schema/foreign.ts';

const own = [
  'CREATE TABLE `notes` (`note` integer PRIMARY KEY NOT NULL, `text` text NOT NULL)',
  'CREATE TABLE `pairs` (`a` text NOT NULL, `b` text NOT NULL, PRIMARY KEY(`a`, `b`))',
  'CREATE INDEX `notes_text` ON `notes` (`text`)',
];

function schemaOf(statements: readonly string[]): SchemaRow[] {
  const database = new Database(':memory:');
  try {
    for (const statement of statements) database.exec(statement);
    return database.prepare('select type, name, tbl_name "table", sql from sqlite_schema').all() as SchemaRow[];
  } finally {
    database.close();
  }
}

const expected = schemaOf(own);

test('the schema that the migrations make is ours, to our program and to an older one', () => {
  expect(findForeign(schemaOf(own), expected)).toBeUndefined();
  expect(findActive(schemaOf(own), expected)).toBeUndefined();
});

describe('to a program of the same version', () => {
  test.each([
    [
      'create trigger a after insert on notes begin delete from notes; end',
      'holds a trigger "a" that is not tracker\'s',
    ],
    ['create view v as select 1', 'holds a view "v" that is not tracker\'s'],
    ['create table more (a)', 'holds a table "more" that is not tracker\'s'],
    ['create index i on notes (lower(text))', 'holds an index "i" that is not tracker\'s'],
    ['drop index notes_text', 'lacks an index "notes_text"'],
    ['alter table notes add column b text', 'has a table "notes" in another form than tracker\'s'],
    [
      'drop index notes_text; create index notes_text on pairs (a)',
      'has an index "notes_text" in another form than tracker\'s',
    ],
  ])('%s: %s', (change, fault) => {
    expect(findForeign(schemaOf([...own, change]), expected)).toBe(fault);
  });
});

describe('in a version that a newer program has made', () => {
  test.each([
    'create table more (id integer primary key not null, note integer references notes (note), unique (note))',
    'create table "odd name" (a text default \'as (check)\')',
    'create unique index i on notes (text, note)',
    'alter table notes add column rank text',
  ])('%s may be', (change) => {
    expect(findActive(schemaOf([...own, change]), expected)).toBeUndefined();
  });

  test.each([
    ['create trigger a after insert on notes begin delete from notes; end', 'holds a trigger "a" that runs something'],
    ['create view v as select 1', 'holds a view "v" that runs something'],
    ['create index i on notes (lower(text))', 'holds an index "i" that runs something'],
    ['create index i on notes (text || 1)', 'holds an index "i" that runs something'],
    ['create index i on notes (text) where note > 1', 'holds an index "i" that runs something'],
    ['create table more (a, b generated always as (a))', 'holds a table "more" that runs something'],
    ['create table more (a, b as (hex(a)))', 'holds a table "more" that runs something'],
    ['create table more (a check (length(a) < 9))', 'holds a table "more" that runs something'],
    ['create table more (a default (hex(1)))', 'holds a table "more" that runs something'],
    ['create virtual table more using fts5 (a)', 'holds a table "more" that runs something'],
    [
      'alter table notes add column h text generated always as (hex(text))',
      'holds a table "notes" that runs something',
    ],
    ['drop table pairs', 'lacks a table "pairs"'],
    ['drop table pairs; create view pairs as select 1 a, 2 b', 'lacks a table "pairs"'],
  ])('%s: %s', (change, fault) => {
    const found = findActive(schemaOf([...own, change]), expected);
    expect(found).toBe(fault);
  });
});

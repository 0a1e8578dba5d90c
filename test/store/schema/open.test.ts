import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { currentVersion, migrate } from '../../../src/store/schema/migrate.ts';
import { createTracker, openTables, openTracker } from '../../../src/store/schema/open.ts';
import { refusal } from '../../support/refusal.ts';
import { makeDirectory } from '../../support/workspace.ts';

/** A database of ours in a file, and then what somebody else has done to it. */
function makeFile(change = ''): string {
  const path = join(makeDirectory(), 'data.db');
  const database = createTracker(path);
  migrate(database);
  database.exec(change);
  database.close();
  return path;
}

test('a database of ours opens from its file and from its bytes, with the settings that keep a schema from running', () => {
  const path = makeFile();
  for (const database of [openTracker(path), openTracker(readFileSync(path)), createTracker()]) {
    const ask = (name: string) => database.pragma(name, { simple: true });
    expect([ask('trusted_schema'), ask('cell_size_check')]).toEqual([0, 1]);
    database.close();
  }
  const reader = openTracker(path, { readonly: true });
  expect(() => reader.exec('delete from meta')).toThrow(/readonly/);
  reader.close();
  expect(() => openTracker(join(path, 'nowhere'))).toThrow();
});

describe('what would run something is not opened', () => {
  test.each([
    [
      'create trigger t after insert on events begin delete from events; end',
      'holds a trigger "t" that is not tracker\'s',
    ],
    ['pragma user_version = 0', "that is not tracker's"],
    ['pragma user_version = 1000', "that is not tracker's"],
    [
      `pragma user_version = ${currentVersion() + 1}; create view v as select 1`,
      'holds a view "v" that runs something',
    ],
  ])('%s', (change, fault) => {
    for (const source of [makeFile(change), readFileSync(makeFile(change))]) {
      const { code, message, hint } = refusal(() => openTracker(source));
      expect({ code, message }).toMatchObject({ code: 'database', message: expect.stringContaining(fault) });
      expect(hint).toContain('tracker doctor --fix');
    }
  });

  test('a newer version of our format is, with tables that this program does not know', () => {
    openTracker(makeFile(`pragma user_version = ${currentVersion() + 1}; create table more (a text)`)).close();
  });
});

describe('single tables', () => {
  const bytesOf = (change: string) => readFileSync(makeFile(change));

  test('are read whatever lies beside them, and cannot be written', () => {
    const database = openTables(bytesOf("create view v as select 1; insert into meta values ('a', 'b')"), ['meta']);
    expect(database.prepare('select value from meta').pluck().all()).toEqual(['b']);
    database.close();
  });

  test.each([
    ['alter table meta add column c text', 'has a table "meta" in another form than tracker\'s'],
    ['drop table meta', 'lacks a table "meta"'],
    [
      "alter table meta rename to m; create view meta as select 'a' name, 'b' value",
      'has a view "meta" in another form',
    ],
  ])('are not where %s', (change, fault) => {
    expect(refusal(() => openTables(bytesOf(change), ['meta'])).message).toContain(fault);
  });
});

test('a trigger has not run when its file is refused', () => {
  const path = makeFile("create trigger t after delete on meta begin insert into meta values ('ran', '1'); end");
  refusal(() => openTracker(path));
  const database = new Database(path);
  expect(database.prepare('select count(*) from meta').pluck().get()).toBe(0);
  database.close();
});

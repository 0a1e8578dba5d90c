import Database from 'better-sqlite3';
import { TrackerError } from '../../domain/errors.ts';
import { findActive, findForeign, type SchemaRow } from './foreign.ts';
import { currentVersion, majorVersion, migrateTo } from './migrate.ts';

/**
 * Opens a version of the database, from a file or from its bytes. Whoever wrote it may have put a view in the place of a
 * table, a trigger, or an index on an expression, all of which SQLite runs: nothing is asked of it before its schema is
 * seen to be what the migrations of its version make. Throws `database`.
 */
export function openTracker(source: string | Buffer, { readonly = false, timeoutMs = 5_000 } = {}): Database.Database {
  const database =
    typeof source === 'string'
      ? new Database(source, { readonly, fileMustExist: true, timeout: timeoutMs })
      : new Database(source);
  try {
    harden(database);
    checkSchema(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens the bytes of a version of which these tables are to be read, and nothing else: they alone have to be ours. To
 * read a plain table runs nothing, whatever lies beside it. Throws `database`.
 */
export function openTables(bytes: Buffer, tables: readonly string[]): Database.Database {
  const database = new Database(bytes, { readonly: true });
  try {
    harden(database);
    const own = schemaOf(currentVersion()).filter(({ type, name }) => type === 'table' && tables.includes(name));
    const found = readSchema(database, maxObjects).filter(({ name }) => tables.includes(name));
    const fault = findForeign(found, own);
    if (fault === undefined) return database;
    throw new TrackerError('database', `.tracker/data.db ${fault}.`, restoring);
  } catch (error) {
    database.close();
    throw error;
  }
}

const restoring =
  'Its events cannot be read from there. `git log -- .tracker/data.db` lists its versions; restore the newest one that is whole.';

/** An empty database, in memory or in a new file. */
export function createTracker(path = ':memory:'): Database.Database {
  const database = new Database(path);
  harden(database);
  return database;
}

/** Functions that a schema names are not run from there, and a cell that points out of its page is damage at once. */
export function harden(database: Database.Database): void {
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
}

function checkSchema(database: Database.Database): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  const newer = version > currentVersion();
  const expected = schemaOf(Math.min(version, currentVersion()));
  // One more than a version of ours has is enough to see that it is not one.
  const found = readSchema(database, newer ? maxObjects : expected.length + 1);
  const fault = newer ? findActive(found, expected) : findForeign(found, expected);
  if (fault === undefined) return;
  throw new TrackerError(
    'database',
    `.tracker/data.db ${fault}.`,
    'It was not used, and left as it is: a file from elsewhere must not run anything. `tracker doctor --fix` makes it anew from its events.',
  );
}

/** More tables and indexes than a format of ours will ever have. */
const maxObjects = 1000;

export const readSchema = (database: Database.Database, limit: number): SchemaRow[] =>
  database.prepare('select type, name, tbl_name "table", sql from sqlite_schema limit ?').all(limit) as SchemaRow[];

/** Put here by scripts/build.ts: to make it takes some milliseconds of every start. */
declare const TRACKER_SCHEMA: string;

/** By version. */
const schemas = new Map<number, SchemaRow[]>(typeof TRACKER_SCHEMA === 'undefined' ? [] : JSON.parse(TRACKER_SCHEMA));

/** What the migrations up to a version make, as SQLite itself says it. */
export function schemaOf(version: number): SchemaRow[] {
  const known = schemas.get(version);
  if (known) return known;
  const database = new Database(':memory:');
  try {
    if (Math.floor(version / 1000) === majorVersion) migrateTo(database, version);
    const schema = readSchema(database, maxObjects);
    schemas.set(version, schema);
    return schema;
  } finally {
    database.close();
  }
}

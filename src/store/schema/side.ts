import Database from 'better-sqlite3';
import { findForeign, type SchemaRow } from './foreign.ts';
import { harden, readSchema } from './open.ts';

/** Put here by scripts/build.ts, for the files that most calls open. */
declare const TRACKER_SIDE_SCHEMAS: string;

const maxObjects = 100;
/** By definitions. */
const expected = new Map<string, SchemaRow[]>(
  typeof TRACKER_SIDE_SCHEMAS === 'undefined' ? [] : JSON.parse(TRACKER_SIDE_SCHEMAS),
);

/**
 * Checks that a side file holds just what `definitions` make: it may lie where a repository or an archive has put it, and
 * what it held besides would run. Throws an error whose code is SQLite's of a file that is no database.
 */
export function checkSideSchema(database: Database.Database, definitions: string): void {
  harden(database);
  const fault = findForeign(readSchema(database, maxObjects), sideSchemaOf(definitions));
  if (fault !== undefined) throw Object.assign(new Error(`The file ${fault}.`), { code: 'SQLITE_NOTADB' });
}

/** What the definitions make, as SQLite itself says it. */
export function sideSchemaOf(definitions: string): SchemaRow[] {
  const known = expected.get(definitions);
  if (known) return known;
  const database = new Database(':memory:');
  try {
    database.exec(definitions);
    const schema = readSchema(database, maxObjects);
    expected.set(definitions, schema);
    return schema;
  } finally {
    database.close();
  }
}

import Database from 'better-sqlite3';
import { findForeign, type SchemaRow } from './foreign.ts';

const maxObjects = 100;
const expected = new Map<string, SchemaRow[]>();

/**
 * Checks that a side file holds just what `definitions` make: it may lie where a repository or an archive has put it, and
 * what it held besides would run. Throws an error whose code is SQLite's of a file that is no database.
 */
export function checkSideSchema(database: Database.Database, definitions: string): void {
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  const fault = findForeign(readSchema(database), schemaOf(definitions));
  if (fault !== undefined) throw Object.assign(new Error(`The file ${fault}.`), { code: 'SQLITE_NOTADB' });
}

function schemaOf(definitions: string): SchemaRow[] {
  const known = expected.get(definitions);
  if (known) return known;
  const database = new Database(':memory:');
  try {
    database.exec(definitions);
    const schema = readSchema(database);
    expected.set(definitions, schema);
    return schema;
  } finally {
    database.close();
  }
}

const readSchema = (database: Database.Database): SchemaRow[] =>
  database
    .prepare('select type, name, tbl_name "table", sql from sqlite_schema limit ?')
    .all(maxObjects) as SchemaRow[];

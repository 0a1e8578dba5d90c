import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { getFrom } from '../../domain/get-from.ts';
import type { Db } from './connect.ts';
import { placeholders, prepared } from './prepared.ts';

export type Row = Record<string, unknown>;

/**
 * A function that adds a row to a table, by a query prepared once for each connection. What a row leaves out is null.
 * `twice`: a row that is there already stays as it is.
 */
export function inserter(table: SQLiteTable, { twice = false } = {}): (db: Db, row: Row) => void {
  const names = Object.keys(getTableColumns(table));
  const values = Object.fromEntries(names.map((name) => [name, placeholders[name]]));
  const query = prepared((db) => {
    const insert = db.insert(table).values(values);
    return (twice ? insert.onConflictDoNothing() : insert).prepare();
  });
  return (db, row) => void query(db).run(complete(names, row));
}

/** The same for a table whose rows are replaced: the row with this key, where there is one, becomes the given one. */
export function replacer(table: SQLiteTable, key: string): (db: Db, row: Row) => void {
  const columns = new Map(Object.entries(getTableColumns(table)));
  const names = [...columns.keys()];
  const target = getFrom(columns, key, 'column');
  const values = Object.fromEntries(names.map((name) => [name, placeholders[name]]));
  const set = Object.fromEntries([...columns].map(([name, column]) => [name, sql.raw(`excluded."${column.name}"`)]));
  const query = prepared((db) => db.insert(table).values(values).onConflictDoUpdate({ target, set }).prepare());
  return (db, row) => void query(db).run(complete(names, row));
}

const selects = new Map<SQLiteTable, (db: Db) => { all(values: Row): unknown[] }>();

function rowsOf(table: SQLiteTable & { ticket: SQLiteColumn }): (db: Db) => { all(values: Row): unknown[] } {
  let query = selects.get(table);
  if (query === undefined) {
    query = prepared((db) => db.select().from(table).where(eq(table.ticket, placeholders.ticket)).prepare());
    selects.set(table, query);
  }
  return query;
}

/** Makes a ticket's rows of a table these rows, by deleting and adding what differs. */
export function syncRows(
  db: Db,
  table: SQLiteTable & { ticket: SQLiteColumn },
  { ticket, rows, add }: { ticket: number; rows: readonly Row[]; add: (db: Db, row: Row) => void },
): void {
  const columns = Object.entries(getTableColumns(table));
  const identity = (row: Row) => JSON.stringify(columns.map(([name]) => row[name] ?? null));
  const wanted = new Map(rows.map((row) => [identity(row), row]));
  for (const row of rowsOf(table)(db).all({ ticket }) as Row[]) {
    if (wanted.delete(identity(row))) continue;
    const same: SQL[] = columns.filter(([name]) => row[name] !== null).map(([name, column]) => eq(column, row[name]));
    db.delete(table)
      .where(and(...same))
      .run();
  }
  for (const row of wanted.values()) add(db, row);
}

function complete(names: readonly string[], row: Row): Row {
  const whole: Row = {};
  for (const name of names) whole[name] = row[name] ?? null;
  return whole;
}

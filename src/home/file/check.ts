import Database from 'better-sqlite3';
import { getTableName } from 'drizzle-orm';
import { refold } from '../../store/apply/refold.ts';
import { connect } from '../../store/schema/connect.ts';
import {
  aliases,
  assignees,
  comments,
  conflicts,
  idempotency,
  labels,
  links,
  projects,
  reviews,
  tickets,
} from '../../store/schema/schema.ts';

const tables = [tickets, labels, assignees, links, comments, reviews, projects, aliases, conflicts, idempotency];

export interface TableDifference {
  table: string;
  /** Rows that the file has and the events do not give. */
  surplus: number;
  /** Rows that the events give and the file does not have. */
  missing: number;
}

export interface FileCheck {
  /** What SQLite's integrity_check says; empty when all is well. */
  damage: string[];
  differences: TableDifference[];
  events: number;
  tickets: number;
}

/** Checks a database file, without changing it: SQLite's own check, and whether the tables are what the events say. */
export function checkFile(path: string): FileCheck {
  const file = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const damage = (file.pragma('integrity_check') as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok');
    if (damage.length > 0) return { damage, differences: [], events: 0, tickets: 0 };
    const events = file.prepare('select count(*) from events').pluck().get() as number;
    const count = file.prepare('select count(*) from tickets').pluck().get() as number;
    return { damage, differences: compareTables(file), events, tickets: count };
  } finally {
    file.close();
  }
}

function compareTables(file: Database.Database): TableDifference[] {
  const fresh = new Database(file.serialize());
  try {
    refold(connect(fresh));
    return tables.flatMap((table) => {
      const name = getTableName(table);
      const before = countRows(file, name);
      const after = countRows(fresh, name);
      const surplus = difference(before, after);
      const missing = difference(after, before);
      return surplus + missing > 0 ? [{ table: name, surplus, missing }] : [];
    });
  } finally {
    fresh.close();
  }
}

function countRows(database: Database.Database, table: string): Map<string, number> {
  const rows = new Map<string, number>();
  for (const row of database.prepare(`select * from ${table}`).raw().iterate()) {
    const text = JSON.stringify(row);
    rows.set(text, (rows.get(text) ?? 0) + 1);
  }
  return rows;
}

function difference(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const [row, times] of a) count += Math.max(0, times - (b.get(row) ?? 0));
  return count;
}

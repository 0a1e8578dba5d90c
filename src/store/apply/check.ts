import Database from 'better-sqlite3';
import { getTableName } from 'drizzle-orm';
import { connect } from '../schema/connect.ts';
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
} from '../schema/schema.ts';

import { refold } from './refold.ts';

const tables = [tickets, labels, assignees, links, comments, reviews, projects, aliases, conflicts, idempotency];

export interface TableDifference {
  table: string;
  /** Rows that the file has and the events do not give. */
  surplus: number;
  /** Rows that the events give and the file does not have. */
  missing: number;
}

export interface Counts {
  events: number;
  tickets: number;
}

export function countStored(file: Database.Database): Counts {
  const count = (table: string) => file.prepare(`select count(*) from ${table}`).pluck().get() as number;
  return { events: count('events'), tickets: count('tickets') };
}

/** Where the tables are not what the events say: they are refolded in a copy in memory, and compared row by row. */
export function compareTables(file: Database.Database): TableDifference[] {
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

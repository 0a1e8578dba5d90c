import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { idFromBytes } from '../../src/domain/event/id.ts';
import { checkFile } from '../../src/home/file/check.ts';
import { skipOverLog } from './test-home.ts';
import { isolatedEnv, type TestRepository } from './workspace.ts';

export function dataOf(root: string): string {
  skipOverLog();
  return join(root, '.tracker', 'data.db');
}

export interface FactEvent {
  id: string;
  kind: string;
  session: string;
  ticket: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: payloads of all kinds
  payload: any;
}

/** What a stock SQLite reads from a database file, without any of our code. */
export function factsOf(file: string | Buffer): {
  events: FactEvent[];
  tickets: { ticket: number; id: string; key: string; title: string; status: string; description: string | null }[];
} {
  const database = typeof file === 'string' ? new Database(file, { readonly: true }) : new Database(file);
  try {
    const rows = database
      .prepare('select e.*, s.name session_name from events e join sessions s using (session) order by event')
      .all() as { id: Buffer; kind: string; session_name: string; ticket: number | null; payload: string }[];
    const events = rows.map(({ id, kind, session_name: session, ticket, payload }) => {
      return { id: idFromBytes(id), kind, session, ticket, payload: JSON.parse(payload) };
    });
    const found = database.prepare('select * from tickets').all() as { id: Buffer }[];
    // biome-ignore lint/suspicious/noExplicitAny: a row as it stands
    return { events, tickets: found.map((row: any) => ({ ...row, id: idFromBytes(row.id) })) };
  } finally {
    database.close();
  }
}

/** Integrity, and that the tables are what the events give; returns the counts. */
export function expectWhole(file: string): { events: number; tickets: number } {
  const { damage, differences, events, tickets } = checkFile(file);
  expect({ damage, differences }).toEqual({ damage: [], differences: [] });
  return { events, tickets };
}

/** Nothing beside the database but the ignore rules and the folder that git ignores. */
export const strangersIn = (root: string): string[] =>
  readdirSync(join(root, '.tracker')).filter((name) => !['data.db', '.gitignore', 'local'].includes(name));

export const lockOf = (root: string): string => join(root, '.tracker', 'local', 'lock');

/** Temps in the side folder. */
export const tempsOf = (root: string, side = '.git/tracker'): string[] =>
  existsSync(join(root, side)) ? readdirSync(join(root, side)).filter((name) => name.includes('.tmp')) : [];

/** The bytes of a blob, such as `HEAD:.tracker/data.db`. */
export function blobOf(repository: TestRepository, name: string): Buffer {
  const options = { cwd: repository.root, env: isolatedEnv(), maxBuffer: 2 ** 30 };
  return execFileSync('git', ['cat-file', 'blob', name], options);
}

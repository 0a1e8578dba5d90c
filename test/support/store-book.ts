import Database from 'better-sqlite3';
import type { TrackerEvent } from '../../src/domain/event/event.ts';
import { idFromBytes } from '../../src/domain/event/id.ts';
import { openDraft } from '../../src/store/apply/draft.ts';
import { recordEvent } from '../../src/store/apply/record.ts';
import { buildFrom } from '../../src/store/apply/refold.ts';
import { listAllEvents } from '../../src/store/read/events.ts';
import { connect, type Db } from '../../src/store/schema/connect.ts';
import { migrate } from '../../src/store/schema/migrate.ts';
import type { Book } from './books.ts';

export interface OpenFile {
  sqlite: Database.Database;
  db: Db;
}

/** A database of this program: a new one, in memory or at a path, or what bytes hold. */
export function openFile(bytes: Buffer | string = ':memory:'): OpenFile {
  const sqlite = new Database(bytes);
  // What is taken out leaves no traces: a redacted text, and bytes that depend on how a file came about.
  sqlite.pragma('secure_delete = ON');
  if (typeof bytes === 'string') migrate(sqlite);
  return { sqlite, db: connect(sqlite) };
}

export function fileOf(events: readonly TrackerEvent[], path?: string): OpenFile {
  const file = openFile(path);
  file.sqlite.transaction(() => buildFrom(file.db, events))();
  return file;
}

/** Events as they were written, without their numbers in a file. */
export const eventsIn = (db: Db): TrackerEvent[] =>
  listAllEvents(db).map(({ event: _, ...event }) => event as TrackerEvent);

/** A replica that is a real database: written through recordEvent, built anew by a merge. */
export function storeBook(watch: (file: OpenFile) => void = () => undefined): Book {
  let file = openFile();
  return {
    list: () => eventsIn(file.db),
    append(draft, { id, time, author }) {
      const tx = { db: file.db, now: time, author, newId: () => id, add: openDraft(file.db).draft.add };
      file.sqlite.transaction(() => recordEvent(tx, draft))();
      watch(file);
    },
    replace(events) {
      file.sqlite.close();
      file = fileOf(events);
      watch(file);
    },
  };
}

const projected = [
  'tickets',
  'labels',
  'assignees',
  'links',
  'comments',
  'reviews',
  'projects',
  'aliases',
  'conflicts',
  'idempotency',
];

type Row = Record<string, unknown>;

/** Every row of every projected table, as it stands in the file. */
export function tablesOf({ sqlite }: OpenFile): Record<string, Row[]> {
  return Object.fromEntries(
    projected.map((table) => [table, sorted(sqlite.prepare(`select * from ${table}`).all() as Row[])]),
  );
}

/** The same with ids in place of the numbers that events and tickets have in this file. */
export function readableTables(file: OpenFile): Record<string, Row[]> {
  const idsOf = (table: string, number: string) =>
    new Map(
      (
        file.sqlite.prepare(`select ${number} as number, id from ${table}`).all() as { number: number; id: Buffer }[]
      ).map((row) => [row.number, idFromBytes(row.id)]),
    );
  const events = idsOf('events', 'event');
  const tickets = idsOf('tickets', 'ticket');
  const named: Record<string, Map<number, string>> = { ticket: tickets, parent: tickets, target: tickets };
  for (const column of ['event', 'description_event', 'claim_event', 'reply_to', 'decided', 'position'])
    named[column] = events;
  const readable = (row: Row): Row =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [
        column,
        typeof value === 'number' && named[column] ? named[column].get(value) : value,
      ]),
    );
  return Object.fromEntries(Object.entries(tablesOf(file)).map(([table, rows]) => [table, sorted(rows.map(readable))]));
}

const sorted = (rows: Row[]): Row[] => rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

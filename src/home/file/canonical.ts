import type { Database } from 'better-sqlite3';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { buildFrom } from '../../store/apply/refold.ts';
import { listAllEvents, listIds, sortRows } from '../../store/read/events.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { bringUpToDate, migrate } from '../../store/schema/migrate.ts';
import { createTracker } from '../../store/schema/open.ts';
import { openBytes } from './bytes.ts';
import { sizeWithRoom } from './publish/room.ts';
import { changeStart, writeNew } from './write-whole.ts';

/**
 * The database file of a set of events: the same set gives the same bytes, whoever builds it and in whatever order the
 * events come, as long as SQLite lays out pages alike.
 */
export function buildFile(events: readonly TrackerEvent[]): Buffer {
  const sqlite = createTracker();
  try {
    fill(sqlite, (db) => buildFrom(db, events));
    const file = withConstants(sqlite.serialize());
    return Buffer.concat([file, Buffer.alloc(sizeWithRoom(file.length) - file.length)]);
  } finally {
    sqlite.close();
  }
}

/** The same on the disk, where nothing lies yet at `path`: of the larger files not even the bytes are held in memory. */
export function buildFileAt(path: string, build: (db: Db) => void): void {
  writeNew(path, '');
  const sqlite = createTracker(path);
  try {
    // Where it comes to an end before it is done nobody needs it.
    for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -2000']) sqlite.pragma(setting);
    fill(sqlite, build);
  } finally {
    sqlite.close();
  }
  changeStart(path, 100, { change: withConstants, sizeOf: sizeWithRoom });
}

function fill(sqlite: Database, build: (db: Db) => void): void {
  sqlite.pragma('page_size = 4096');
  sqlite.exec('BEGIN');
  migrate(sqlite);
  build(connect(sqlite));
  sqlite.exec('COMMIT');
  sqlite.exec('VACUUM');
}

/** Counters and the version of the library that last wrote differ between machines and mean nothing in a fresh file. */
function withConstants(start: Buffer): Buffer {
  start.writeUInt32BE(1, 24); // file change counter
  start.writeUInt32BE(1, 40); // schema cookie
  start.writeUInt32BE(1, 92); // the change counter for which the size in the header holds
  start.writeUInt32BE(3_054_000, 96); // SQLite's version
  return start;
}

/** Told how many rows of a version are no events, where there are some: they count for nothing, and users are to know. */
export type Told = (setAside: number) => void;

/** All events of a database file, brought to this program's schema in memory. An empty file has none. Throws `database`. */
export const readEvents = (file: Buffer, told: Told = () => undefined): TrackerEvent[] =>
  file.length === 0
    ? []
    : readAsItIs(file, (db) => {
        const { events, setAside } = sortRows(db);
        if (setAside > 0) told(setAside);
        return events.map(({ event: _, ...event }) => event as TrackerEvent);
      });

/** Without their numbers in this file. */
export const listBareEvents = (db: Db): TrackerEvent[] =>
  listAllEvents(db).map(({ event: _, ...event }) => event as TrackerEvent);

/** Reads what events say: they are in a new database in memory, with the tables that they give. */
export function readFolded<T>(events: readonly TrackerEvent[], work: (db: Db) => T): T {
  const sqlite = createTracker();
  try {
    sqlite.exec('BEGIN');
    migrate(sqlite);
    const db = connect(sqlite);
    buildFrom(db, events);
    return work(db);
  } finally {
    sqlite.close();
  }
}

/**
 * Reads a version as it lies there, tables and all. `isFolded`: this program's fold has written the tables, or should have;
 * else an older one has, and they are to be computed anew. Throws `database`.
 */
export function readAsItIs<T>(file: Buffer, work: (db: Db, isFolded: boolean) => T): T {
  const sqlite = openBytes(file);
  try {
    sqlite.exec('BEGIN');
    const isFolded = !bringUpToDate(sqlite);
    return work(connect(sqlite), isFolded);
  } finally {
    sqlite.close();
  }
}

/** The ids of all events of a version, without the rest of them. An empty file has none. Throws `database`. */
export function listEventIds(file: Buffer): Set<Id> {
  if (file.length === 0) return new Set();
  const sqlite = openBytes(file);
  try {
    return listIds(connect(sqlite));
  } finally {
    sqlite.close();
  }
}

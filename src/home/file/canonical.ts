import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { mergeEvents } from '../../domain/event/merge.ts';
import { listRewritten, type Rewritten } from '../../domain/event/rewritten.ts';
import { buildFrom } from '../../store/apply/refold.ts';
import { listAllEvents, listIds, sortRows } from '../../store/read/events.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { bringUpToDate, migrate } from '../../store/schema/migrate.ts';
import { createTracker } from '../../store/schema/open.ts';
import { openBytes } from './bytes.ts';
import { sizeWithRoom } from './publish/room.ts';

/**
 * The database file of a set of events: the same set gives the same bytes, whoever builds it and in whatever order the
 * events come, as long as SQLite lays out pages alike.
 */
export function buildFile(events: readonly TrackerEvent[]): Buffer {
  const sqlite = createTracker();
  try {
    sqlite.pragma('page_size = 4096');
    sqlite.exec('BEGIN');
    migrate(sqlite);
    buildFrom(connect(sqlite), events);
    sqlite.exec('COMMIT');
    sqlite.exec('VACUUM');
    const file = withConstantHeader(sqlite.serialize());
    return Buffer.concat([file, Buffer.alloc(sizeWithRoom(file.length) - file.length)]);
  } finally {
    sqlite.close();
  }
}

/** Counters and the version of the library that last wrote differ between machines and mean nothing in a fresh file. */
function withConstantHeader(file: Buffer): Buffer {
  file.writeUInt32BE(1, 24); // file change counter
  file.writeUInt32BE(1, 40); // schema cookie
  file.writeUInt32BE(1, 92); // the change counter for which the size in the header holds
  file.writeUInt32BE(3_054_000, 96); // SQLite's version
  return file;
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

/**
 * Three versions of a database file as one; base is empty where the sides have no common version. In a `union` all that
 * either side has is in it, and the base only tells what was rewritten; else what theirs has and the base has not is added.
 */
export function mergeFiles(
  { base, ours, theirs, union = false }: { base: Buffer; ours: Buffer; theirs: Buffer; union?: boolean },
  told: { ours?: Told; theirs?: Told; rewritten?(found: Rewritten[], events: readonly TrackerEvent[]): void } = {},
): Buffer {
  const versions = {
    base: readEvents(base),
    ours: readEvents(ours, told.ours),
    theirs: readEvents(theirs, told.theirs),
  };
  const merged = mergeEvents(union ? { ...versions, base: [] } : versions);
  told.rewritten?.(listRewrittenIn(versions, merged), merged);
  return buildFile(merged);
}

/** Against the common version, and where that has not got the event, against the other side. */
function listRewrittenIn(
  { base, ours, theirs }: Record<'base' | 'ours' | 'theirs', TrackerEvent[]>,
  merged: readonly TrackerEvent[],
): Rewritten[] {
  const known = new Set(base.map(({ id }) => id));
  const isNew = ({ id }: { id: Id }) => !known.has(id);
  const sides = [ours, theirs].flatMap((side) => listRewritten(side.filter(isNew), merged));
  const found = new Map([...listRewritten(base, merged), ...sides].map((one) => [one.event, one]));
  return [...found.values()];
}

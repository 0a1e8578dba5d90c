import type Database from 'better-sqlite3';
import { TrackerError } from '../../domain/errors.ts';
import type { Id } from '../../domain/event/event.ts';
import { refold } from '../../store/apply/refold.ts';
import { listPresent, listRedacted } from '../../store/read/events.ts';
import { readStart } from '../../store/regular.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { bringUpToDate } from '../../store/schema/migrate.ts';
import { openTracker } from '../../store/schema/open.ts';
import { parseHeader, usedBytesOf } from './header.ts';

/** A version of the file that is held in memory, as git keeps it; what is done to it stays there. */
export function openBytes(file: Buffer): Database.Database {
  if (file.subarray(0, pointerStart.length).equals(pointerStart))
    throw new TrackerError('database', '.tracker/data.db is a pointer of Git LFS.', 'Run `git lfs pull`.');
  const header = parseHeader(file, file.length);
  if (!header)
    throw new TrackerError(
      'database',
      file.length === 0 ? '.tracker/data.db is empty.' : 'A version of .tracker/data.db is truncated.',
      "Take the other side's version, or an older one that is whole.",
    );
  // A write-ahead mark cannot be opened from memory; what is committed is complete without its log.
  if (file[18] === 2) file.fill(1, 18, 20);
  return openTracker(file.subarray(0, header.bytes));
}

/**
 * The bytes of a database file that its pages take; what follows them is room, or nothing of ours, and is not read. Of what
 * is no whole database of ours only the beginning, which is enough to say so. Throws what the file system says.
 */
export function readUsed(path: string): Buffer {
  const { start, size } = readStart(path, '.tracker/data.db', 100);
  return readStart(path, '.tracker/data.db', Math.min(size, usedBytesOf(start, size))).start;
}

const pointerStart = Buffer.from('version https://git-lfs');

/** The version in this program's schema, its tables as this program's fold gives them. */
export async function readBytes<T>(file: Buffer, work: (db: Db) => Promise<T>): Promise<T> {
  const sqlite = openBytes(file);
  try {
    sqlite.exec('BEGIN');
    const db = connect(sqlite);
    if (bringUpToDate(sqlite)) refold(db);
    return await work(db);
  } finally {
    sqlite.close();
  }
}

/** Which of the events a version has. */
export const findEvents = (file: Buffer, ids: readonly Id[]): Set<Id> => findWith(listPresent, file, ids);

/** Those of the events that the version has, and has redacted. Throws `database`. */
export const findRedacted = (file: Buffer, ids: readonly Id[]): Set<Id> => findWith(listRedacted, file, ids);

function findWith(find: typeof listPresent, file: Buffer, ids: readonly Id[]): Set<Id> {
  const sqlite = openBytes(file);
  try {
    return find(connect(sqlite), ids);
  } finally {
    sqlite.close();
  }
}

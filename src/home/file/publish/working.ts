import { closeSync, fsyncSync, ftruncateSync, futimesSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { catchUp } from '../../../store/apply/catch-up.ts';
import { connect } from '../../../store/schema/connect.ts';
import { bringUpToDate, migrate } from '../../../store/schema/migrate.ts';
import { createTracker, openTracker } from '../../../store/schema/open.ts';
import { findStamp, type Stamp, sameStamp } from '../../../store/stamp.ts';
import type { Header } from '../header.ts';
import { tempName } from '../side/temps.ts';
import { copyPlain, isCurrent } from '../versions.ts';
import type { Copy, Spare } from './spare.ts';

/** The private copy that a write works on, inside an open transaction. */
export interface Working {
  sqlite: Database.Database;
  /** The file is new. */
  created: boolean;
  /** An older program wrote the tables: they must be refolded. */
  stale: boolean;
}

/** The version that a write starts from. */
export interface Base {
  stamp: Stamp;
  header: Header;
  /** What another program left beside the file. */
  sidecars: string[];
  /** Its write-ahead log, where the file is in that format. */
  log: Stamp | undefined;
}

export interface WorkingCopy {
  path: string;
  /** Of the file that `working` writes to: what is put in place is that one. */
  inode: bigint | undefined;
  working: Working;
  /** Where the copy is the spare: for `giveBack`. */
  spare?: Copy;
}

/** The spare where it can be brought to the base's version, else a copy made now. */
export function openWorking(
  { path: file, side, spare: spares }: { path: string; side: string; spare: Spare },
  base: Base | undefined,
): WorkingCopy {
  const spare = base && isCurrent(base.header) && base.sidecars.length === 0 ? spares.take() : undefined;
  if (spare && base) {
    const working = bring(spare, { file, base });
    if (working) return { path: spare.path, inode: inodeOf(spare.path), working, spare };
    removeCopy(spare.path);
  }
  const path = join(side, tempName('copy'));
  try {
    if (base) copyPlain(file, path, base.header);
    else closeSync(openSync(path, 'wx'));
    const inode = inodeOf(path);
    return { path, inode, working: openCopy(path, { created: base === undefined }) };
  } catch (error) {
    removeCopy(path);
    throw error;
  }
}

const inodeOf = (path: string): bigint | undefined => findStamp(path)?.inode;

export function removeCopy(copy: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
}

/** Undefined: the spare is of no use, whatever the reason, and the write makes its own copy. */
function bring(spare: Copy, { file, base }: { file: string; base: Base }): Working | undefined {
  let working: Working | undefined;
  try {
    working = openCopy(spare.path, { created: false });
    if (sameStamp(spare.source, base.stamp) || hasCaughtUp(working, file)) return working;
  } catch {
    // Below.
  }
  working?.sqlite.close();
  return undefined;
}

function hasCaughtUp(working: Working, file: string): boolean {
  const sqlite = openTracker(file, { readonly: true });
  try {
    return catchUp(connect(working.sqlite), connect(sqlite), statSync(file).size);
  } finally {
    sqlite.close();
  }
}

function openCopy(copy: string, { created }: { created: boolean }): Working {
  const sqlite = created ? createTracker(copy) : openTracker(copy);
  try {
    sqlite.pragma('journal_mode = MEMORY');
    // The one fsync that counts comes after the transaction, on the whole file.
    sqlite.pragma('synchronous = OFF');
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.pragma('secure_delete = ON');
    sqlite.exec('BEGIN IMMEDIATE');
    if (!created) return { sqlite, created, stale: bringUpToDate(sqlite) };
    migrate(sqlite);
    return { sqlite, created, stale: false };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Runs the work, ends its transaction and closes the copy: after an error, or without a change, that is as it was. */
export async function runIn<T extends { changed: boolean }>(
  sqlite: Database.Database,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const outcome = await work();
    sqlite.exec(outcome.changed ? 'COMMIT' : 'ROLLBACK');
    return outcome;
  } finally {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    sqlite.close();
  }
}

/** What `stampVersion` does, and fsync. */
export function makeDurable(copy: string, before: Stamp | undefined, size?: number): number {
  const descriptor = stampVersion(copy, before, size);
  try {
    fsyncSync(descriptor);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * Gives the version its size in bytes, where one is given, and a whole-second mtime of its own: git compares size, inode and whole seconds, and inode
 * numbers are recycled at once (git's Documentation/technical/racy-git). The descriptor that is returned keeps the number of
 * this version from being given to another file while it is open.
 */
export function stampVersion(copy: string, before: Stamp | undefined, size?: number): number {
  const descriptor = openSync(copy, 'r+');
  try {
    if (size !== undefined) ftruncateSync(descriptor, size);
    const previous = before ? Number(before.modified / 1_000_000_000n) : 0;
    const seconds = Math.max(Math.floor(Date.now() / 1000), previous + 1);
    futimesSync(descriptor, seconds, seconds);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

import { closeSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { refold } from '../../store/apply/refold.ts';
import { isBusy } from '../../store/refused-locks.ts';
import { openPlainFile } from '../../store/regular.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { findMeta } from '../../store/schema/meta.ts';
import { bringUpToDate, foldVersion, migrate } from '../../store/schema/migrate.ts';
import { createTracker, openTracker } from '../../store/schema/open.ts';
import { findStamp, type Stamp, sameStamp, stampOf } from '../../store/stamp.ts';
import { readUsed } from './bytes.ts';
import type { Header } from './header.ts';
import { completeHeader, copyPlain, isCurrent } from './versions.ts';

/** A version of the file, open for those that read it. */
interface Version {
  /** What the file was when this was opened: as long as it is that, the next reader shares it. */
  stamp: Stamp | undefined;
  opening: Promise<Opened>;
  opened?: Opened;
  readers: number;
  /** Nobody else begins to read it: the last reader closes it. */
  retired: boolean;
}

interface Opened {
  stamp: Stamp | undefined;
  sqlite: Database.Database;
  db: Db;
  /** Of the file, where SQLite reads on from there; without it all is in memory. */
  descriptor?: number;
  /** Of what lies beside the file, or may come to, where the version's content is in there as well. */
  beside?: Beside;
}

/** A file that is replaced or written to as often while it is read is answered from as it was found. */
const maxAttempts = 20;

/**
 * The versions of a database file that are being read. Each is opened once, stays as it is for as long as somebody reads it,
 * whatever takes its place, and is closed by its last reader. `check` is asked before one is opened: true where there is none and
 * may be none. It may throw.
 */
export function pinVersions(path: string, check: () => Promise<boolean>) {
  const { pin, release, close } = shareVersions(path, check);
  /** Undefined: it was overtaken, and another version is to be read. */
  const tryRead = async <T>(work: (db: Db) => Promise<T>, isLast: boolean): Promise<{ answer: T } | undefined> => {
    const version = pin();
    let isWhole = () => sameStamp(findStamp(path), version.stamp);
    try {
      const opened = await version.opening;
      isWhole = () => isUntouched(opened);
      // One lock for all that is asked, and not one for each question.
      if (!opened.sqlite.inTransaction) opened.sqlite.exec('begin');
      const answer = await work(opened.db);
      return isLast || isWhole() ? { answer } : undefined;
    } catch (error) {
      // A file that git was still writing shows as damage.
      if (isLast || isWhole()) throw error;
      return undefined;
    } finally {
      release(version);
    }
  };
  return {
    async read<T>(work: (db: Db) => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt++) {
        const found = await tryRead(work, attempt > maxAttempts);
        if (found) return found.answer;
      }
    },
    close,
  };
}

function shareVersions(path: string, check: () => Promise<boolean>) {
  let current: Version | undefined;
  const retire = (version: Version) => {
    version.retired = true;
    if (current === version) current = undefined;
    if (version.readers === 0) version.opening.then(close, () => undefined);
  };
  const open = (stamp: Stamp | undefined): Version => {
    const version: Version = {
      stamp,
      opening: openVersion(path, check),
      readers: 0,
      retired: false,
    };
    version.opening.then(
      (opened) => Object.assign(version, { opened, stamp: opened.stamp }),
      () => retire(version),
    );
    return version;
  };
  const isStill = ({ stamp, opened }: Version, now: Stamp | undefined): boolean =>
    sameStamp(stamp, now) && isStillBeside(path, opened?.beside);
  return {
    pin(): Version {
      const stamp = findStamp(path);
      if (current && !isStill(current, stamp)) retire(current);
      current ??= open(stamp);
      current.readers++;
      return current;
    },
    release(version: Version): void {
      version.readers--;
      if (version.readers > 0) return;
      if (version.opened?.sqlite.inTransaction) version.opened.sqlite.exec('commit');
      if (version.retired) retire(version);
    },
    close() {
      if (current) retire(current);
    },
  };
}

function close({ sqlite, descriptor }: Opened): void {
  sqlite.close();
  // Last: to close a file takes SQLite's locks on it away.
  if (descriptor !== undefined) closeSync(descriptor);
}

/** Whether it is what it was when it was opened; that its name has gone to another version changes nothing. */
function isUntouched({ descriptor, stamp }: Opened): boolean {
  if (descriptor === undefined || stamp === undefined) return true;
  const now = stampOf(descriptor);
  return now.size === stamp.size && now.modified === stamp.modified;
}

/**
 * Opens the version that is there. git takes the file away for a moment when it replaces it: that it is not there says nothing
 * before `check` has.
 */
async function openVersion(path: string, check: () => Promise<boolean>): Promise<Opened> {
  for (let attempt = 1; ; attempt++) {
    if (await check()) return { stamp: undefined, ...openEmpty() };
    const header = await completeHeader(path);
    if (!header) continue;
    const opened = openWhole(path, header);
    if (attempt > maxAttempts || sameStamp(findStamp(path), opened.stamp)) return opened;
    close(opened);
  }
}

function openWhole(path: string, header: Header): Opened {
  // In write-ahead format a program that comes later writes beside the file, whose stamp stays.
  const before = stampsBeside(path);
  const alone = before.every((found) => found === undefined);
  const opened = alone && isCurrent(header) ? openAsItLies(path) : undefined;
  if (opened) return opened;
  const stamp = findStamp(path);
  // Reads of what cannot be opened as it lies come from a copy that is brought up to date in memory, once for a version.
  const sqlite = openTracker(readPlain(path, header));
  const db = connect(sqlite);
  if (bringUpToDate(sqlite)) refold(db);
  return { stamp, ...(!(alone && !header.walMode) && { beside: before }), sqlite, db };
}

/**
 * Undefined where the tables are of an older fold, or the file cannot be locked: it is then read whole. Nobody writes to it
 * as it lies, where no journal is beside it, and there are disks that lock nothing.
 */
function openAsItLies(path: string): Opened | undefined {
  const descriptor = openPlainFile(path, '.tracker/data.db');
  let sqlite: Database.Database | undefined;
  let isKept = false;
  try {
    const stamp = stampOf(descriptor);
    sqlite = openTracker(path, { readonly: true, timeoutMs: 0 });
    // KiB, for the driver's 16 MB: what does not fit is in the system's cache.
    sqlite.pragma('cache_size = -1000');
    sqlite.pragma('busy_timeout = 5000');
    const db = connect(sqlite);
    isKept = Number(findMeta(db, 'fold') ?? 0) >= foldVersion;
    return isKept ? { stamp, sqlite, db, descriptor } : undefined;
  } catch (error) {
    if (!isBusy(error)) throw error;
    return undefined;
  } finally {
    if (!isKept) {
      sqlite?.close();
      closeSync(descriptor);
    }
  }
}

/** Of the write-ahead log and whatever else SQLite reads beside a file. */
type Beside = readonly (Stamp | undefined)[];

const stampsBeside = (path: string): Beside => ['-wal', '-shm', '-journal'].map((suffix) => findStamp(path + suffix));

const isStillBeside = (path: string, before: Beside | undefined): boolean =>
  before === undefined || stampsBeside(path).every((stamp, at) => sameStamp(stamp, before[at]));

/** Where the content lies in two files, a copy of both is made to be one, outside of the repository: reads create nothing. */
function readPlain(path: string, header: Header): Buffer {
  if (!header.walMode) return readUsed(path);
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  try {
    copyPlain(path, join(folder, 'data.db'), header);
    return readUsed(join(folder, 'data.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a tracker is before its first write. */
export function openEmpty(): { sqlite: Database.Database; db: Db } {
  const sqlite = createTracker();
  migrate(sqlite);
  return { sqlite, db: connect(sqlite) };
}

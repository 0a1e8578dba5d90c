import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { idMaker } from '../../domain/event/id.ts';
import { refold } from '../../store/apply/refold.ts';
import { isBusy } from '../../store/refused-locks.ts';
import { checkFile } from '../../store/regular.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { findMeta, setMeta } from '../../store/schema/meta.ts';
import { bringUpToDate, foldVersion, migrate } from '../../store/schema/migrate.ts';
import { createTracker, openTracker } from '../../store/schema/open.ts';
import { findStamp, type Stamp, sameStamp } from '../../store/stamp.ts';
import { readUsed } from './bytes.ts';
import type { Carrier } from './carrier.ts';
import { checkMayCreate } from './creation.ts';
import type { Header } from './header.ts';
import { checkTracker, databasePath, type Location, makeLocal, makeSidePaths } from './location.ts';
import { watchGit } from './publish/git-watch.ts';
import { publish } from './publish/publish.ts';
import { openSpare } from './publish/spare.ts';
import type { Target } from './publish/target.ts';
import { openTrackerLock, type TrackerLock } from './publish/tracker-lock.ts';
import { settleUnfinished } from './publish/unfinished.ts';
import { removeAbandoned } from './side/temps.ts';
import { translated } from './translate.ts';
import { completeHeader, copyPlain, isCurrent } from './versions.ts';

/** The database file: answers reads from one complete version of it, and replaces it by a changed one. */
export interface Store {
  readonly path: string;
  read<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** `work` says whether it has changed something; it may run more than once. */
  write<T>(work: (db: Db) => Promise<{ value: T; changed: boolean }>): Promise<T>;
  /** What a write would answer, that changes nothing and makes no tracker where none is. */
  rehearse: Store['write'];
  /** What a write has found that users are to be told once. */
  takeNote(): string | undefined;
  close(): void;
}

interface Handle {
  /** The version that it shows. */
  stamp: Stamp | undefined;
  /** Of what lies beside the file, or may come to, where the version's content is in there as well. */
  beside: Beside | undefined;
  sqlite: Database.Database;
  db: Db;
}

export const newId = idMaker((bytes) => randomFillSync(bytes));

/** Reads that a busy file overtakes this often are answered from the version that they saw. */
const maxReads = 20;

/** Opens nothing and creates nothing before the first call needs it. */
export function openStore(location: Location, repository: Carrier): Store {
  const path = databasePath(location);
  let handle: Handle | undefined;
  let target: (Target & { lock: TrackerLock }) | undefined;
  // Within the process writes queue here: SQLite's lock is between processes.
  let queue: Promise<unknown> = Promise.resolve();

  const current = async (stamp: Stamp | undefined): Promise<Handle> => {
    if (handle && sameStamp(stamp, handle.stamp) && isStillBeside(path, handle.beside)) return handle;
    handle?.sqlite.close();
    handle = undefined;
    checkTracker(location);
    if (!checkFile(path, '.tracker/data.db')) await checkMayCreate(path, repository);
    handle = await openVersion(path, stamp);
    return handle;
  };
  const store: Store = {
    path,
    read: (work) =>
      translated('read', async () => {
        for (let attempt = 0; ; attempt++) {
          const stamp = findStamp(path);
          const isLast = () => attempt >= maxReads || sameStamp(findStamp(path), stamp);
          try {
            const answer = await work((await current(stamp)).db);
            if (isLast()) return answer;
          } catch (error) {
            // A file that git was still writing shows as damage; another version is there by the next look.
            if (isLast()) throw error;
          }
        }
      }),
    async write(work) {
      const run = queue.then(() =>
        translated('write', async () => {
          target ??= await openTarget(location, path, repository);
          return publishChange(target, work);
        }),
      );
      queue = run.catch(() => undefined);
      return run;
    },
    async rehearse(work) {
      if (findStamp(path)) return store.write(async (db) => ({ ...(await work(db)), changed: false }));
      checkTracker(location);
      await checkMayCreate(path, repository);
      return inMemory(work);
    },
    takeNote: () => target?.lock.takeNote(),
    close() {
      handle?.sqlite.close();
      target?.lock.close();
      target?.spare.close();
      handle = target = undefined;
    },
  };
  return store;
}

async function inMemory<T>(work: (db: Db) => Promise<{ value: T }>): Promise<T> {
  const { sqlite, db } = openEmpty();
  try {
    return (await work(db)).value;
  } finally {
    sqlite.close();
  }
}

async function publishChange<T>(target: Target, work: (db: Db) => Promise<{ value: T; changed: boolean }>): Promise<T> {
  const value = await publish(target, async ({ sqlite, created, stale }) => {
    const db = connect(sqlite);
    if (created || stale) refold(db);
    // An older program than the one that wrote the tables: the newer one must refold them.
    else if (findMeta(db, 'fold') !== String(foldVersion)) setMeta(db, 'fold', String(foldVersion));
    return work(db);
  });
  target.spare.renew();
  return value;
}

async function openTarget(
  location: Location,
  path: string,
  repository: Carrier,
): Promise<Target & { lock: TrackerLock }> {
  const lock = openTrackerLock(location);
  const side = makeSidePaths(location).own;
  const inSide = (folder: string) => ({
    side: folder,
    git: watchGit({ gitDir: location.gitDir, side: folder, repository }),
    spare: openSpare(path, folder),
  });
  const target: Target & { lock: TrackerLock } = {
    path,
    lock,
    ...inSide(side),
    checkMayCreate: () => checkMayCreate(path, repository),
    moveSide() {
      const local = makeLocal(location);
      if (target.side === local) return false;
      target.spare.close();
      Object.assign(target, inSide(local));
      removeAbandoned(local);
      return true;
    },
  };
  try {
    await settleUnfinished(target);
    return target;
  } catch (error) {
    target.lock.close();
    throw error;
  }
}

/** Opens the version that `stamp` is of, or a later one, which the caller will notice. */
async function openVersion(path: string, stamp: Stamp | undefined): Promise<Handle> {
  const header = stamp && (await completeHeader(path));
  if (!header) return { stamp, beside: undefined, ...openEmpty() };
  // In write-ahead format a program that comes later writes beside the file, whose stamp stays.
  const before = stampsBeside(path);
  const alone = before.every((found) => found === undefined);
  if (alone && isCurrent(header)) {
    const opened = openAsItLies(path);
    if (opened) return { stamp, beside: undefined, ...opened };
  }
  // Reads of what cannot be opened as it lies come from a copy that is brought up to date in memory, once for a version.
  const sqlite = openTracker(readPlain(path, header));
  const db = connect(sqlite);
  if (bringUpToDate(sqlite)) refold(db);
  return { stamp, beside: alone && !header.walMode ? undefined : before, sqlite, db };
}

/**
 * Undefined where the tables are of an older fold, or the file cannot be locked: it is then read whole. Nobody writes to it
 * as it lies, where no journal is beside it, and there are disks that lock nothing.
 */
function openAsItLies(path: string): Pick<Handle, 'sqlite' | 'db'> | undefined {
  let sqlite: Database.Database | undefined;
  try {
    sqlite = openTracker(path, { readonly: true, timeoutMs: 0 });
    // KiB, for the driver's 16 MB: what does not fit is in the system's cache.
    sqlite.pragma('cache_size = -1000');
    sqlite.pragma('busy_timeout = 5000');
    const db = connect(sqlite);
    if (Number(findMeta(db, 'fold') ?? 0) >= foldVersion) return { sqlite, db };
    sqlite.close();
  } catch (error) {
    sqlite?.close();
    if (!isBusy(error)) throw error;
  }
  return undefined;
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

function openEmpty(): { sqlite: Database.Database; db: Db } {
  const sqlite = createTracker();
  migrate(sqlite);
  return { sqlite, db: connect(sqlite) };
}

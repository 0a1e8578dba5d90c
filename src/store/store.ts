import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { TrackerError } from '../domain/errors.ts';
import { idMaker } from '../domain/id.ts';
import { foldVersion, migrate } from './format.ts';
import { type Lock, openLock } from './lock.ts';
import { publish, putAsideSidecars, removeStaleTemps, type Target } from './publish.ts';
import { findMeta, refold, setMeta } from './refold.ts';
import * as schema from './schema.ts';
import { databasePath, type Location, makeSidePaths } from './side.ts';
import { bringUpToDate, completeHeader, copyPlain, findStamp, isPlain, type Stamp, sameStamp } from './source.ts';
import { openSpare } from './spare.ts';
import type { Db, Repository } from './tx.ts';

/** The database file: answers reads from one complete version of it, and replaces it by a changed one. */
export interface Store {
  readonly path: string;
  read<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** `work` says whether it has changed something; it may run more than once. */
  write<T>(work: (db: Db) => Promise<{ value: T; changed: boolean }>): Promise<T>;
  close(): void;
}

interface Handle {
  stamp: Stamp | undefined;
  sqlite: Database.Database;
  db: Db;
}

export const newId = idMaker((bytes) => randomFillSync(bytes));

/** Opens nothing and creates nothing before the first call needs it. */
export function openStore(location: Location, repository: Pick<Repository, 'tracksDatabase'>): Store {
  const path = databasePath(location);
  let handle: Handle | undefined;
  let target: Target | undefined;
  // Within the process writes queue here: SQLite's lock is between processes.
  let queue: Promise<unknown> = Promise.resolve();

  const current = async (): Promise<Handle> => {
    const stamp = findStamp(path);
    if (handle && sameStamp(stamp, handle.stamp)) return handle;
    handle?.sqlite.close();
    handle = undefined;
    if (stamp === undefined) await checkMayCreate(path, repository);
    handle = await openVersion(location, path);
    return handle;
  };
  return {
    path,
    async read(work) {
      return translated(async () => {
        for (let attempt = 0; ; attempt++) {
          const used = await current();
          try {
            const answer = await work(used.db);
            if (attempt >= 20 || sameStamp(findStamp(path), used.stamp)) return answer;
          } catch (error) {
            // A file that git was still writing shows as damage; another version is there by the next look.
            if (attempt >= 20 || sameStamp(findStamp(path), used.stamp)) throw error;
          }
        }
      });
    },
    async write(work) {
      const run = queue.then(() =>
        translated(async () => {
          target ??= openTarget(location, path, repository);
          return publishChange(target, work);
        }),
      );
      queue = run.catch(() => undefined);
      return run;
    },
    close() {
      handle?.sqlite.close();
      target?.lock.close();
      target?.spare.close();
      handle = target = undefined;
    },
  };
}

async function publishChange<T>(target: Target, work: (db: Db) => Promise<{ value: T; changed: boolean }>): Promise<T> {
  const value = await publish(target, async ({ sqlite, created, stale }) => {
    const db = drizzle(sqlite, { schema });
    if (created) refold(db);
    else if (stale) refold(db);
    // An older program than the one that wrote the tables: the newer one must refold them.
    else if (findMeta(db, 'fold') !== String(foldVersion)) setMeta(db, 'fold', String(foldVersion));
    return work(db);
  });
  putAsideSidecars(target);
  target.spare.renew();
  return value;
}

function openTarget(location: Location, path: string, repository: Pick<Repository, 'tracksDatabase'>): Target {
  const side = makeSidePaths(location).own;
  removeStaleTemps(side);
  const lock: Lock = openLock(join(side, 'lock.db'));
  const indexLock = location.gitDir && join(location.gitDir, 'index.lock');
  const spare = openSpare(path, join(side, `data-${process.pid}-spare`));
  return { path, side, indexLock, lock, spare, checkMayCreate: () => checkMayCreate(path, repository) };
}

/** git takes a file away for a moment when it replaces it; a tracked file that stays away is never made anew. */
async function checkMayCreate(path: string, repository: Pick<Repository, 'tracksDatabase'>): Promise<void> {
  const deadline = performance.now() + 2_000;
  while (findStamp(path) === undefined && (await repository.tracksDatabase())) {
    if (performance.now() > deadline)
      throw new TrackerError(
        'database',
        '.tracker/data.db is in git, but not in the work tree.',
        'Bring it back with `git restore .tracker/data.db` (in a sparse checkout: `git sparse-checkout add .tracker`).',
      );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function openVersion(location: Location, path: string): Promise<Handle> {
  const stamp = findStamp(path);
  const header = stamp && (await completeHeader(path));
  if (!header) return { stamp: findStamp(path), ...openEmpty() };
  if (isPlain(path, header)) {
    const sqlite = new Database(path, { readonly: true, fileMustExist: true });
    const db = drizzle(sqlite, { schema });
    if (Number(findMeta(db, 'fold') ?? 0) >= foldVersion) return { stamp: findStamp(path), sqlite, db };
    sqlite.close();
  }
  // Reads of what cannot be opened as it lies come from a copy that is brought up to date in memory.
  const copy = join(makeSidePaths(location).own, `data-${process.pid}-read.tmp`);
  copyPlain(path, copy, header);
  const bytes = new Database(copy).serialize();
  const sqlite = new Database(bytes);
  const db = drizzle(sqlite, { schema });
  if (bringUpToDate(sqlite)) refold(db);
  return { stamp, sqlite, db };
}

function openEmpty(): { sqlite: Database.Database; db: Db } {
  const sqlite = new Database(':memory:');
  migrate(sqlite);
  return { sqlite, db: drizzle(sqlite, { schema }) };
}

/** Errors of SQLite and the file system as `database`, with what can be done about them. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

const advice: [RegExp, string, string][] = [
  [
    /ENOSPC|SQLITE_FULL/,
    'The disk is full.',
    'Nothing was written and .tracker/data.db is as it was. Free some space and try the same call again.',
  ],
  [
    /EROFS|EACCES|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM/,
    'The repository cannot be written.',
    'Nothing was written. Make .tracker and the git directory writable for this user; reads work all the same.',
  ],
  [
    /SQLITE_CORRUPT|SQLITE_NOTADB/,
    '.tracker/data.db is damaged.',
    'It was left as it is. Run `tracker doctor`; `git log -- .tracker/data.db` lists its versions.',
  ],
  [
    /EIO|SQLITE_IOERR/,
    'The disk reports an error.',
    'Nothing was written. Try the same call again; then run `tracker doctor`.',
  ],
];

function translate(error: unknown): unknown {
  if (error instanceof TrackerError) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  const found = advice.find(([pattern]) => pattern.test(code));
  if (!found && !code.startsWith('SQLITE_')) return error;
  const [, message, hint] = found ?? [undefined, `SQLite says: ${(error as Error).message}.`, 'Run `tracker doctor`.'];
  return new TrackerError('database', message, hint, { cause: error });
}

import { randomFillSync } from 'node:crypto';
import { idMaker } from '../../domain/event/id.ts';
import { refold } from '../../store/apply/refold.ts';
import { checkFile } from '../../store/regular.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { findMeta, setMeta } from '../../store/schema/meta.ts';
import { foldVersion } from '../../store/schema/migrate.ts';
import { findStamp } from '../../store/stamp.ts';
import type { Carrier } from './carrier.ts';
import { checkMayCreate } from './creation.ts';
import { checkTracker, databasePath, type Location, makeLocal, makeSidePaths } from './location.ts';
import { openEmpty, pinVersions } from './pinned.ts';
import { watchGit } from './publish/git-watch.ts';
import { publish } from './publish/publish.ts';
import { openSpare } from './publish/spare.ts';
import type { Target } from './publish/target.ts';
import { openTrackerLock, type TrackerLock } from './publish/tracker-lock.ts';
import { settleUnfinished } from './publish/unfinished.ts';
import { removeAbandoned } from './side/temps.ts';
import { translated } from './translate.ts';
import type { Sync } from './write-whole.ts';

/** The database file: answers reads from one complete version of it, and replaces it by a changed one. */
export interface Store {
  readonly path: string;
  /** `work` has one state of the file for as long as it runs, whoever writes, and any number of them run at once. */
  read<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** `work` says whether it has changed something; it may run more than once. `isFolded`: the tables have just been made. */
  write<T>(work: (db: Db, isFolded: boolean) => Promise<{ value: T; changed: boolean }>): Promise<T>;
  /** What a write would answer, that changes nothing and makes no tracker where none is. */
  rehearse: Store['write'];
  /** What a write has found that users are to be told once. */
  takeNote(): string | undefined;
  close(): void;
}

export const newId = idMaker((bytes) => randomFillSync(bytes));

/** Opens nothing and creates nothing before the first call needs it. */
export function openStore(location: Location, repository: Carrier, { sync }: { sync?: Sync | undefined } = {}): Store {
  const path = databasePath(location);
  let target: (Target & { lock: TrackerLock }) | undefined;
  // Within the process writes queue here: SQLite's lock is between processes.
  let queue: Promise<unknown> = Promise.resolve();

  const versions = pinVersions(path, async () => {
    checkTracker(location);
    return !checkFile(path, '.tracker/data.db') && (await checkMayCreate(path, repository));
  });
  const store: Store = {
    path,
    read: (work) => translated('read', () => versions.read(work)),
    async write(work) {
      const run = queue.then(() =>
        translated('write', async () => {
          target ??= Object.assign(await openTarget(location, path, repository), { sync });
          return publishChange(target, work);
        }),
      );
      queue = run.catch(() => undefined);
      return run;
    },
    async rehearse(work) {
      if (findStamp(path)) return store.write(async (...given) => ({ ...(await work(...given)), changed: false }));
      checkTracker(location);
      await checkMayCreate(path, repository);
      return inMemory(work);
    },
    takeNote: () => target?.lock.takeNote(),
    close() {
      versions.close();
      target?.lock.close();
      target?.spare.close();
      target = undefined;
    },
  };
  return store;
}

async function inMemory<T>(work: (db: Db, isFolded: boolean) => Promise<{ value: T }>): Promise<T> {
  const { sqlite, db } = openEmpty();
  try {
    return (await work(db, true)).value;
  } finally {
    sqlite.close();
  }
}

async function publishChange<T>(
  target: Target,
  work: (db: Db, isFolded: boolean) => Promise<{ value: T; changed: boolean }>,
): Promise<T> {
  const value = await publish(target, async ({ sqlite, created, stale }) => {
    const db = connect(sqlite);
    const isFolded = created || stale;
    if (isFolded) refold(db);
    // An older program than the one that wrote the tables: the newer one must refold them.
    else if (findMeta(db, 'fold') !== String(foldVersion)) setMeta(db, 'fold', String(foldVersion));
    return work(db, isFolded);
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

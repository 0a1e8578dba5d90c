import {
  closeSync,
  existsSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { TrackerError } from '../domain/errors.ts';
import { migrate } from './format.ts';
import type { Lock } from './lock.ts';
import { isRunning } from './process.ts';
import * as schema from './schema.ts';
import {
  bringUpToDate,
  completeHeader,
  copyPlain,
  findStamp,
  keepBackup,
  type Stamp,
  sameStamp,
  sidecarsOf,
} from './source.ts';
import { type Copy, catchUp, type Spare } from './spare.ts';

export interface Target {
  /** `.tracker/data.db`. */
  path: string;
  /** The side folder for temps and backups, on the same file system. */
  side: string;
  /** git's `index.lock`, which git holds while it replaces files of the work tree. */
  indexLock: string | undefined;
  lock: Lock;
  spare: Spare;
  /** Called while the file is absent: throws where git has it and it must not be made anew. */
  checkMayCreate(): Promise<void>;
}

/** The private copy that a write works on, inside an open transaction. */
export interface Working {
  sqlite: Database.Database;
  /** The file is new. */
  created: boolean;
  /** An older program wrote the tables: they must be refolded. */
  stale: boolean;
}

const lockTimeoutMs = 15_000;
const gitTimeoutMs = 2_000;
const maxAttempts = 50;
let copies = 0;

/**
 * Replaces the file by a changed copy of itself: lock, copy, transaction, fsync, check that git has not replaced the file,
 * rename, check again. `work` runs again on the new version where git has. It returns whether there is something to publish;
 * what it throws leaves the file as it was. When this returns, the change is on disk. Throws `busy` and `database`.
 */
export async function publish<T>(
  target: Target,
  work: (working: Working) => Promise<{ value: T; changed: boolean }>,
): Promise<T> {
  await target.lock.acquire(lockTimeoutMs);
  try {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const outcome = await tryPublish(target, work);
      if (outcome) return outcome.value;
    }
    throw new TrackerError(
      'busy',
      'git keeps replacing .tracker/data.db.',
      'Nothing was written. Try the same call when git is done.',
    );
  } finally {
    target.lock.release();
  }
}

async function tryPublish<T>(
  target: Target,
  work: (working: Working) => Promise<{ value: T; changed: boolean }>,
): Promise<{ value: T } | undefined> {
  const gitsLock = await gitIsIdle(target);
  const before = await findBase(target);
  // An open descriptor keeps the inode number of the version we started from out of circulation.
  const pin = before && openSync(target.path, 'r');
  const { copy, working, spare } = await openWorking(target, before);
  let kept = false;
  try {
    const value = await runIn(working.sqlite, () => work(working));
    if (!value.changed) {
      if (spare) target.spare.giveBack(spare);
      kept = spare !== undefined;
      return value;
    }
    makeDurable(copy, before);
    const undisturbed = () => sameStamp(findStamp(target.path), before) && sameStamp(lockStamp(target), gitsLock);
    if (!undisturbed()) return undefined;
    mkdirSync(dirname(target.path), { recursive: true });
    const inode = statSync(copy, { bigint: true }).ino;
    renameSync(copy, target.path);
    if (findStamp(target.path)?.inode !== inode) return undefined;
    syncFolder(dirname(target.path));
    return value;
  } finally {
    if (pin !== undefined) closeSync(pin);
    if (!kept) removeCopy(copy);
  }
}

function removeCopy(copy: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
}

/** The spare where it can be brought to the file's version, else a copy made now. */
async function openWorking(
  target: Target,
  before: Stamp | undefined,
): Promise<{ copy: string; working: Working; spare?: Copy }> {
  const spare = target.spare.take();
  if (spare && before) {
    const working = openCopy(target, spare.path, { created: false });
    if (sameStamp(spare.source, before) || catchUp(drizzle(working.sqlite, { schema }), target.path))
      return { copy: spare.path, working, spare };
    working.sqlite.close();
    removeCopy(spare.path);
  }
  const copy = join(target.side, `data-${process.pid}-${copies++}.tmp`);
  try {
    return { copy, working: openCopy(target, copy, await copyBase(target, copy, before)) };
  } catch (error) {
    removeCopy(copy);
    throw error;
  }
}

const lockStamp = (target: Target): Stamp | undefined => (target.indexLock ? findStamp(target.indexLock) : undefined);

/**
 * Waits while git works. A lock that outlives the wait is an editor's, or one that a dead git left: the write goes on, and
 * only a change of that lock file makes it start again.
 */
async function gitIsIdle(target: Target): Promise<Stamp | undefined> {
  const deadline = performance.now() + gitTimeoutMs;
  let stamp = lockStamp(target);
  while (stamp && performance.now() < deadline) {
    await delay(3);
    stamp = lockStamp(target);
  }
  return stamp;
}

async function findBase(target: Target): Promise<Stamp | undefined> {
  const journal = `${target.path}-journal`;
  // Another program (a SQLite shell) in the middle of a transaction: its rows must not be lost by our rename.
  for (let waited = 0; existsSync(journal) && waited < 5_000; waited += 20) await delay(20);
  const stamp = findStamp(target.path);
  if (stamp === undefined) await target.checkMayCreate();
  return findStamp(target.path);
}

async function copyBase(target: Target, copy: string, before: Stamp | undefined): Promise<{ created: boolean }> {
  const header = before && (await completeHeader(target.path));
  if (!header) return { created: true };
  copyPlain(target.path, copy, header);
  return { created: false };
}

function openCopy(target: Target, copy: string, { created }: { created: boolean }): Working {
  const sqlite = new Database(copy);
  try {
    sqlite.pragma('journal_mode = MEMORY');
    // The one fsync that counts comes after the transaction, on the whole file.
    sqlite.pragma('synchronous = OFF');
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.pragma('secure_delete = ON');
    const version = sqlite.pragma('user_version', { simple: true }) as number;
    sqlite.exec('BEGIN IMMEDIATE');
    if (created) {
      migrate(sqlite);
      return { sqlite, created, stale: false };
    }
    const stale = bringUpToDate(sqlite);
    if (version !== sqlite.pragma('user_version', { simple: true }))
      keepBackup(target.path, target.side, { walMode: false, userVersion: version });
    return { sqlite, created, stale };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

async function runIn<T>(
  sqlite: Database.Database,
  work: () => Promise<{ value: T; changed: boolean }>,
): Promise<{ value: T; changed: boolean }> {
  try {
    const outcome = await work();
    sqlite.exec(outcome.changed ? 'COMMIT' : 'ROLLBACK');
    return outcome;
  } finally {
    sqlite.close();
  }
}

/**
 * fsync, after giving the version a whole-second mtime of its own: git compares size, inode and whole seconds, and inode
 * numbers are recycled at once (git's Documentation/technical/racy-git).
 */
function makeDurable(copy: string, before: Stamp | undefined): void {
  const descriptor = openSync(copy, 'r+');
  try {
    const previous = before ? Number(before.modified / 1_000_000_000n) : 0;
    const seconds = Math.max(Math.floor(Date.now() / 1000), previous + 1);
    futimesSync(descriptor, seconds, seconds);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder; its rename is durable with the file's own metadata.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Moves what another program left beside the file into the side folder, once a plain version has been published. */
export function putAsideSidecars(target: Target): string[] {
  const aside = sidecarsOf(target.path);
  if (aside.length === 0) return [];
  const folder = join(target.side, 'aside', String(Date.now()));
  mkdirSync(folder, { recursive: true });
  for (const file of aside) renameSync(file, join(folder, file.slice(dirname(file).length + 1)));
  return aside;
}

/** Deletes the temps of processes that no longer run. */
export function removeStaleTemps(side: string): void {
  for (const name of readdirSync(side)) {
    const pid = /^data-(\d+)-/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(side, name), { force: true });
  }
}

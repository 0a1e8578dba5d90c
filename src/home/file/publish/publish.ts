import { close, fstatSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TrackerError } from '../../../domain/errors.ts';
import { checkFile } from '../../../store/regular.ts';
import { findStamp, sameStamp } from '../../../store/stamp.ts';
import { tempName } from '../side/temps.ts';
import { completeHeader, isOlder, keepBackup, sidecarsOf } from '../versions.ts';
import { copyNew } from '../write-whole.ts';
import { putInPlace, syncOf } from './place.ts';
import { sizeWithRoom, usedBytes } from './room.ts';
import type { Copy } from './spare.ts';
import type { Start, Target } from './target.ts';
import { type Base, openWorking, removeCopy, runIn, stampVersion, type Working } from './working.ts';

type Work<T> = (working: Working) => Promise<{ value: T; changed: boolean }>;

const lockTimeoutMs = 15_000;
const maxAttempts = 50;

/**
 * Replaces the file by a changed copy of itself: lock, copy, transaction, fsync, check that git has not replaced the file,
 * rename, check again. `work` runs again on the new version where git has. It returns whether there is something to publish;
 * what it throws leaves the file as it was. When this returns, the change is on disk. Throws `busy` and `database`.
 */
export async function publish<T>(target: Target, work: Work<T>): Promise<T> {
  target.spare.rest();
  try {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (!target.lock.isHeld()) await target.lock.acquire(lockTimeoutMs);
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

/** Undefined: the file was replaced, or the means to write it were taken away, and all is to be done again. */
async function tryPublish<T>(target: Target, work: Work<T>): Promise<{ value: T } | undefined> {
  const gitsLock = await target.git.idle();
  mkdirSync(target.side, { recursive: true });
  const base = await findBase(target);
  if (base === 'replaced') return undefined;
  const start: Start = { base, gitsLock, renamed: false };
  try {
    return await publishOver(target, start, work);
  } catch (error) {
    // Once the version is in place, doing the work again would do it twice.
    if (start.renamed) throw error;
    // What failed because the file went away, or was read while git was writing it, is no answer.
    if (!sameStamp(findStamp(target.path), base?.stamp)) return undefined;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EXDEV' && target.moveSide()) return undefined;
    // Another process took this one for dead and deleted its temp, or somebody emptied the side folder.
    if (code === 'ENOENT') return undefined;
    throw error;
  }
}

async function publishOver<T>(target: Target, start: Start, work: Work<T>): Promise<{ value: T } | undefined> {
  const { base } = start;
  // An open descriptor keeps the inode number of the version we started from out of circulation.
  const open: number[] = base ? [openSync(target.path, 'r')] : [];
  let intact: Copy | undefined;
  let copy: string | undefined;
  try {
    const { path, inode, working, spare } = openWorking(target, base);
    copy = path;
    const value = await runIn(working.sqlite, () => work(working)).catch((error) => {
      // Refused, and rolled back; after an error of SQLite's that is not certain.
      if (error instanceof TrackerError) intact = spare;
      throw error;
    });
    if (!value.changed) {
      intact = spare;
      return value;
    }
    if (base) keepOriginal(target, base);
    const used = usedBytes(copy);
    if (base && used > base.stamp.size && !(await makeRoom(target, start, { base, open, used }))) return undefined;
    const pin = open.at(-1);
    const own = stampVersion(copy, start.base?.stamp, sizeWithRoom(used, Number(start.base?.stamp.size ?? 0)));
    open.push(own);
    await syncOf(target)(own);
    // Somebody else's file is under the name of ours.
    if (fstatSync(own, { bigint: true }).ino !== inode) return undefined;
    if (!(await putInPlace(target, { copy, own, pin, start }))) return undefined;
    if (base) putAside(target, base.sidecars);
    return value;
  } finally {
    // Freeing the version that was replaced takes longer than the rest; the answer need not wait for it.
    for (const descriptor of open) close(descriptor, () => undefined);
    if (intact) target.spare.giveBack(intact);
    else if (copy !== undefined) removeCopy(copy);
  }
}

/** Longer than git waits, when the machine is busy, between asking for the size of a file and opening it. */
const roomMs = 50;

/**
 * Puts the version that is there in place once more, with as much room at its end as the next one takes: nobody who has asked
 * for the size before can then read a part of that.
 */
async function makeRoom(
  target: Target,
  start: Start,
  { base, open, used }: { base: Base; open: number[]; used: number },
): Promise<boolean> {
  const copy = join(target.side, tempName('room'));
  try {
    copyNew(target.path, copy);
    const own = stampVersion(copy, base.stamp, sizeWithRoom(used));
    const pin = open.at(-1);
    open.push(own);
    await syncOf(target)(own);
    if (!(await putInPlace(target, { copy, own, pin, start }))) return false;
  } finally {
    removeCopy(copy);
  }
  const stamp = findStamp(target.path);
  if (!stamp) return false;
  start.base = { ...base, stamp };
  start.renamed = false;
  await delay(roomMs);
  return true;
}

async function findBase(target: Target): Promise<Base | undefined | 'replaced'> {
  await waitForJournal(`${target.path}-journal`);
  if (findStamp(target.path) === undefined) await target.checkMayCreate();
  checkFile(target.path, '.tracker/data.db');
  const stamp = findStamp(target.path);
  if (stamp === undefined) return undefined;
  const header = await completeHeader(target.path);
  if (!header || !sameStamp(findStamp(target.path), stamp)) return 'replaced';
  const log = header.walMode ? findStamp(`${target.path}-wal`) : undefined;
  return { stamp, header, sidecars: sidecarsOf(target.path), log };
}

const journalTimeoutMs = 5_000;

/**
 * Another program (a SQLite shell) may be in the middle of a transaction: its rows must not be lost by our rename. A journal
 * that nobody has written to for as long is a leftover.
 */
async function waitForJournal(journal: string): Promise<void> {
  const deadline = performance.now() + journalTimeoutMs;
  for (;;) {
    const stamp = findStamp(journal);
    if (!stamp || Date.now() - Number(stamp.modified / 1_000_000n) > journalTimeoutMs) return;
    if (performance.now() > deadline) return;
    await delay(20);
  }
}

/** Keeps what is about to be migrated or taken out of write-ahead format. */
function keepOriginal(target: Target, { header, sidecars }: Base): void {
  if (header.walMode || isOlder(header)) keepBackup(target.path, target.side, header);
  // Beside the new version a rollback journal of another one would spoil it, for programs that believe in it.
  putAside(
    target,
    sidecars.filter((path) => path.endsWith('-journal')),
  );
}

/** Moves what another program left beside the file into the side folder. What cannot be moved stays, and doctor names it. */
function putAside(target: Target, sidecars: readonly string[]): void {
  const there = sidecars.filter((path) => findStamp(path));
  if (there.length === 0) return;
  const folder = join(target.side, 'aside', String(Date.now()));
  try {
    mkdirSync(folder, { recursive: true });
    for (const path of there) renameSync(path, join(folder, basename(path)));
  } catch {
    // The write does not depend on it.
  }
}

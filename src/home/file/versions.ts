import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TrackerError } from '../../domain/errors.ts';
import { copyPlainFile } from '../../store/regular.ts';
import { currentVersion } from '../../store/schema/migrate.ts';
import { openTracker } from '../../store/schema/open.ts';
import { findStamp, sameStamp } from '../../store/stamp.ts';
import { damagedHint } from './damage.ts';
import { type Header, readHeader } from './header.ts';
import { copyNew } from './write-whole.ts';

/**
 * A complete version of the file: git writes its files in place, so a header that promises more pages is waited for, as long
 * as the file has been written to a moment ago.
 */
export async function completeHeader(path: string, waitMs = 2000): Promise<Header | undefined> {
  let deadline: number | undefined;
  for (;;) {
    const stamp = findStamp(path);
    if (stamp === undefined) return undefined;
    const header = readIfThere(path);
    if (header) return header;
    // Asked for no sooner: the first look at this clock takes a millisecond.
    deadline ??= performance.now() + waitMs;
    const isAtRest = Date.now() - Number(stamp.modified / 1_000_000n) > waitMs;
    if ((isAtRest && sameStamp(findStamp(path), stamp)) || performance.now() > deadline) throw truncated(stamp.size);
    await delay(5);
  }
}

const truncated = (size: bigint): TrackerError =>
  new TrackerError(
    'database',
    size === 0n
      ? '.tracker/data.db is empty: it has 0 bytes.'
      : `.tracker/data.db is truncated: it has ${size} bytes, fewer than its header says.`,
    damagedHint,
  );

function readIfThere(path: string): Header | undefined {
  try {
    return readHeader(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export const sidecarsOf = (path: string): string[] =>
  ['-wal', '-shm', '-journal'].map((suffix) => path + suffix).filter((file) => existsSync(file));

/** Written by an older program: it is to be migrated. */
export const isOlder = (header: Header): boolean => header.userVersion < currentVersion();

/** Rollback format and our schema. */
export const isCurrent = (header: Header): boolean => !header.walMode && !isOlder(header);

/** Whether readers may open the file itself: current, without side files (another program's leftovers). */
export const isPlain = (path: string, header: Header): boolean => isCurrent(header) && sidecarsOf(path).length === 0;

/**
 * Copies the file, with what another program left beside it where that counts, to `copy` and makes that a plain database.
 * A write-ahead log counts only for a file in WAL format: beside any other it belongs to a version that git has replaced
 * and would spoil this one. The original stays as it is.
 */
export function copyPlain(path: string, copy: string, header: Header): void {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
  copyNew(path, copy);
  if (!header.walMode) return;
  copyPlainFile(`${path}-wal`, `${copy}-wal`, '.tracker/data.db-wal');
  const database = openTracker(copy);
  try {
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
}

/** Keeps a copy of a file, with its write-ahead log, in the side folder, before a migration changes it. */
export function keepBackup(path: string, folder: string, header: Header): string {
  const backup = join(folder, 'backup', `data-${header.userVersion}-${Date.now()}.db`);
  mkdirSync(join(folder, 'backup'), { recursive: true });
  copyNew(path, backup);
  if (header.walMode) copyPlainFile(`${path}-wal`, `${backup}-wal`, '.tracker/data.db-wal');
  return backup;
}

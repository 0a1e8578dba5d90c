import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const known = new Map<string, boolean>();

/**
 * Whether the disk of a folder refuses locks. SQLite answers that (ENOLCK) as it does a lock that somebody else has, so one is
 * tried on a file that nobody else knows, once in a process. False where none can be made: that is for others to say.
 */
export function refusesLocks(folder: string): boolean {
  const found = known.get(folder);
  if (found !== undefined) return found;
  const file = join(folder, `lock-${randomBytes(6).toString('hex')}.tmp`);
  let refused = false;
  try {
    const database = new Database(file, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
      database.exec('ROLLBACK');
    } catch (error) {
      refused = isBusy(error);
    } finally {
      database.close();
    }
  } catch {
    return false;
  } finally {
    rmSync(file, { force: true });
  }
  known.set(folder, refused);
  return refused;
}

/** Whether that has been found before. */
export const isKnownToRefuse = (folder: string): boolean => known.get(folder) === true;

export const isBusy = (error: unknown): boolean => /^SQLITE_BUSY/.test(String((error as { code?: unknown }).code));

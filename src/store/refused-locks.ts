import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

export const isBusy = (error: unknown): boolean => /^SQLITE_BUSY/.test(String((error as { code?: unknown }).code));

/**
 * Opens a side file, in which others are waited for as long as is said. Throws SQLite's errors; where the disk refuses locks
 * that is at once.
 */
export function openSideFile(
  file: string,
  { timeoutMs, readonly = false }: { timeoutMs: number; readonly?: boolean },
): Database.Database {
  const database = new Database(file, { timeout: 0, readonly });
  try {
    if (file !== ':memory:') look(database, file);
    database.pragma(`busy_timeout = ${timeoutMs}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function look(database: Database.Database, file: string): void {
  try {
    database.pragma('schema_version');
  } catch (error) {
    if (isBusy(error) && refusesLocks(dirname(file))) throw error;
  }
}

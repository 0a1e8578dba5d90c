import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { TrackerError } from '../domain/errors.ts';

/** An exclusive lock between processes, which the kernel frees when its holder dies. */
export interface Lock {
  /** Waits at most `timeoutMs`; throws `busy` after that. */
  acquire(timeoutMs: number): Promise<void>;
  release(): void;
  close(): void;
}

/**
 * The lock is SQLite's own on an empty database that nothing is ever written to. It is polled every 1–4 ms at random:
 * SQLite's busy timeout backs off so far that the unluckiest of eight writers waits six times longer.
 */
export function openLock(path: string): Lock {
  const database = new Database(path, { timeout: 0 });
  return {
    async acquire(timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      while (!tryBegin(database)) {
        if (performance.now() > deadline)
          throw new TrackerError(
            'busy',
            `Another process has been writing for ${timeoutMs / 1000} s.`,
            'Try the same call again.',
          );
        await delay(randomInt(1, 5));
      }
    },
    release() {
      if (database.inTransaction) database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}

function tryBegin(database: Database.Database): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

import { randomInt } from 'node:crypto';
import { mkdirSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { TrackerError } from '../domain/errors.ts';
import { findStamp } from './source.ts';

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
  let held = connect(path);
  return {
    async acquire(timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        if (tryBegin(held.database, path)) {
          // A lock on a file that somebody has deleted keeps nobody out.
          if (findStamp(path)?.inode === held.inode) return;
          held.database.close();
          held = connect(path);
          continue;
        }
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
      if (held.database.inTransaction) held.database.exec('COMMIT');
    },
    close: () => void held.database.close(),
  };
}

function connect(path: string): { database: Database.Database; inode: bigint | undefined } {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: 0 });
  return { database, inode: findStamp(path)?.inode };
}

function tryBegin(database: Database.Database, path: string): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    const code = String((error as { code?: string }).code);
    if (code.startsWith('SQLITE_BUSY')) return false;
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw error;
    // Emptied, not deleted: two processes that both find it garbled go on locking the same file.
    truncateSync(path);
    return false;
  }
}

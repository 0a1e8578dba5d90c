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
  /** False also where somebody has deleted its file, so that others may think that it is free. */
  isHeld(): boolean;
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
        const begun = tryBegin(held, path);
        if (begun && isInPlace(held, path)) return;
        if (!isInPlace(held, path)) {
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
    isHeld: () => held.database.inTransaction && isInPlace(held, path),
    release() {
      // A commit would write to a database that is still empty.
      if (held.database.inTransaction) held.database.exec('ROLLBACK');
    },
    close: () => void held.database.close(),
  };
}

interface Held {
  database: Database.Database;
  inode: bigint | undefined;
}

function connect(path: string): Held {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: 0 });
  return { database, inode: findStamp(path)?.inode };
}

/** A lock on a file that somebody has deleted keeps nobody out. The open database keeps its inode number from being used again. */
const isInPlace = ({ inode }: Held, path: string): boolean => inode !== undefined && findStamp(path)?.inode === inode;

function tryBegin(held: Held, path: string): boolean {
  try {
    held.database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    const code = String((error as { code?: string }).code);
    if (code.startsWith('SQLITE_BUSY') || !isInPlace(held, path)) return false;
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw error;
    // Emptied, not deleted: two processes that both find it garbled go on locking the same file.
    truncateSync(path);
    return false;
  }
}

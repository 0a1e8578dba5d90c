import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { TrackerError } from '../../../domain/errors.ts';
import { checkFile, emptyPlainFile } from '../../../store/regular.ts';
import { findStamp } from '../../../store/stamp.ts';
import { openTurns } from './turns.ts';

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
 * The lock is SQLite's own on an empty database that nothing is ever written to. Those that wait take it by turns: where
 * each looked at random times whether it was free, the unluckiest of eight writers waited six times longer than most, and
 * their looking took a third of a processor from the one that wrote. The second looks as well, but less often, for when
 * the system lets the first one wait.
 */
export function openLock(path: string): Lock {
  let held = connect(path);
  const turns = openTurns(join(dirname(path), 'turns'));
  /** Takes the lock, if it can, where no more than `few` wait before this process; else says how many do. */
  const tryTurn = (few: number): 'taken' | number => {
    const ahead = turns.ahead();
    if (ahead > few) return ahead;
    for (;;) {
      if (tryBegin(held, path) && isInPlace(held, path)) return 'taken';
      if (isInPlace(held, path)) return ahead;
      held.database.close();
      held = connect(path);
    }
  };
  return {
    async acquire(timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      try {
        // Whoever comes now, from the write before perhaps, stands back for all that wait.
        for (let few = 0; ; few = 1) {
          const ahead = tryTurn(few);
          if (ahead === 'taken') return;
          if (performance.now() > deadline)
            throw new TrackerError(
              'busy',
              `Another process has been writing for ${timeoutMs / 1000} s.`,
              'Try the same call again.',
            );
          turns.join();
          await delay(1 + Math.min(ahead, maxAhead) * writeMs);
        }
      } finally {
        turns.leave();
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

/** The shortest that a write takes: nobody's turn comes sooner than after as many as are ahead. */
const writeMs = 3;
const maxAhead = 4;

interface Held {
  database: Database.Database;
  inode: bigint | undefined;
}

function connect(path: string): Held {
  mkdirSync(dirname(path), { recursive: true });
  checkFile(path, 'The lock of .tracker/data.db');
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
    emptyPlainFile(path, 'The lock of .tracker/data.db');
    return false;
  }
}

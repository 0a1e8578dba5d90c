import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { TrackerError } from '../../../domain/errors.ts';
import { isBusy, refusesLocks } from '../../../store/refused-locks.ts';
import { checkFile, emptyPlainFile } from '../../../store/regular.ts';
import { findStamp } from '../../../store/stamp.ts';
import { openTurns } from './turns.ts';

/** An exclusive lock between processes, which the kernel frees when its holder dies. */
export interface Lock {
  /** Waits at most `timeoutMs`; throws `busy` after that, and `database` where the lock keeps nobody out. */
  acquire(timeoutMs: number): Promise<void>;
  /** False also where somebody has deleted its file, so that others may think that it is free. */
  isHeld(): boolean;
  release(): void;
  close(): void;
}

/** What is seen to before a lock's file is opened, each time, and after it was first had. Each throws `database`. */
export interface LockCare {
  /** Makes the file, where it is not there, in the way in which others can open it, and checks what is there. */
  make(path: string): void;
  /** The lock is held: does it keep others out? */
  prove(path: string): Promise<void>;
}

const plainCare: LockCare = {
  make: (path) => void mkdirSync(dirname(path), { recursive: true }),
  prove: async () => undefined,
};

/**
 * The lock is SQLite's own on an empty database that nothing is ever written to. Those that wait take it by turns: where
 * each looked at random times whether it was free, the unluckiest of eight writers waited six times longer than most, and
 * their looking took a third of a processor from the one that wrote. The second looks as well, but less often, for when
 * the system lets the first one wait.
 */
export function openLock(path: string, care: LockCare = plainCare): Lock {
  let held = connect(path, care);
  let proven: bigint | undefined;
  const turns = openTurns(join(dirname(path), 'turns'));
  /** Takes the lock, if it can, where no more than `few` wait before this process; else says how many do. */
  const tryTurn = (few: number): 'taken' | number => {
    const ahead = turns.ahead();
    if (ahead > few) return ahead;
    for (;;) {
      if (tryBegin(held, path) && isInPlace(held, path)) return 'taken';
      if (isInPlace(held, path)) return ahead;
      held.database.close();
      held = connect(path, care);
    }
  };
  const release = () => {
    // A commit would write to a database that is still empty.
    if (held.database.inTransaction) held.database.exec('ROLLBACK');
  };
  /** Once for a file: another one may be on another disk. */
  /** False: somebody has deleted the file meanwhile, so that another one was tried, which nobody had locked. */
  const prove = async (): Promise<boolean> => {
    if (proven === held.inode) return true;
    try {
      await care.prove(path);
      proven = held.inode;
      return true;
    } catch (error) {
      const isDeleted = !isInPlace(held, path);
      release();
      if (isDeleted) return false;
      throw error;
    }
  };
  return {
    async acquire(timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      try {
        // Whoever comes now, from the write before perhaps, stands back for all that wait.
        for (let few = 0; ; few = 1) {
          const ahead = tryTurn(few);
          if (ahead === 'taken' && (await prove())) return;
          if (performance.now() > deadline)
            throw new TrackerError(
              'busy',
              `Another process has been writing for ${timeoutMs / 1000} s.`,
              'Try the same call again.',
            );
          turns.join();
          await delay(1 + Math.min(ahead === 'taken' ? 0 : ahead, maxAhead) * writeMs);
        }
      } finally {
        turns.leave();
      }
    },
    isHeld: () => held.database.inTransaction && isInPlace(held, path),
    release,
    close: () => void held.database.close(),
  };
}

/** The shortest that a write takes: nobody's turn comes sooner than after as many as are ahead. */
const writeMs = 3;
const maxAhead = 4;

interface Held {
  database: Database.Database;
  inode: bigint | undefined;
  /** It makes no journal when it is taken, which another user might not be able to write. */
  isPlain: boolean;
}

function connect(path: string, care: LockCare): Held {
  care.make(path);
  checkFile(path, lockName);
  const database = new Database(path, { timeout: 0 });
  return { database, isPlain: false, inode: findStamp(path)?.inode };
}

const lockName = 'The lock of .tracker/data.db';

/** A lock on a file that somebody has deleted keeps nobody out. The open database keeps its inode number from being used again. */
const isInPlace = ({ inode }: Held, path: string): boolean => inode !== undefined && findStamp(path)?.inode === inode;

function tryBegin(held: Held, path: string): boolean {
  try {
    if (!held.isPlain) held.database.pragma('journal_mode = MEMORY');
    held.isPlain = true;
    held.database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (isBusy(error) && refusesLocks(dirname(path))) throw noLocks(path);
    const code = String((error as { code?: string }).code);
    if (isBusy(error) || !isInPlace(held, path)) return false;
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw error;
    // Emptied, not deleted: two processes that both find it garbled go on locking the same file.
    emptyPlainFile(path, lockName);
    return false;
  }
}

const noLocks = (path: string): TrackerError =>
  new TrackerError(
    'database',
    `The disk of ${path} refuses locks.`,
    'Nothing was written, as another process could write at the same time; reads work. Work in a clone on a local disk, or mount this one so that it locks.',
  );

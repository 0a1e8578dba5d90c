import { createHash } from 'node:crypto';
import { linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findStamp, type Stamp, sameStamp } from '../../../store/stamp.ts';
import type { Carrier, IndexEntry } from '../carrier.ts';
import { parseHeader } from '../header.ts';
import { tempName } from '../side/temps.ts';
import { copyNew } from '../write-whole.ts';

/** What git does to the work tree while we write there. */
export interface GitWatch {
  /**
   * Waits while git works. Returns a lock that outlived the wait, an editor's or one that a dead git left: the write goes on,
   * and only a change of that lock file makes it start again.
   */
  idle(): Promise<Stamp | undefined>;
  /** git's `index.lock`, which git holds while it replaces files of the work tree. */
  lock(): Stamp | undefined;
  /**
   * Keeps git's index as it is now under a second name until `drop`. One that is held while a version is put in place is
   * named after that: where the process dies before it has looked at git again, `settleUnfinished` finds it.
   */
  hold(version?: string): HeldIndex;
  /**
   * The file that git put into the work tree after `held` was made, and that is neither what it wanted there before nor one
   * of `ours`. Undefined: git has only added or committed what it found, or does not say.
   */
  findReplacement(held: Pick<HeldIndex, 'path'>, ours: () => Buffer[]): Promise<Buffer | undefined>;
  /** Whether git has this very file among its objects: somebody has added, committed or stashed it. */
  hasStored(file: Buffer): Promise<boolean>;
}

export interface HeldIndex {
  hasChanged(): boolean;
  drop(): void;
  /** Undefined: there was no index. */
  path: string | undefined;
}

/** A lock that git is still to fill belongs to a checkout at work; a filled one waits for hooks or an editor. */
const workingMs = 10_000;
const waitingMs = 2_000;

export interface WatchOptions {
  /** Without it there is nothing to watch. */
  gitDir: string | undefined;
  /** Where the index is held. */
  side: string;
  repository: Carrier;
}

export function watchGit({ gitDir, side, repository }: WatchOptions): GitWatch {
  const indexPath = gitDir && join(gitDir, 'index');
  const lockPath = gitDir && join(gitDir, 'index.lock');
  let outlived: Stamp | undefined;
  const lock = () => (lockPath ? findStamp(lockPath) : undefined);

  return {
    lock,
    async idle() {
      const start = performance.now();
      for (;;) {
        const stamp = lock();
        // The same lock is waited for once: one that a dead git left must not slow every write.
        if (!stamp || sameStamp(stamp, outlived)) return stamp;
        if (performance.now() - start > (isAtWork(stamp) ? workingMs : waitingMs)) {
          outlived = stamp;
          return stamp;
        }
        await delay(3);
      }
    },
    hold: (version = 'now') => holdIndex(indexPath, join(side, tempName(`index-${version}`))),
    async findReplacement(held, ours) {
      const wanted = soleBlob(await listIfAsked(repository));
      if (wanted === undefined) return undefined;
      if (held.path && wanted === soleBlob(await listIfAsked(repository, held.path))) return undefined;
      if (ours().some((bytes) => blobId(bytes, hashOf(wanted)) === wanted)) return undefined;
      const bytes = await repository.readBlob(wanted);
      return bytes && isWhole(bytes) ? bytes : undefined;
    },
    hasStored: (bytes) => repository.hasObject(hashes.map((hash) => blobId(bytes, hash))).catch(() => false),
  };
}

/** Where git cannot be asked writes go on: every call says what is not looked at. */
const listIfAsked = (repository: Carrier, index?: string): Promise<IndexEntry[]> =>
  repository.listEntries(index).catch(() => []);

const isAtWork = (lock: Stamp): boolean =>
  lock.size === 0n && Date.now() - Number(lock.modified / 1_000_000n) < workingMs;

/**
 * git replaces its index and never writes into it, so a hard link keeps what it was: the cheapest way to know later what git
 * wanted before, without starting git for every write. The link changes the index's ctime, which is therefore not compared.
 */
function holdIndex(indexPath: string | undefined, link: string): HeldIndex {
  const before = indexPath ? findStamp(indexPath) : undefined;
  if (!indexPath || !before) return { path: undefined, drop: () => undefined, hasChanged: () => isThere(indexPath) };
  try {
    linkSync(indexPath, link);
  } catch {
    copyNew(indexPath, link);
  }
  return {
    path: link,
    drop: () => rmSync(link, { force: true }),
    hasChanged() {
      const now = findStamp(indexPath);
      return now?.inode !== before.inode || now.size !== before.size || now.modified !== before.modified;
    },
  };
}

const isThere = (path: string | undefined): boolean => path !== undefined && findStamp(path) !== undefined;

/** Undefined where the index has none, or several after a conflict. */
function soleBlob([only, ...others]: readonly IndexEntry[]): string | undefined {
  return only && only.stage === 0 && others.length === 0 ? only.blob : undefined;
}

/** A repository uses one of them; the length of a name says which. */
const hashes = ['sha1', 'sha256'] as const;
const hashOf = (name: string) => (name.length === 64 ? 'sha256' : 'sha1');

/** As git names a file's content. */
const blobId = (bytes: Buffer, hash: (typeof hashes)[number]): string =>
  createHash(hash).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** What is no database of ours, such as the stand-in of a large-file store, must never replace the file. */
function isWhole(bytes: Buffer): boolean {
  try {
    return parseHeader(bytes.subarray(0, 100), bytes.length) !== undefined;
  } catch {
    return false;
  }
}

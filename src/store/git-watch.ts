import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseHeader } from './format.ts';
import { findStamp, type Stamp, sameStamp } from './source.ts';

/** What git does to the work tree while we write there. */
export interface GitWatch {
  /**
   * Waits while git works. Returns a lock that outlived the wait, an editor's or one that a dead git left: the write goes on,
   * and only a change of that lock file makes it start again.
   */
  idle(): Promise<Stamp | undefined>;
  /** git's `index.lock`, which git holds while it replaces files of the work tree. */
  lock(): Stamp | undefined;
  /** Keeps git's index as it is now under a second name until `drop`. */
  hold(): HeldIndex;
  /**
   * The file that git put into the work tree after `held` was made, and that is neither what it wanted there before nor one
   * of `ours`. Undefined: git has only added or committed what it found, or does not say.
   */
  findReplacement(held: HeldIndex, ours: () => Buffer[]): Promise<Buffer | undefined>;
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
const file = '.tracker/data.db';
let holds = 0;

/** `side` is where the index is held; without `gitDir` there is nothing to watch. */
export function watchGit({ root, gitDir, side }: { root: string; gitDir: string | undefined; side: string }): GitWatch {
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
    hold: () => holdIndex(indexPath, join(side, `data-${process.pid}-index-${holds++}.tmp`)),
    async findReplacement(held, ours) {
      const wanted = await findEntry(root, indexPath);
      if (wanted === undefined || wanted === (held.path && (await findEntry(root, held.path)))) return undefined;
      if (ours().some((bytes) => blobId(bytes, hashOf(wanted)) === wanted)) return undefined;
      const bytes = await runGit(root, ['cat-file', 'blob', wanted]);
      return bytes && isWhole(bytes) ? bytes : undefined;
    },
    async hasStored(bytes) {
      const names = hashes.map((hash) => blobId(bytes, hash));
      const found = await Promise.all(names.map((name) => runGit(root, ['cat-file', '-e', name])));
      return found.some((answer) => answer !== undefined);
    },
  };
}

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
    copyFileSync(indexPath, link);
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

/** The blob that an index has for the file; undefined where it has none, or, after a conflict, several. */
async function findEntry(root: string, index: string | undefined): Promise<string | undefined> {
  const answer = await runGit(root, ['ls-files', '--stage', '-z', '--', file], index);
  const entries = answer?.toString().split('\0').filter(Boolean) ?? [];
  return entries.length === 1 ? /^\d+ ([0-9a-f]+) 0\t/.exec(entries[0]!)?.[1] : undefined;
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

/** Variables by which a hook or an alias points git to another repository. */
const inherited = /^GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES)$/;

function runGit(root: string, args: string[], index?: string): Promise<Buffer | undefined> {
  const own = Object.entries(process.env).filter(([name]) => !inherited.test(name));
  const env = { ...Object.fromEntries(own), GIT_OPTIONAL_LOCKS: '0', ...(index && { GIT_INDEX_FILE: index }) };
  const options = {
    cwd: root,
    env,
    timeout: 10_000,
    maxBuffer: 2 ** 30,
    encoding: 'buffer',
    windowsHide: true,
  } as const;
  return new Promise((resolve) => {
    execFile('git', ['-c', 'core.fsmonitor=false', ...args], options, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
  });
}

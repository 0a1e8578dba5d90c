import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findStamp, sameStamp } from '../../../store/stamp.ts';
import { tempName } from '../side/temps.ts';
import { type Sync, writeNew } from '../write-whole.ts';
import type { Start, Target } from './target.ts';
import { makeDurable } from './working.ts';

export interface Placing {
  copy: string;
  /** Descriptors of the copy and of the version before: while they are open their inode numbers mean what they meant. */
  own: number;
  pin: number | undefined;
  start: Start;
}

/**
 * Renames the copy to the file, between two looks at what git does. False: git has replaced the file, or the lock is lost.
 *
 * A checkout takes index.lock, looks whether the file is as its index says, unlinks it, writes its own and renames
 * index.lock to the index. No lock keeps it from doing so between our look and our rename, some 50 µs later, but it shows
 * afterwards. If it looked before our rename and unlinks after it, the path is not our file once the lock has gone: the
 * work is done again on git's file, unless git has committed ours before it left the branch. If all of it fell between, our file stands on another branch's: the index is another
 * than before and names a file that is neither the one it named then nor one of ours; that one is put back, and the work is
 * done again on it. Where a lock outlived the wait (a commit's editor) the index that comes of it may name any earlier
 * version of ours, so it says nothing and our file stays.
 */
export async function putInPlace(target: Target, { copy, own, pin, start }: Placing): Promise<boolean> {
  const { base, gitsLock } = start;
  mkdirSync(dirname(target.path), { recursive: true });
  const { ino: inode, mtimeNs } = fstatSync(own, { bigint: true });
  const index = target.git.hold(`${inode}-${mtimeNs / 1_000_000_000n}`);
  try {
    if (!sameStamp(findStamp(target.path), base?.stamp) || !sameStamp(target.git.lock(), gitsLock)) return false;
    if (base?.log && !sameStamp(findStamp(`${target.path}-wal`), base.log)) return false;
    if (!target.lock.isHeld() || findStamp(copy)?.inode !== inode) return false;
    renameSync(copy, target.path);
    start.renamed = true;
    while (target.git.lock() || index.hasChanged()) {
      const lock = await target.git.idle();
      if (findStamp(target.path)?.inode !== inode) return target.git.hasStored(readWhole(own));
      if (lock || gitsLock) break;
      const seen = target.git.hold();
      try {
        const ours = () => (pin === undefined ? [own] : [pin, own]).map(readWhole);
        const gits = await target.git.findReplacement(index, ours);
        if (target.git.lock() || seen.hasChanged()) continue;
        if (!gits) break;
        putBack(target, gits, own);
        return false;
      } finally {
        seen.drop();
      }
    }
    if (findStamp(target.path)?.inode !== inode) return target.git.hasStored(readWhole(own));
    await syncFolder(dirname(target.path), syncOf(target));
    return true;
  } finally {
    index.drop();
  }
}

function readWhole(descriptor: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(descriptor).size);
  readSync(descriptor, bytes, 0, bytes.length, 0);
  return bytes;
}

/** Puts git's file where ours, which `own` is a descriptor of, stands, as if our rename had not been. */
export function putBack(target: Target, bytes: Buffer, own: number): void {
  const copy = join(target.side, tempName('gits'));
  const ours = fstatSync(own, { bigint: true });
  writeNew(copy, bytes);
  closeSync(makeDurable(copy, findStamp(target.path)));
  if (findStamp(target.path)?.inode === ours.ino) renameSync(copy, target.path);
  else rmSync(copy);
}

export const syncOf = ({ sync = fsyncSync }: Pick<Target, 'sync'>): Sync => sync;

async function syncFolder(folder: string, sync: Sync): Promise<void> {
  // Windows cannot open a folder; its rename is durable with the file's own metadata.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    await sync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

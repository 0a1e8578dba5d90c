import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { readStart } from '../../../store/regular.ts';
import { findStamp } from '../../../store/stamp.ts';
import { listEventIds } from '../canonical.ts';
import { listAbandoned, removeAbandoned } from '../side/temps.ts';
import { copyNew } from '../write-whole.ts';
import { putBack } from './place.ts';
import type { Target } from './target.ts';

const lockTimeoutMs = 15_000;

/**
 * Does what processes that were killed in the middle of a write had still to do, and clears away what they have left. One
 * that died between its rename and its second look at git leaves the index that it held, named after the version that it put
 * in place. Where that version is the file still and git had put another branch's there, git's takes its place again: the
 * write was not answered, and so is not lost, and a copy is kept. Throws `busy`.
 */
export async function settleUnfinished(target: Target): Promise<void> {
  const held = listAbandoned(target.side).flatMap(({ path, kind }) => {
    const version = /^index-(\d+-\d+)$/.exec(kind)?.[1];
    return version ? [{ version, path }] : [];
  });
  try {
    if (held.length > 0) await target.lock.acquire(lockTimeoutMs);
    for (const { version, path } of held) if (version === versionOf(target.path)) await settle(target, path);
  } finally {
    target.lock.release();
  }
  removeAbandoned(target.side);
}

/** What `hold` names an index after. */
function versionOf(path: string): string | undefined {
  const stamp = findStamp(path);
  return stamp && `${stamp.inode}-${stamp.modified / 1_000_000_000n}`;
}

async function settle(target: Target, heldIndex: string): Promise<void> {
  if (await target.git.idle()) return;
  const ours = readStart(target.path, '.tracker/data.db', Number.POSITIVE_INFINITY).start;
  const gits = await target.git.findReplacement({ path: heldIndex }, () => [ours]);
  // What has all of git's version was written upon it; git has added or committed that, or was told to by `git reset`.
  if (!gits || isWithin(listEventIds(gits), listEventIds(ours))) return;
  const aside = join(target.side, 'aside', String(Date.now()));
  mkdirSync(aside, { recursive: true });
  copyNew(target.path, join(aside, 'data.db'));
  const own = openSync(target.path, 'r');
  try {
    putBack(target, gits, own);
  } finally {
    closeSync(own);
  }
}

const isWithin = (part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean =>
  [...part].every((one) => whole.has(one));

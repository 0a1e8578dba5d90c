import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import { getCommonDir, type Location } from '../../home/file/location.ts';
import { openTrackerLock } from '../../home/file/publish/tracker-lock.ts';
import { uniteAll } from '../../home/file/unite.ts';
import { incomingOf, withVersions } from '../../home/file/version-file.ts';
import type { FileHome } from '../../home/file-home.ts';
import { here, isRunning } from '../../store/process.ts';
import { git } from '../ask/git.ts';
import { setAsideNote as note } from '../ask/lost.ts';

/** A write waits for 15 seconds; what takes longer than that (hooks, a signature) makes it say `busy`. */
const lockTimeoutMs = 15_000;
const file = '.tracker/data.db';

/** A work tree may have several trackers, and the entry's own file must not be looked for in another's place. */
const noteOf = ({ part }: Location): string => (part ? `${note} in ${part}` : note);

/**
 * Runs `replace`, in which git replaces the database, with the file as HEAD has it, while writers wait; then `settle`, which
 * may write; and puts what was not committed on top of the result. What is set aside is an entry of `git stash list`, so that
 * it survives the death of this process: the next call of any other brings it back then.
 */
export async function withoutUncommitted<A, T>(
  home: FileHome,
  { replace, settle }: { replace: () => Promise<A>; settle: (answer: A) => Promise<T> },
): Promise<T> {
  const { root, location, path } = home;
  await bringBack(home);
  try {
    const answer = await whileLocked(location, async () => {
      if (existsSync(path) && (await isChanged(root))) await setAside(home);
      return replace();
    });
    return await settle(answer);
  } finally {
    await bringBack(home);
  }
}

/** Whether the work tree or git's index has another database than HEAD. */
export async function isChanged(root: string): Promise<boolean> {
  const { stdout } = await git(root, ['status', '--porcelain', '--untracked-files=all', '--', file], {
    timeoutMs: 60_000,
  });
  return stdout !== '';
}

/**
 * Unites what entries of the stash have kept for this branch with the file of the work tree, and drops them. Answers how many
 * there were.
 */
export async function bringBack(home: FileHome): Promise<number> {
  const { root, repository, location } = home;
  let count = 0;
  for (const { commit } of await listSetAside(location)) {
    const names = [`${commit}^3:./${file}`, `${commit}:./${file}`];
    const isThere = await withVersions(repository.storeVersion, names, async ([untracked, tracked]) => {
      const kept = untracked ?? tracked;
      // Without a base: what HEAD had, every merge of it has too.
      if (kept) await uniteAll(home, [incomingOf(kept)]);
      return kept !== undefined;
    });
    if (!isThere) continue;
    await whileLocked(location, () => drop(root, commit));
    count++;
  }
  return count;
}

/** What became of the entries of processes that have been killed; `alive`: one of a process that is still at it is there as well. */
export async function bringBackOfTheDead(home: FileHome): Promise<{ count: number; alive: boolean }> {
  const { location } = home;
  // Read, as starting git for it would cost every look after a git command as much as the rest.
  if (!readStashLog(location).includes(note)) return { count: 0, alive: false };
  const entries = await listSetAside(location);
  if (entries.some(isAlive)) return { count: 0, alive: true };
  return { count: entries.length > 0 ? await bringBack(home) : 0, alive: false };
}

function readStashLog(location: Location): string {
  try {
    return readFileSync(join(getCommonDir(location), 'logs/refs/stash'), 'utf8');
  } catch {
    return '';
  }
}

async function whileLocked<A>(location: Location, work: () => Promise<A>): Promise<A> {
  const lock = openTrackerLock(location);
  try {
    await lock.acquire(lockTimeoutMs);
    return await work();
  } finally {
    lock.release();
    lock.close();
  }
}

async function setAside({ root, location }: FileHome): Promise<void> {
  const message = `${noteOf(location)} (process ${process.pid}.${here()})`;
  const args = ['stash', 'push', '--quiet', '--include-untracked', '--message', message, '--', file];
  const { code, stderr } = await git(root, args, { timeoutMs: 60_000 });
  if (code !== 0)
    throw new TrackerError(
      'conflict',
      `git could not set the uncommitted tickets aside: ${stderr.trim()}`,
      'Nothing was changed. Commit them: `git add .tracker && git commit -m "Update tickets"`, then run the command again.',
    );
}

interface Entry {
  commit: string;
  pid: number;
  /** Undefined for one of an older program's. */
  place: string | undefined;
  /** Seconds since 1970. */
  time: number;
}

/** No sync takes as long. */
const longestSeconds = 3600;

/** Of another container's process only the time says that it is over. */
function isAlive({ pid, place, time }: Entry): boolean {
  if (place === undefined || place === here()) return isRunning(pid);
  return Date.now() / 1000 - time < longestSeconds;
}

/** The work trees of a clone share their stash; a branch is checked out in one of them. */
async function listSetAside(location: Location): Promise<Entry[]> {
  const { root } = location;
  const [branch, listed] = await Promise.all([
    git(root, ['symbolic-ref', '--quiet', 'HEAD']),
    git(root, ['stash', 'list', '--format=%H %ct %gs']),
  ]);
  // Not git's short name, which is another where a tag has the branch's.
  const subject = `On ${branch.stdout.trim().replace(/^refs\/heads\//, '')}: ${noteOf(location)} (process `;
  return listed.stdout.split('\n').flatMap((line) => {
    const [, commit = '', time, entry = ''] = /^(\w+) (\d+) (.*)$/.exec(line) ?? [];
    const [, pid, place] =
      (entry.startsWith(subject) && /^(\d+)(?:\.(\w+))?\)$/.exec(entry.slice(subject.length))) || [];
    return pid ? [{ commit, pid: Number(pid), place, time: Number(time) }] : [];
  });
}

/**
 * git drops an entry by its place alone. Others of us wait for the lock; where a user has put an entry on top in between, what
 * was dropped instead of ours is put back.
 */
async function drop(root: string, commit: string): Promise<void> {
  const { stdout } = await git(root, ['stash', 'list', '--format=%H']);
  const place = stdout.split('\n').indexOf(commit);
  if (place < 0) return;
  const answer = await git(root, ['stash', 'drop', `stash@{${place}}`]);
  const dropped = /\(([0-9a-f]{40,})\)/.exec(answer.stdout)?.[1];
  if (!dropped || dropped === commit) return;
  const { stdout: subject } = await git(root, ['rev-list', '--no-walk', '--format=%s', dropped]);
  await git(root, ['stash', 'store', '--quiet', '--message', subject.split('\n')[1] ?? '', dropped]);
}

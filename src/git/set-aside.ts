import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError } from '../domain/errors.ts';
import { readEvents } from '../store/canonical.ts';
import { openLock } from '../store/lock.ts';
import { makeSidePaths } from '../store/side.ts';
import { unite } from '../store/unite.ts';
import type { Workspace } from '../store/workspace.ts';
import { git, gitBytes } from './git.ts';

/** A write waits for 15 seconds; what takes longer than that (hooks, a signature) makes it say `busy`. */
const lockTimeoutMs = 15_000;
const file = '.tracker/data.db';
const note = 'tracker sync: tickets that were not committed';

/**
 * Runs `replace`, in which git replaces the database, with the file as HEAD has it, while writers wait; then `settle`, which
 * may write; and puts what was not committed on top of the result. What is set aside is an entry of `git stash list`, so that
 * it survives the death of this process; the next call brings it back.
 */
export async function withoutUncommitted<A, T>(
  workspace: Workspace,
  { replace, settle }: { replace: () => Promise<A>; settle: (answer: A) => Promise<T> },
): Promise<T> {
  await bringBack(workspace);
  try {
    return await settle(await whileLocked(workspace, replace));
  } finally {
    await bringBack(workspace);
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
export async function bringBack({ root, store }: Workspace): Promise<number> {
  let count = 0;
  for (const commit of await listSetAside(root)) {
    const kept =
      (await gitBytes(root, ['cat-file', 'blob', `${commit}^3:./${file}`])) ??
      (await gitBytes(root, ['cat-file', 'blob', `${commit}:./${file}`]));
    if (!kept) continue;
    // Without a base: what HEAD had, every merge of it has too.
    const theirs = readEvents(kept);
    await unite(store, { theirs });
    await drop(root, commit);
    count++;
  }
  return count;
}

async function whileLocked<A>({ root, location, store }: Workspace, replace: () => Promise<A>): Promise<A> {
  const lock = openLock(join(makeSidePaths(location).own, 'lock.db'));
  try {
    await lock.acquire(lockTimeoutMs);
    if (existsSync(store.path) && (await isChanged(root))) await setAside(root);
    return await replace();
  } finally {
    lock.release();
    lock.close();
  }
}

async function setAside(root: string): Promise<void> {
  const args = ['stash', 'push', '--quiet', '--include-untracked', '--message', note, '--', file];
  const { code, stderr } = await git(root, args, { timeoutMs: 60_000 });
  if (code !== 0)
    throw new TrackerError(
      'conflict',
      `git could not set the uncommitted tickets aside: ${stderr.trim()}`,
      'Nothing was changed. Commit them: `git add .tracker && git commit -m "Update tickets"`, then run the command again.',
    );
}

/** The work trees of a clone share their stash; a branch is checked out in one of them. */
async function listSetAside(root: string): Promise<string[]> {
  const [branch, listed] = await Promise.all([
    git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    git(root, ['stash', 'list', '--format=%H %gs']),
  ]);
  const subject = `On ${branch.stdout.trim()}: ${note}`;
  return listed.stdout
    .split('\n')
    .flatMap((line) => (line.slice(line.indexOf(' ') + 1) === subject ? [line.split(' ')[0]!] : []));
}

/** Others may have put entries on top of it. */
async function drop(root: string, commit: string): Promise<void> {
  const { stdout } = await git(root, ['stash', 'list', '--format=%H']);
  const place = stdout.split('\n').indexOf(commit);
  if (place >= 0) await git(root, ['stash', 'drop', '--quiet', `stash@{${place}}`]);
}

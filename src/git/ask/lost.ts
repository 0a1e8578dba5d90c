import type { Lost } from '../../home/file/carrier.ts';
import { git } from './git.ts';
import { findBlobs } from './past.ts';
import { isInRepository, toRefusal } from './refusal.ts';

/** What a large history without a tracker costs once, at most. */
const lookMs = 5_000;
const path = '.tracker/data.db';

/**
 * Where git has the database that the index has not: HEAD's history, in HEAD itself or before the commit that removed it; or
 * a stash, for one that was never committed. Undefined where it never had one, as far as one bounded look can say. Starts
 * two gits where neither has a trace of it, and at most six. Throws `database` where git cannot be asked.
 */
export const findLost = async (root: string): Promise<Lost | undefined> =>
  (await findInHistory(root)) ?? (await findStashed(root));

async function findInHistory(root: string): Promise<Lost | undefined> {
  const touched = await git(root, ['rev-list', '--full-history', '--max-count=1', 'HEAD', '--', path], {
    timeoutMs: lookMs,
  });
  // There is no commit yet; or the history is longer than is looked at.
  if (touched.code === 124 || /bad revision 'HEAD'/.test(touched.stderr)) return undefined;
  if (touched.code !== 0 && isInRepository(root)) throw toRefusal(root, touched);
  const last = touched.stdout.trim();
  if (last === '') return undefined;
  const [inHead, inLast] = await findBlobs(root, ['HEAD', last]);
  if (inHead) return { source: 'HEAD' };
  return (await findRemoval(root)) ?? (inLast ? { source: last.slice(0, 10) } : undefined);
}

/** The newest commit that has it no more, and a parent of it that has. */
async function findRemoval(root: string): Promise<Lost | undefined> {
  const format = '--format=%H%x00%P%x00%cs%x00%an%x00%s';
  const bounds = ['-m', '--full-history', '--diff-filter=D', '--max-count=20'];
  const { stdout } = await git(root, ['-c', 'log.showSignature=false', 'log', ...bounds, format, 'HEAD', '--', path]);
  const removals = stdout.split('\n').flatMap((line) => {
    const [commit, parents, day = '', by = '', subject = ''] = line.split('\0');
    return commit && parents ? [{ commit, parents: parents.split(' '), day, by, subject }] : [];
  });
  const [newest] = removals;
  if (!newest) return undefined;
  const blobs = await findBlobs(root, newest.parents);
  const source = newest.parents.find((_, at) => blobs[at] !== undefined);
  // A merge has only passed it on: who did it is the commit that was merged.
  const { commit, day, by, subject } = removals.find(({ parents }) => parents.length === 1) ?? newest;
  if (source === undefined) return undefined;
  return { source: source.slice(0, 10), removedBy: { commit: commit.slice(0, 10), day, by, subject } };
}

/** The name of a stash in which our own sync keeps what is not committed, for as long as it runs, or until the next call. */
export const setAsideNote = 'tracker sync: tickets that were not committed';

/** More stashes than that are not looked through. */
const maxStashes = 50;

/** The newest stash of the user's that took it away: untracked, in a third parent, or added and in no commit yet. */
async function findStashed(root: string): Promise<Lost | undefined> {
  const { stdout } = await git(root, ['stash', 'list', `--max-count=${maxStashes}`, '--format=%H %gs']);
  const listed = stdout.split('\n').filter(Boolean);
  const stashes = listed.map((line) => line.slice(0, line.indexOf(' ')));
  const blobs = await findBlobs(
    root,
    stashes.flatMap((commit) => [`${commit}^3`, commit, `${commit}^1`]),
  );
  const at = stashes.findIndex((_, place) => {
    const [untracked, kept, before] = blobs.slice(3 * place, 3 * place + 3);
    if (listed[place]?.includes(setAsideNote)) return false;
    return untracked !== undefined || (kept !== undefined && before === undefined);
  });
  return at < 0 ? undefined : { source: `stash@{${at}}`, stash: at };
}

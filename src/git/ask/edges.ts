import { TrackerError } from '../../domain/errors.ts';
import { type GitAnswer, git } from './git.ts';
import { toRefusal } from './refusal.ts';

/** A commit and one of its parents that have different databases. */
export interface Edge {
  commit: string;
  /** The blob that the parent has. */
  from: string;
  /** The blob that the commit has; undefined where it deleted the file. */
  to: string | undefined;
}

export interface EdgeOptions {
  /** What to look at, as `git rev-list` takes it: `HEAD`, or `origin/main..HEAD`. */
  range?: string | undefined;
  /** Commits that were looked at, with all that lies behind them; one that git has no longer counts for nothing. */
  reached?: readonly string[];
  /** Newest commits that changed the database, at most; all where not given. */
  limit?: number | undefined;
  sinceDays?: number | undefined;
  /** A partial clone may fetch the folders that it lacks. */
  mayFetch?: boolean;
}

const file = '.tracker/data.db';
const quickMs = 10_000;
const wholeMs = 600_000;

/**
 * All edges at which the database changed or was deleted, newest commit first; where it was new there is none. Throws
 * `not_found` for a range that git does not know, `busy` where git took too long, and `database` where it does not answer.
 */
export async function listEdges(root: string, options: EdgeOptions = {}): Promise<Edge[]> {
  const { range = 'HEAD', reached = [], limit, sinceDays, mayFetch = false } = options;
  const bounds = [limit && `--max-count=${limit}`, sinceDays && `--since=${sinceDays}.days`].filter(
    Boolean,
  ) as string[];
  const asked = {
    timeoutMs: limit === undefined ? wholeMs : quickMs,
    ...(mayFetch && { env: { GIT_NO_LAZY_FETCH: '0' } }),
  };
  // It lets a name that means nothing pass as well, which a range that was asked for must not be.
  const lenient = reached.length > 0 ? ['--ignore-missing'] : [];
  const revisions = [...lenient, ...bounds, '--end-of-options', range, ...reached.map((commit) => `^${commit}`)];
  const listed = await git(root, ['rev-list', '--full-history', ...revisions, '--', file], asked);
  checkAnswer(root, listed, range);
  if (listed.stdout === '') return [];
  const raw = ['diff-tree', '--stdin', '-m', '-r', '--raw', '--no-renames', '--no-ext-diff', '--', file];
  const compared = await git(root, ['-c', 'core.quotePath=false', ...raw], { input: listed.stdout, ...asked });
  checkAnswer(root, compared, range);
  return parseEdges(compared.stdout);
}

/** A commit's line, then a line for each parent that has another version; the commit's again before the next parent's. */
function parseEdges(text: string): Edge[] {
  const edges: Edge[] = [];
  let commit = '';
  for (const line of text.split('\n')) {
    if (/^[0-9a-f]{40,64}$/.test(line)) commit = line;
    const [, from, to, path] = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) \w\t(.*)$/.exec(line) ?? [];
    // Where there was none, and where a folder of that name was.
    if (!from || !to || isNone(from) || !path?.replace(/"$/, '').endsWith(file)) continue;
    edges.push({ commit, from, to: isNone(to) ? undefined : to });
  }
  return edges;
}

const isNone = (name: string): boolean => /^0+$/.test(name);

function checkAnswer(root: string, { code, stderr }: GitAnswer, range: string): void {
  if (code === 0) return;
  if (code === 124)
    throw new TrackerError('busy', "git took too long to list the tracker's history.", 'Try the same call again.');
  if (/unknown revision|bad revision|ambiguous argument/.test(stderr))
    throw new TrackerError('not_found', `git knows no commits ${range}.`, '`git log --oneline` lists what is there.');
  throw toRefusal(root, { code, stderr });
}

/** The commit that is checked out; undefined before the first one. Throws `database` where git does not answer. */
export async function findHeadCommit(root: string): Promise<string | undefined> {
  const answer = await git(root, ['rev-parse', '--quiet', '--verify', 'HEAD^{commit}']);
  if (answer.code === 0) return answer.stdout.trim();
  // 1: HEAD is a branch without a commit.
  if (answer.code !== 1) checkAnswer(root, answer, 'HEAD');
  return undefined;
}

/** Whether a commit is HEAD or one of its ancestors; not where git has it no longer. */
export const isBehindHead = async (root: string, commit: string): Promise<boolean> =>
  (await git(root, ['merge-base', '--is-ancestor', commit, 'HEAD'])).code === 0;

/** Fetches what a partial clone lacks of these blobs, where the remote can be reached. */
export async function fetchBlobs(root: string, blobs: readonly string[]): Promise<void> {
  if (blobs.length === 0) return;
  const input = blobs.map((blob) => `${blob}\n`).join('');
  const env = { GIT_NO_LAZY_FETCH: '0' };
  await git(root, ['cat-file', '--batch-check'], { input, env, timeoutMs: wholeMs });
}

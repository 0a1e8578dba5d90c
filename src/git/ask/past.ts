import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TrackerError } from '../../domain/errors.ts';
import type { Id } from '../../domain/event/event.ts';
import { listEventIds } from '../../home/file/canonical.ts';
import type { Carrier } from '../../home/file/carrier.ts';
import { getCommonDir, getGitDir, type Location } from '../../home/file/location.ts';
import { isTooLarge } from './blob.ts';
import { git } from './git.ts';

/** The newest commits of HEAD that changed the database, on whichever line, newest first; none where there is no commit. */
export async function listVersions(root: string, limit: number): Promise<string[]> {
  const args = ['rev-list', '--full-history', '--topo-order', `--max-count=${limit}`, 'HEAD', '--', '.tracker/data.db'];
  const { code, stdout } = await git(root, args, { timeoutMs: 60_000 });
  return code === 0 ? lines(stdout) : [];
}

export interface FindOptions {
  /** What a partial clone lacks is fetched, for a command that asks for it; to a look before a call it is not there. */
  mayFetch?: boolean;
}

/** The blob that each of these commits has for the database; undefined where it has none. */
export async function findBlobs(
  root: string,
  commits: readonly string[],
  { mayFetch = false }: FindOptions = {},
): Promise<(string | undefined)[]> {
  if (commits.length === 0) return [];
  const input = commits.map((commit) => `${commit}:./.tracker/data.db\n`).join('');
  const fetching = mayFetch && { env: { GIT_NO_LAZY_FETCH: '0' }, timeoutMs: 600_000 };
  const { stdout } = await git(root, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input, ...fetching });
  return stdout
    .split('\n')
    .slice(0, commits.length)
    .map((line) => /^([0-9a-f]+) blob$/.exec(line)?.[1]);
}

/** The databases of each stash: the work tree's, and the one that `--include-untracked` keeps apart, in a third parent. */
export async function findStashBlobs(
  root: string,
  stashes: readonly Stash[],
): Promise<{ stash: Stash; blobs: string[] }[]> {
  const blobs = await findBlobs(
    root,
    stashes.flatMap(({ commit }) => [commit, `${commit}^3`]),
  );
  return stashes.map((stash, index) => ({
    stash,
    blobs: blobs.slice(2 * index, 2 * index + 2).filter((blob) => blob !== undefined),
  }));
}

/** As many as two merges in a row are about; in a long history all would fill the memory. */
const maxVersions = 16;

/** Reads a blob once, however often it is asked for in a row. */
export function blobReader(repository: Pick<Carrier, 'readVersion'>) {
  const read = new Map<string, Promise<ReadonlySet<Id>>>();
  const tooLarge = new Map<string, TrackerError>();
  const readIds = async (blob: string): Promise<ReadonlySet<Id>> => {
    try {
      const bytes = await repository.readVersion(blob);
      return bytes ? idsOf(bytes) : new Set();
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      tooLarge.set(blob, error);
      return new Set();
    }
  };
  return {
    /** Why a version that was asked for was not looked into: it has more bytes than are read. */
    faultOf: (blob: string | undefined): TrackerError | undefined => tooLarge.get(blob ?? ''),
    /** The events of a version: none where git has no such blob, or it is no database. */
    ids(blob: string | undefined): Promise<ReadonlySet<Id>> {
      if (blob === undefined) return Promise.resolve(new Set());
      const ids = read.get(blob) ?? readIds(blob);
      // The latest one last.
      read.delete(blob);
      read.set(blob, ids);
      const [oldest] = read.keys();
      if (oldest !== undefined && read.size > maxVersions) read.delete(oldest);
      return ids;
    },
  };
}

/** The events of a version; one that is no database has none. */
export function idsOf(bytes: Buffer): ReadonlySet<Id> {
  try {
    return listEventIds(bytes);
  } catch {
    return new Set();
  }
}

export interface Stash {
  commit: string;
  /** Seconds since 1970: git keeps no finer time. */
  time: number;
}

/** What `git stash list` shows, and the autostash of a rebase or merge under way. */
export async function listStashes(location: Location): Promise<Stash[]> {
  const listed = await git(location.root, ['rev-list', '--walk-reflogs', '--timestamp', 'refs/stash', '--']);
  const own = ['rebase-merge/autostash', 'rebase-apply/autostash', 'MERGE_AUTOSTASH'].flatMap((name) => {
    try {
      return [readFileSync(join(getGitDir(location), name), 'utf8').trim()];
    } catch {
      return [];
    }
  });
  const stashes = lines(listed.stdout).flatMap((line) => {
    const [time, commit] = line.split(' ');
    return commit ? [{ commit, time: Number(time) }] : [];
  });
  return [...stashes, ...(await readStashes(location.root, own))];
}

/** Stashes that were made between two times (seconds since 1970), also ones that have been dropped since: git still has the objects. */
export async function listRecentStashes(location: Location, from: number, to: number): Promise<Stash[]> {
  const names = listLooseObjects(join(getCommonDir(location), 'objects'), from, to);
  const listed = (await listStashes(location)).filter(({ time }) => time >= from && time <= to);
  const known = new Set(listed.map(({ commit }) => commit));
  return [...listed, ...(await readStashes(location.root, names)).filter(({ commit }) => !known.has(commit))];
}

/** Names of objects that were written between two times. A pack holds nothing that is only some minutes old, unless `gc` just ran. */
function listLooseObjects(folder: string, from: number, to: number): string[] {
  const names: string[] = [];
  for (const fan of readdirSync(folder)) {
    if (!/^[0-9a-f]{2}$/.test(fan)) continue;
    for (const name of listNames(join(folder, fan))) {
      const written = (statSync(join(folder, fan, name), { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000;
      if (written >= from && written < to + 1 && /^[0-9a-f]+$/.test(name)) names.push(fan + name);
    }
  }
  return names;
}

/** `git gc` removes folders while others read them. */
function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Those of the objects that are stashes: commits of the work tree (`WIP on`, `On`) whose second parent is the index. */
async function readStashes(root: string, names: readonly string[]): Promise<Stash[]> {
  if (names.length === 0) return [];
  const input = names.map((name) => `${name}\n`).join('');
  const checked = await git(root, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input });
  const commits = lines(checked.stdout).flatMap((line) => /^([0-9a-f]+) commit$/.exec(line)?.[1] ?? []);
  if (commits.length === 0) return [];
  const shown = await git(root, ['rev-list', '--no-walk=unsorted', '--stdin', '--format=%H %ct %P%x00%s'], {
    input: commits.map((name) => `${name}\n`).join(''),
  });
  return lines(shown.stdout).flatMap((line) => {
    const [, commit, time] = /^([0-9a-f]{40,}) (\d+) [0-9a-f]+ [0-9a-f]+[^\0]*\0(?:WIP on|On) /.exec(line) ?? [];
    return commit ? [{ commit, time: Number(time) }] : [];
  });
}

/** The commits that HEAD has pointed to since a time (seconds since 1970), newest first. */
export async function listPastHeads(
  root: string,
  { limit, since }: { limit: number; since: number },
): Promise<string[]> {
  const bounds = [`--max-count=${limit}`, `--max-age=${since}`];
  const { stdout } = await git(root, ['rev-list', '--walk-reflogs', ...bounds, 'HEAD', '--']);
  return [...new Set(lines(stdout))];
}

/** When HEAD was reset to itself since a time (both in seconds since 1970), oldest first, as `git stash` does at its end. */
export async function listResets(root: string, since: number): Promise<number[]> {
  const args = [
    'log',
    '--walk-reflogs',
    '--date=unix',
    '--format=%gd %gs',
    '--max-count=200',
    `--max-age=${since}`,
    'HEAD',
    '--',
  ];
  const { stdout } = await git(root, args);
  return lines(stdout)
    .flatMap((line) => {
      const time = /@\{(\d+)\} reset: moving to HEAD$/.exec(line)?.[1];
      return time ? [Number(time)] : [];
    })
    .reverse();
}

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '../domain/event.ts';
import { listEventIds } from '../store/canonical.ts';
import type { Location } from '../store/side.ts';
import type { Repository } from '../store/tx.ts';
import { git } from './git.ts';

/** A commit with at least two parents. */
export interface Merge {
  commit: string;
  parents: string[];
}

/** Merge commits reachable from HEAD, newest first; none where there is no commit. */
export async function listMerges(
  root: string,
  { limit, sinceDays }: { limit?: number | undefined; sinceDays?: number | undefined } = {},
): Promise<Merge[]> {
  const bounds = [limit && `--max-count=${limit}`, sinceDays && `--since=${sinceDays}.days`].filter(
    Boolean,
  ) as string[];
  const { code, stdout } = await git(root, ['rev-list', '--merges', '--parents', ...bounds, 'HEAD', '--']);
  if (code !== 0) return [];
  return lines(stdout).map((line) => {
    const [commit, ...parents] = line.split(' ');
    return { commit: commit!, parents };
  });
}

/** The common ancestors of two commits, the latest ones: several after criss-cross merges, none for unrelated histories. */
export async function listMergeBases(root: string, a: string, b: string): Promise<string[]> {
  return lines((await git(root, ['merge-base', '--all', a, b])).stdout);
}

/** The blob that each of these commits has for the database; undefined where it has none. */
export async function findBlobs(root: string, commits: readonly string[]): Promise<(string | undefined)[]> {
  if (commits.length === 0) return [];
  const input = commits.map((commit) => `${commit}:./.tracker/data.db\n`).join('');
  const { stdout } = await git(root, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input });
  return stdout
    .split('\n')
    .slice(0, commits.length)
    .map((line) => /^([0-9a-f]+) blob$/.exec(line)?.[1]);
}

/** Reads each blob once, however often it is asked for. */
export function blobReader(repository: Pick<Repository, 'readBlob'>) {
  const read = new Map<string, Promise<ReadonlySet<Id>>>();
  return {
    /** The events of a version: none where git has no such blob, or it is no database. */
    ids(blob: string | undefined): Promise<ReadonlySet<Id>> {
      if (blob === undefined) return Promise.resolve(new Set());
      let ids = read.get(blob);
      if (!ids) {
        ids = repository.readBlob(blob).then((bytes) => (bytes ? idsOf(bytes) : new Set()));
        read.set(blob, ids);
      }
      return ids;
    },
  };
}

function idsOf(bytes: Buffer): ReadonlySet<Id> {
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
export async function listStashes({ root, gitDir }: Location): Promise<Stash[]> {
  const listed = await git(root, ['rev-list', '--walk-reflogs', '--timestamp', 'refs/stash', '--']);
  const own = ['rebase-merge/autostash', 'rebase-apply/autostash', 'MERGE_AUTOSTASH'].flatMap((name) => {
    try {
      return [readFileSync(join(gitDir!, name), 'utf8').trim()];
    } catch {
      return [];
    }
  });
  const stashes = lines(listed.stdout).map((line) => {
    const [time, commit] = line.split(' ');
    return { commit: commit!, time: Number(time) };
  });
  return [...stashes, ...(await readStashes(root, own))];
}

/** Stashes that were made between two times (seconds since 1970), also ones that have been dropped since: git still has the objects. */
export async function listRecentStashes(location: Location, from: number, to: number): Promise<Stash[]> {
  const names = listLooseObjects(join(location.commonDir ?? location.gitDir!, 'objects'), from, to);
  const listed = (await listStashes(location)).filter(({ time }) => time >= from && time <= to);
  const known = new Set(listed.map(({ commit }) => commit));
  return [...listed, ...(await readStashes(location.root, names)).filter(({ commit }) => !known.has(commit))];
}

/** Names of objects that were written between two times. A pack holds nothing that is only some minutes old, unless `gc` just ran. */
function listLooseObjects(folder: string, from: number, to: number): string[] {
  const names: string[] = [];
  for (const fan of readdirSync(folder)) {
    if (!/^[0-9a-f]{2}$/.test(fan)) continue;
    for (const name of readdirSync(join(folder, fan))) {
      const written = (statSync(join(folder, fan, name), { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000;
      if (written >= from && written < to + 1 && /^[0-9a-f]+$/.test(name)) names.push(fan + name);
    }
  }
  return names;
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

/** The commits that HEAD has pointed to lately, newest first. */
export async function listPastHeads(root: string, limit: number): Promise<string[]> {
  const { stdout } = await git(root, ['rev-list', '--walk-reflogs', `--max-count=${limit}`, 'HEAD', '--']);
  return [...new Set(lines(stdout))];
}

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

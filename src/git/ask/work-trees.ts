import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findHead } from '../../home/file/head.ts';
import type { Location } from '../../home/file/location.ts';
import { readPlainFile } from '../../store/regular.ts';
import { findStamp } from '../../store/stamp.ts';

export interface KnownWorkTree {
  /** The folder that holds the tracker, as `Location` has it: of a part of the work tree, where the tracker is one. */
  root: string;
  gitDir: string;
}

const maxWorkTrees = 50;
/** More than a path can have. */
const maxPointerBytes = 64 * 1024;

/** The work trees of the clone, this one first, from git's own files: none is looked for by starting git. At most 50. */
export function listWorkTrees({ root, gitDir, commonDir, part = '' }: Location): KnownWorkTree[] {
  if (!gitDir || !commonDir) return [];
  const own = { root, gitDir };
  const main = basename(commonDir) === '.git' ? [{ root: join(dirname(commonDir), part), gitDir: commonDir }] : [];
  const linked = listLinked(commonDir).flatMap((name) => {
    const directory = join(commonDir, 'worktrees', name);
    const pointer = readPointer(join(directory, 'gitdir'));
    return pointer ? [{ root: join(dirname(pointer), part), gitDir: directory }] : [];
  });
  return [own, ...[...main, ...linked].filter((one) => one.gitDir !== gitDir)];
}

/** The others that have a tracker, and what is checked out there. */
export function listOthers(location: Location): { root: string; branch?: string | undefined }[] {
  return listWorkTrees(location)
    .slice(1)
    .filter(({ root }) => findStamp(join(root, '.tracker/data.db')) !== undefined)
    .map(({ root, gitDir }) => ({ root, branch: nameOf(findHead(gitDir)) }));
}

/** `main` of `refs/heads/main`; a commit is named by its first digits. */
export const nameOf = (head: string | undefined): string | undefined =>
  head && (/^[0-9a-f]{40,64}$/.test(head) ? head.slice(0, 7) : head.replace(/^refs\/heads\//, ''));

function listLinked(commonDir: string): string[] {
  try {
    return readdirSync(join(commonDir, 'worktrees')).slice(0, maxWorkTrees);
  } catch {
    return [];
  }
}

function readPointer(path: string): string | undefined {
  try {
    return readPlainFile(path, path, maxPointerBytes)?.toString().trim() || undefined;
  } catch {
    return undefined;
  }
}

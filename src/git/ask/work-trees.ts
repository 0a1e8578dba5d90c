import { join } from 'node:path';
import { findHead } from '../../home/file/head.ts';
import type { Location } from '../../home/file/location.ts';
import { type KnownWorkTree, listWorkTrees as listAll } from '../../home/file/side/work-trees.ts';
import { findStamp } from '../../store/stamp.ts';

const maxLinked = 50;

/** The work trees of the clone, this one first; of the linked ones at most 50. */
export function listWorkTrees(location: Location): KnownWorkTree[] {
  const { root, gitDir } = location;
  if (!gitDir) return [];
  return [{ root, gitDir }, ...listAll(location, maxLinked).filter((one) => one.gitDir !== gitDir)];
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

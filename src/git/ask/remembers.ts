import { join } from 'node:path';
import type { Id } from '../../domain/event/event.ts';
import { findEvents, readUsed } from '../../home/file/bytes.ts';
import type { Location } from '../../home/file/location.ts';
import { findStamp } from '../../store/stamp.ts';
import { git } from './git.ts';
import { openObjects } from './objects.ts';
import { findBlobs, findStashBlobs, listStashes } from './past.ts';
import { listBranches } from './whereabouts.ts';
import { listWorkTrees } from './work-trees.ts';

/** The versions of the file that are read, and how far back HEAD's own log is. */
const maxVersions = 100;
const maxMoves = 50;

/**
 * Whether a work tree, a stash, a branch or one of the last places of HEAD has the event; undefined where that cannot be
 * told, as git does not answer or a work tree's file cannot be read.
 */
export async function remembers(location: Location, event: Id): Promise<boolean | undefined> {
  let isSure = true;
  for (const { root } of listWorkTrees(location)) {
    const has = hasInFile(join(root, '.tracker/data.db'), event);
    if (has) return true;
    isSure &&= has !== undefined;
  }
  const blobs = location.gitDir ? await listVersions(location) : [];
  if (!blobs) return undefined;
  const objects = openObjects(location.root);
  try {
    for (const blob of blobs) {
      const bytes = await objects.read(blob);
      // What a partial clone lacks was not written here, and what is damaged brings the event back to nobody.
      if (bytes && hasIn(() => bytes, event)) return true;
    }
  } finally {
    objects.close();
  }
  return isSure ? false : undefined;
}

const hasInFile = (path: string, event: Id): boolean | undefined =>
  findStamp(path) ? hasIn(() => readUsed(path), event) : false;

function hasIn(read: () => Buffer, event: Id): boolean | undefined {
  try {
    return findEvents(read(), [event]).has(event);
  } catch {
    return undefined;
  }
}

/** The blobs of the file in stashes, in HEAD's own log and on branches, each once; undefined where git does not answer. */
async function listVersions(location: Location): Promise<string[] | undefined> {
  const { root } = location;
  const branches = await listBranches(root);
  if (!branches) return undefined;
  const moves = await git(root, ['rev-list', '--walk-reflogs', `--max-count=${maxMoves}`, 'HEAD', '--']);
  const commits = [...moves.stdout.split('\n').filter(Boolean), ...branches.map(({ commit }) => commit)];
  const found = await findBlobs(root, [...new Set(commits)]);
  if (found.length < new Set(commits).size) return undefined;
  const stashed = await findStashBlobs(root, await listStashes(location));
  const all = [...stashed.flatMap(({ blobs }) => blobs), ...found.filter((blob) => blob !== undefined)];
  return [...new Set(all)].slice(0, maxVersions);
}

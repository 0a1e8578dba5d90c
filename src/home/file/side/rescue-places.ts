import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getCommonDir, getGitDir, type Location, localDir, makeLocal, makeSidePaths, partFolder } from '../location.ts';
import { makeFolder } from './sharing.ts';
import { isTreeRemoved, treeName } from './work-trees.ts';

const fileName = 'rescue.jsonl';

/** Where the rescue logs of a work tree are. */
export interface RescuePlaces {
  /** What is acknowledged from here is noted in this one. */
  own: string;
  /** Who could not write there, or an older program, has noted it in these; they need not be there. */
  others: string[];
  /** Makes the folder of, and names, the one to note it in where that cannot be. */
  spare(): string;
}

/**
 * In the git directory that the clone's work trees share, as it is to outlive this one, in a folder of the tree; beside the
 * lock where that cannot be written. Makes the folder. Throws as `makeSidePaths` does.
 */
export function findRescuePlaces(location: Location): RescuePlaces {
  const local = join(localDir(location), fileName);
  const older = join(getGitDir(location), 'tracker', partOf(location), fileName);
  const { shared } = makeSidePaths(location);
  const tree = treeName(location);
  const isLocal = shared === localDir(location);
  const folder = isLocal ? shared : join(shared, tree && join(treesFolder, tree), partOf(location));
  if (!isLocal) makeFolder(folder, location);
  const own = join(folder, fileName);
  return {
    own,
    others: [older, local].filter((path) => path !== own),
    spare: () => join(makeLocal(location), fileName),
  };
}

const treesFolder = 'trees';
const partOf = ({ part }: Location): string => (part ? partFolder(part) : '');

/** The logs of this tracker in work trees that have been removed. */
export function listRemovedLogs(location: Location): string[] {
  if (location.gitDir === undefined) return [];
  const folder = join(getCommonDir(location), 'tracker', treesFolder);
  return namesIn(folder)
    .filter((tree) => isTreeRemoved(location, tree))
    .map((tree) => join(folder, tree, partOf(location), fileName));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

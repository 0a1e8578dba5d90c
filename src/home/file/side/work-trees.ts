import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { here } from '../../../store/process.ts';
import { readLine } from '../head.ts';
import { type Location, localDir, makeSidePaths } from '../location.ts';

/**
 * What names a work tree among all that the clone has ever had: git's name for it and what is random, as git gives the name
 * to the next one of the same folder. Empty for the clone's own, and without git. Makes the mark in the tree's git directory.
 */
export function treeName(location: Location): string {
  const { gitDir, commonDir } = location;
  if (gitDir === undefined || commonDir === undefined || gitDir === commonDir) return '';
  const name = basename(gitDir);
  try {
    // Where that cannot be written the name has to do.
    makeSidePaths(location);
    writeFileSync(join(gitDir, markFile), randomBytes(6).toString('hex'), { flag: 'wx' });
  } catch {
    // It is there already, or cannot be.
  }
  const mark = readLine(join(gitDir, markFile));
  return mark ? `${name}-${mark}` : name;
}

const markFile = 'tracker/tree';

/**
 * Whether the work tree of a name is one no more. One whose folder is missing may be seen elsewhere, in another container: that
 * counts only for who saw it from here.
 */
export function isTreeRemoved({ commonDir }: Location, tree: string, seenFrom: string = here()): boolean {
  if (commonDir === undefined || tree === '') return false;
  const [, name = '', mark] = /^(.+?)(?:-([\da-f]{12}))?$/.exec(tree) ?? [];
  const admin = join(commonDir, 'worktrees', name);
  if (isMissing(admin)) return true;
  const found = readLine(join(admin, markFile));
  if (mark && found && found !== mark) return true;
  const pointer = readLine(join(admin, 'gitdir'));
  return seenFrom === here() && pointer !== undefined && isMissing(resolve(admin, pointer));
}

/** Not one that may not be looked at. */
function isMissing(path: string): boolean {
  try {
    lstatSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** The folders in which leases of this clone may be: the shared one, and beside the lock of each work tree. */
export function listLeaseFolders(location: Location): string[] {
  const { gitDir, commonDir } = location;
  if (gitDir === undefined || commonDir === undefined) return [localDir(location)];
  const roots = [location, ...listWorkTrees(location)].map(({ root }) => localDir({ root }));
  return [join(commonDir, 'tracker'), ...new Set(roots)];
}

export interface KnownWorkTree {
  /** The folder that holds the tracker, as `Location` has it: of a part of the work tree, where the tracker is one. */
  root: string;
  gitDir: string;
}

/**
 * The work trees of the clone, its own first, from git's own files: none is looked for by starting git. Of the linked ones
 * `most` at most are looked for.
 */
export function listWorkTrees({ commonDir, part = '' }: Location, most?: number): KnownWorkTree[] {
  if (commonDir === undefined) return [];
  const own = basename(commonDir) === '.git' ? [{ root: join(dirname(commonDir), part), gitDir: commonDir }] : [];
  const linked = namesIn(join(commonDir, 'worktrees')).slice(0, most);
  return [
    ...own,
    ...linked.flatMap((name) => {
      const gitDir = join(commonDir, 'worktrees', name);
      const pointer = readLine(join(gitDir, 'gitdir'));
      return pointer ? [{ root: join(dirname(resolve(gitDir, pointer)), part), gitDir }] : [];
    }),
  ];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

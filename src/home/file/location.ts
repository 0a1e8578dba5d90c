import { createHash } from 'node:crypto';
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFolder } from '../../store/regular.ts';
import { makeFolder, share } from './side/sharing.ts';

/** Where a work tree's tracker lives; found by src/git. Without git there is only the root. */
export interface Location {
  /** The folder that holds `.tracker`. */
  root: string;
  /** Absolute git directory of this work tree. */
  gitDir?: string | undefined;
  /** Absolute git directory that all work trees of the clone share. */
  commonDir?: string | undefined;
  /** The folder of the work tree that `root` is, where that is not its top: one work tree may have several trackers. */
  part?: string | undefined;
  /** `root` is in a bare repository: nobody works there, and no tracker is made. */
  isBare?: true;
}

/** What may be deleted and rebuilt, but for the rescue log. */
export interface SidePaths {
  /** Spare, temps and index of this work tree. */
  own: string;
  /** Leases of the whole clone, and what is to outlive a work tree. */
  shared: string;
}

/** For what is done only where there is git. */
export function getGitDir({ root, gitDir }: Location): string {
  if (gitDir === undefined) throw new Error(`${root} is in no git repository.`);
  return gitDir;
}

export const getCommonDir = (location: Location): string => location.commonDir ?? getGitDir(location);

export const trackerDir = (location: Location): string => join(location.root, '.tracker');
export const localDir = (location: Location): string => join(trackerDir(location), 'local');
/** One for all who can replace the database, whatever else they may write: a lock in a place that each chose would be several. */
export const lockPath = (location: Location): string => join(localDir(location), 'lock');
export const databasePath = (location: Location): string => join(trackerDir(location), 'data.db');

/** Throws `database` where `.tracker`, or the folder in it that git ignores, is something else than a folder: a link, say. */
export function checkTracker(location: Location): void {
  if (checkFolder(trackerDir(location), '.tracker')) checkFolder(localDir(location), '.tracker/local');
}

/**
 * Makes the side folders, in the git directory where that can be written, else in `.tracker/local`. Throws the file
 * system's error, and `database` for what is no folder.
 */
export function makeSidePaths(location: Location): SidePaths {
  checkTracker(location);
  if (!location.gitDir) return { own: makeLocal(location), shared: makeLocal(location) };
  const own = join(location.gitDir, 'tracker', location.part ? partFolder(location.part) : '');
  const shared = join(location.commonDir ?? location.gitDir, 'tracker');
  // Temps are renamed into `.tracker`, which only works within a file system.
  const isNear = statSync(location.gitDir).dev === statSync(location.root).dev;
  return {
    own: isNear && canMake(own, location) ? own : makeLocal(location),
    shared: canMake(shared, location) ? shared : makeLocal(location),
  };
}

/** Paths may be longer than a name may be. */
export const partFolder = (part: string): string =>
  `part-${createHash('sha256').update(part).digest('hex').slice(0, 16)}`;

/** Makes `.tracker/local`, which git ignores by a rule in it: what is written by the way adds nothing to a commit. */
export function makeLocal(location: Location): string {
  const local = localDir(location);
  checkTracker(location);
  makeFolder(trackerDir(location), location);
  makeFolder(local, location);
  // Before the first file that it is for; a folder without files git does not see.
  makeRules(join(local, '.gitignore'), '*\n', location);
  return local;
}

function canMake(folder: string, location: Location): boolean {
  try {
    if (!checkFolder(folder, folder)) makeFolder(folder, location);
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function makeRules(path: string, rules: string, location: Location): void {
  try {
    writeFileSync(path, rules, { flag: 'wx' });
    share(path, location);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** `!data.db` holds against a team's own `*.db`. */
export const ignoreRules = 'local/\n.data.db.tmp-*\ndata.db-wal\ndata.db-shm\ndata.db-journal\n!data.db\n';

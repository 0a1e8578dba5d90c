import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { TrackerError } from '../domain/errors.ts';
import { locate, type repositoryOf } from '../git/ask/repository.ts';
import { databasePath, type Location, trackerDir } from '../home/file/location.ts';
import { readPlainFile } from '../store/regular.ts';

/** The tracker's place as seen from a folder that somebody has named; `by` says how. Throws `not_found`, and `invalid_input` for a file. */
export function locateGiven(folder: string, by: string): Location {
  try {
    if (statSync(folder).isDirectory()) return locate(folder);
  } catch (cause) {
    const message = `${by} is ${JSON.stringify(folder)}, and there is no such folder.`;
    throw new TrackerError('not_found', message, 'Name a folder that exists.', { cause });
  }
  throw new TrackerError(
    'invalid_input',
    `${by} is ${JSON.stringify(folder)}, which is a file and no folder.`,
    `Name the repository's folder, such as ${JSON.stringify(dirname(folder))}.`,
  );
}

/**
 * Refuses what is no place for a tracker: a bare repository; and, where none is yet and `isAsked` does not say that
 * somebody wants one there, the home folder and the top of the file system, where programs are started that were told of
 * no place. Throws `invalid_input`, and `database` for a `.tracker` that may not be entered.
 */
export function checkPlace(location: Location, { isAsked = false } = {}): void {
  const { root } = location;
  if (location.isBare || isBesideBare(location))
    throw new TrackerError(
      'invalid_input',
      `${root} belongs to a bare repository, which has no files, and so no tracker.`,
      `Go to a clone or a work tree of it, or ${naming}.`,
    );
  const tracker = trackerDir(location);
  if (existsSync(tracker)) checkMayEnter(tracker);
  else if (!isAsked && isNobodysPlace(root)) throw describeNobodysPlace(root);
}

function describeNobodysPlace(root: string): TrackerError {
  return new TrackerError(
    'invalid_input',
    `There is no tracker in ${root}, and in ${dirname(root) === root ? 'the top folder' : 'a home folder'} none is made unasked.`,
    `Start tracker in a repository, or ${naming}; \`tracker init\` in ${root} asks for one there.`,
  );
}

/** `.git` is a file that leads to a bare repository, as work trees are kept around one. */
function isBesideBare({ root, gitDir, commonDir }: Location): boolean {
  if (!gitDir || gitDir !== commonDir || gitDir === join(root, '.git')) return false;
  const path = join(gitDir, 'config');
  return /^\s*bare\s*=\s*true\s*$/m.test(String(readPlainFile(path, path, 2 ** 20) ?? ''));
}

const naming = 'name one with `--root PATH` or the variable TRACKER_ROOT';

function isNobodysPlace(root: string): boolean {
  if (dirname(root) === root) return true;
  try {
    return realpathSync(homedir()) === root;
  } catch {
    return false;
  }
}

function checkMayEnter(tracker: string): void {
  try {
    accessSync(tracker, constants.R_OK | constants.X_OK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EACCES') throw cause;
    throw new TrackerError(
      'database',
      `${tracker} may not be entered by this user.`,
      `Its owner can let you in: \`chmod -R u+rwX,g+rwX ${tracker}\`, or \`chown\` it.`,
      { cause },
    );
  }
}

/** The error of a call in a place that is no longer there. */
export function describeGone(root: string): TrackerError {
  return new TrackerError(
    'database',
    `The work tree ${root} is gone.`,
    'What was committed is in git. Restart the server in a folder that exists; `git worktree list` names the work trees.',
  );
}

/** Asks, when a call is over, whether it was the one that made the database: a line that says where. */
export function watchCreation(location: Location): () => string[] {
  const path = databasePath(location);
  if (existsSync(path)) return () => [];
  return () => (existsSync(path) ? [`Made a new tracker in ${trackerDir(location)}.`] : []);
}

/** A repository of which nobody asks whether its history has a database: a new one is wanted. */
export const withoutPast = (repository: ReturnType<typeof repositoryOf>): typeof repository => ({
  ...repository,
  findLost: async () => undefined,
});

import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TrackerError } from '../domain/errors.ts';
import { locate } from '../git/ask/repository.ts';
import { type Location, trackerDir } from '../home/file/location.ts';
import type { AskRoots } from '../mcp/tracker.ts';
import { describeGone, locateGiven } from './place.ts';
import { workingDirectory } from './working-directory.ts';

export interface PlaceOptions {
  /** What `--root` names. */
  root?: string | undefined;
  askRoots?: AskRoots;
}

export interface Place {
  location: Location;
  /** Of the folders that the client has open. */
  isChosen?: true;
}

/**
 * Finds where a server's tracker is, call by call: the place that was named; else that of the working directory; and where
 * that is in no repository, of the folders that the client has open. It is told the root that the last call used. Throws
 * where the place is gone.
 */
export function placeFinder(
  env: Record<string, string | undefined>,
  { root, askRoots = async () => undefined }: PlaceOptions,
): (last: string | undefined) => Promise<Place> {
  return async (last) => {
    if (root !== undefined) return { location: locateGiven(root, '--root') };
    if (env.TRACKER_ROOT) return { location: locateGiven(env.TRACKER_ROOT, 'TRACKER_ROOT') };
    const own = findOwn(last);
    if (own && isPlace(own)) return { location: own };
    const given = (await askRoots()) ?? [];
    const chosen = chooseRoot(given);
    if (chosen) return { location: chosen, isChosen: true };
    if (given.length > 0) throw describeUseless(given);
    return { location: own ?? locateHere() };
  };
}

/** The error of a call where a client has folders open and none of them can be used: in another place nobody looks for it. */
function describeUseless(given: readonly string[]): TrackerError {
  const [first = '', ...others] = given.map((uri) => JSON.stringify(uri.slice(0, 200)));
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return new TrackerError(
    'not_found',
    `The client says that it has ${first}${more} open, which is no folder of this machine, and the server was started in no repository.`,
    'Open the repository in the client by a file: URI, or start the server with `--root PATH` or the variable TRACKER_ROOT.',
  );
}

/** Undefined where the working directory is gone, and nothing was opened from there. */
function findOwn(last: string | undefined): Location | undefined {
  try {
    return locateHere();
  } catch (error) {
    if (last === undefined) return undefined;
    // A folder below the root may go; Node goes on naming it.
    if (existsSync(last)) return locate(last);
    throw error instanceof TrackerError || (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? describeGone(last)
      : error;
  }
}

const locateHere = (): Location => locate(workingDirectory('Restart the server in a folder that exists.'));

/** Whether somebody works here: in a repository, or below a `.tracker`. */
export const isPlace = (location: Location): boolean =>
  location.gitDir !== undefined || existsSync(trackerDir(location));

/** Of the folders that a client has open: the first with a tracker, else the first in a repository, else the first. */
export function chooseRoot(uris: readonly string[]): Location | undefined {
  const locations = uris.flatMap((uri) => {
    try {
      const folder = fileURLToPath(uri);
      return statSync(folder).isDirectory() ? [locate(folder)] : [];
    } catch {
      // No folder of this machine, or gone.
      return [];
    }
  });
  return locations.find((one) => existsSync(trackerDir(one))) ?? locations.find(isPlace) ?? locations[0];
}

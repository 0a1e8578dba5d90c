import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { locate } from '../git/ask/repository.ts';
import { type Location, trackerDir } from '../home/file/location.ts';

/** Whether somebody works here: in a repository, or below a `.tracker`. */
export const isPlace = (location: Location): boolean =>
  location.gitDir !== undefined || existsSync(trackerDir(location));

/** Of the folders that a client has open: the first with a tracker, else the first in a repository, else the first. */
export function chooseRoot(uris: readonly string[]): Location | undefined {
  const locations = uris.flatMap((uri) => {
    try {
      return [locate(fileURLToPath(uri))];
    } catch {
      // No folder of this machine, or gone.
      return [];
    }
  });
  return locations.find((one) => existsSync(trackerDir(one))) ?? locations.find(isPlace) ?? locations[0];
}

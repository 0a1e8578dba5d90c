import { join } from 'node:path';
import { databasePath, getCommonDir, type Location } from '../../home/file/location.ts';
import { readPlainFile } from '../../store/regular.ts';
import { git } from '../ask/git.ts';

/**
 * Whether the team's attributes give the database to our merge driver, and this clone's git knows no such driver, as in every
 * fresh clone: git's configuration does not travel. Asks git only where the clone's own configuration does not have it.
 */
export async function lacksDriver(location: Location): Promise<boolean> {
  if (/^\s*\[merge "tracker"\]/m.test(readConfig(location))) return false;
  const { root } = location;
  const { stdout } = await git(root, ['check-attr', 'merge', '--', databasePath(location)]);
  if (!/: merge: tracker$/m.test(stdout)) return false;
  return (await git(root, ['config', '--get', 'merge.tracker.driver'])).code === 1;
}

/** Longer ones are not looked through. */
const maxBytes = 2 ** 20;

function readConfig(location: Location): string {
  try {
    return String(readPlainFile(join(getCommonDir(location), 'config'), 'config', maxBytes) ?? '');
  } catch {
    return '';
  }
}

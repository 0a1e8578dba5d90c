import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readPlainFile } from '../../../store/regular.ts';
import { tempName } from './temps.ts';

/** As much of a tracker's location as says who shares it. */
interface Place {
  root: string;
  gitDir?: string | undefined;
  commonDir?: string | undefined;
}

/** More than a configuration of git's has. */
const maxBytes = 2 ** 20;

/** What `core.sharedRepository` lets others do with files, as permission bits; undefined where it says nothing. */
function sharedByGit({ commonDir, gitDir }: Place): number | undefined {
  const folder = commonDir ?? gitDir;
  if (folder === undefined) return undefined;
  const text = readPlainFile(join(folder, 'config'), 'the configuration of git', maxBytes)?.toString() ?? '';
  const section = text.split(/^\s*(?=\[)/m).filter((part) => /^\[core\]/i.test(part));
  const value = /^\s*sharedrepository\s*=\s*"?(\w+)/im.exec(section.join('\n'))?.[1]?.toLowerCase();
  if (value === undefined || /^(?:umask|false|no|off|0)$/.test(value)) return undefined;
  if (/^(?:group|true|yes|on|1)$/.test(value)) return 0o060;
  if (/^(?:all|world|everybody|2)$/.test(value)) return 0o064;
  return /^0[0-7]+$/.test(value) ? Number.parseInt(value, 8) & 0o066 : undefined;
}

/** Whether several users are to write here, as git's configuration says. */
export function isShared(place: Place): boolean {
  try {
    return ((sharedByGit(place) ?? 0) & 0o022) !== 0;
  } catch {
    return false;
  }
}

/** What others may do with files made here: as git is told, else as they may do with the database. */
function othersBits(place: Place): number {
  const shared = sharedByGit(place);
  if (shared !== undefined) return shared;
  return (lstatSync(join(place.root, '.tracker/data.db'), { throwIfNoEntry: false })?.mode ?? 0) & 0o066;
}

/**
 * Lets those who share the repository use what has just been made in it. What root makes in the folder of a user, in a
 * container, say, is that user's: they could not write it otherwise.
 */
export function share(path: string, place: Place): void {
  if (process.platform === 'win32') return;
  try {
    const found = lstatSync(path);
    const parent = lstatSync(dirname(path));
    const bits = othersBits(place);
    const isRoot = process.getuid?.() === 0;
    const isForOthers = isRoot || (bits & 0o020) !== 0;
    if (isForOthers && (found.gid !== parent.gid || (isRoot && found.uid !== parent.uid)))
      chownSync(path, isRoot ? parent.uid : found.uid, parent.gid);
    const enter = found.isDirectory() ? ((bits & 0o044) >> 2) | (bits & 0o020 ? 0o2000 : 0) : 0;
    const mode = (found.mode & 0o7777) | bits | enter;
    if (mode !== (found.mode & 0o7777)) chmodSync(path, mode);
  } catch {
    // Whoever cannot use it then is told so by name.
  }
}

/** Makes a folder, and those above it, fit for all who share the repository: the upper ones first, whose owner theirs follow. */
export function makeFolder(folder: string, place: Place): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above, place);
  makeShared(folder, place);
}

/** It comes to be with the rights that it is to have: another user, who makes files in it at the same moment, finds no other. */
function makeShared(folder: string, place: Place): void {
  const draft = join(dirname(folder), tempName('folder'));
  try {
    mkdirSync(draft);
    share(draft, place);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { force: true, recursive: true });
    if (!existsSync(folder)) throw Object.assign(error as NodeJS.ErrnoException, { path: folder });
  }
}

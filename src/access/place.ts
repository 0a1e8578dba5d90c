import { createHash } from 'node:crypto';
import { linkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { TrackerError } from '../domain/errors.ts';
import { readPlainFile } from '../store/regular.ts';
import type { Surroundings } from './access.ts';
import { createAccessFile, hasPrivateFolder, makePrivateFolder } from './file.ts';

export interface AccessPlace {
  /** Absolute git directory that all work trees of the clone share; git carries nothing of it. */
  commonDir: string;
  /** The folder within the repository that the tracker is of; empty for the top. */
  part?: string | undefined;
  /** `XDG_STATE_HOME`, where the store is to lie there. A relative one says nothing, as its standard has it. */
  stateHome?: string | undefined;
}

export interface FoundAccess {
  /** The tracker's, made once: the store goes on when the clone is moved, and is not a copy's that takes its place. */
  id: string;
  path: string;
}

/** Where this tracker's access store is; undefined where none was made. Throws `database` for a spoiled id. */
export function findAccess(place: AccessPlace): FoundAccess | undefined {
  const file = idFile(place);
  if (!hasPrivateFolder(dirname(file))) return undefined;
  const id = readPlainFile(file, file, 100)?.toString('latin1').trim();
  if (id === undefined) return undefined;
  if (/^[0-9a-f]{32}$/.test(id)) return { id, path: pathOf(place, id) };
  throw new TrackerError('database', `${file} names no access store.`, 'It was left as it is.');
}

/**
 * The access store of this tracker, made where there is none. Of several processes that make one at once all have the same:
 * a store is whole before its id is written down, and only one id is.
 */
export function makeAccess(place: AccessPlace, { random }: Pick<Surroundings, 'random'>): FoundAccess {
  const found = findAccess(place);
  if (found) return found;
  makePrivateFolder(join(place.commonDir, folderName));
  makePrivateFolder(baseOf(place));
  const id = makeTrackerId(place, random(16));
  const path = pathOf(place, id);
  createAccessFile(path).close();
  if (writeOnce(idFile(place), id)) return { id, path };
  rmSync(dirname(path), { recursive: true });
  return makeAccess(place, { random });
}

const folderName = 'tracker-access';

const baseOf = ({ stateHome, commonDir }: AccessPlace): string =>
  join(stateHome && isAbsolute(stateHome) ? stateHome : commonDir, folderName);

const pathOf = (place: AccessPlace, id: string): string => join(baseOf(place), id, 'access.db');

/** In git's folder whatever XDG_STATE_HOME is: who starts without it is told that the store is elsewhere. */
const idFile = ({ commonDir, part = '' }: AccessPlace): string =>
  join(commonDir, folderName, part === '' ? 'id' : `id-${digest(part).slice(0, 16)}`);

const makeTrackerId = ({ commonDir, part = '' }: AccessPlace, salt: Uint8Array): string =>
  digest(`${realpathSync(commonDir)}\0${part}\0${Buffer.from(salt).toString('hex')}`).slice(0, 32);

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** False where the file is there already. Nobody sees it half written. */
function writeOnce(path: string, text: string): boolean {
  const temp = `${path}.${text}`;
  writeFileSync(temp, `${text}\n`, { flag: 'wx', mode: 0o600, flush: true });
  try {
    linkSync(temp, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temp);
  }
}

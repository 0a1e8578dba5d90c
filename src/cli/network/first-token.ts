import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { findAccess, makeAccess } from '../../access/place.ts';
import { readScopes } from '../../access/scope-words.ts';
import { openAccess } from '../../access/sqlite-access.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { Location } from '../../home/file/location.ts';
import { placeOf } from '../access/opened.ts';

/** Who the first token is of: a human, so that they can name the others. */
const firstActor = 'admin';

interface Here {
  location: Location;
  env: NodeJS.ProcessEnv;
}

/** Whether a token was made for this tracker, whatever became of it. */
export async function hasTokens(here: Here): Promise<boolean> {
  const found = findAccess(placeOf(here));
  if (!found) return false;
  const store = openAccess(found, { now: Date.now, random: randomBytes });
  try {
    return (await store.listTokens()).length > 0;
  } finally {
    await store.close();
  }
}

/** Throws where the file cannot be written, before anything is made for it: it is there, say, or git would carry it. */
export function checkTokenFile(file: string, root: string): void {
  const path = resolve(file);
  if (existsSync(path))
    throw new TrackerError(
      'conflict',
      `TRACKER_FIRST_TOKEN_FILE names ${path}, which is there already, and no token was made yet.`,
      'It was left as it is. Name another file, or remove it.',
    );
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new TrackerError('not_found', `There is no folder ${folder} for TRACKER_FIRST_TOKEN_FILE.`, 'Make it first.');
  const within = relative(
    existsSync(root) ? realpathSync(root) : resolve(root),
    join(realpathSync(folder), basename(path)),
  );
  if (within !== '..' && !within.startsWith(`..${sep}`))
    throw new TrackerError(
      'invalid_input',
      `TRACKER_FIRST_TOKEN_FILE names ${path}, which lies in the repository: git would carry the token.`,
      'Name a file outside of it.',
    );
}

/** Makes an actor who may do everything, and a token of theirs, which is written to the file for its user alone. */
export async function makeFirstToken(here: Here, file: string): Promise<void> {
  const surroundings = { now: Date.now, random: randomBytes };
  const store = openAccess(makeAccess(placeOf(here), surroundings), surroundings);
  const note = (action: string, subject: string) =>
    store.note({ token: null, actor: null, address: 'local', action, subject, events: [], code: null });
  try {
    if (!(await store.findActor(firstActor))) {
      await store.addActor({ handle: firstActor, kind: 'human' });
      await note('actor.add', firstActor);
    }
    const made = await store.createToken({ actor: firstActor, scopes: readScopes(['all']), name: 'first' }, 'local');
    await note('token.create', made.id);
    try {
      writeOnce(resolve(file), `${made.token}\n`);
    } catch (error) {
      // Nobody has it.
      await store.revokeToken(made.id);
      throw error;
    }
  } finally {
    await store.close();
  }
}

/** Never over another file, and nobody sees it half written. */
function writeOnce(path: string, text: string): void {
  const temp = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(temp, text, { flag: 'wx', mode: 0o600, flush: true });
  try {
    linkSync(temp, path);
  } finally {
    rmSync(temp);
  }
}

import type { AccessStore, Actor } from '../../access/access.ts';
import type { AccessPlace } from '../../access/place.ts';
import { TrackerError } from '../../domain/errors.ts';
import type { Context } from '../commands/command.ts';
import { UsageError } from '../usage.ts';

type Here = Pick<Context, 'location' | 'env'>;

/**
 * Works with the access store of the tracker here, and closes it. Only where `make` says so is one made; else, where there is
 * none, `none` answers. Throws TrackerError as the store does, and `invalid_input` outside git.
 */
export async function withAccess<T>(
  context: Here,
  { make = false, none = nobody }: { make?: boolean; none?: () => T },
  work: (store: AccessStore) => Promise<T>,
): Promise<T> {
  const [{ findAccess, makeAccess }, { openAccess }, { randomBytes }] = await Promise.all([
    import('../../access/place.ts'),
    import('../../access/sqlite-access.ts'),
    import('node:crypto'),
  ]);
  const place = placeOf(context);
  const found = make ? makeAccess(place, { random: randomBytes }) : findAccess(place);
  if (!found) return none();
  const store = openAccess(found, { now: Date.now, random: randomBytes });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** In git's own folder nobody's clone or archive brings a store along with a work tree. */
export function placeOf({ location, env }: Here): AccessPlace {
  const commonDir = location.commonDir ?? location.gitDir;
  if (commonDir !== undefined) return { commonDir, part: location.part, stateHome: env.XDG_STATE_HOME };
  throw new TrackerError('invalid_input', 'This is no git repository.', 'Run `git init`, or go to the clone.');
}

function nobody(): never {
  throw new TrackerError('not_found', 'This tracker has no actors yet.', 'Add one: `tracker actor add HANDLE`.');
}

/** The human whom git names here, whose agents and services are theirs. */
export async function ownerHere(store: AccessStore, { location }: Here): Promise<{ actor: Actor; isNew: boolean }> {
  const { userName } = await import('../../git/ask/user-name.ts');
  return store.humanOfGit(await userName(location));
}

/** Notes what was done by the command here, and by whom, as git names them. */
export async function noteHere(store: AccessStore, { location }: Here, action: string, subject: string): Promise<void> {
  const { userName } = await import('../../git/ask/user-name.ts');
  const done = { token: null, events: [], code: null };
  await store.note({ ...done, actor: await userName(location), address: 'local', action, subject });
}

/** The one word that a command takes. Throws UsageError. */
export function onlyWord(words: readonly string[], shown: string): string {
  const [word, ...others] = words;
  if (word === undefined) throw new UsageError(`${shown} is missing.`);
  if (others.length > 0) throw new UsageError(`One ${shown} is taken, not ${words.length}.`);
  return word;
}

/** A whole number that an option gives; undefined where it is not given. Throws UsageError. */
export function numberOf(given: unknown, option: string): number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'string' && /^\d{1,6}$/.test(given)) return Number(given);
  throw new UsageError(`--${option} takes a whole number.`);
}

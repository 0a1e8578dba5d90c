import { TrackerError } from '../domain/errors.ts';
import { isObject } from '../domain/event/shape.ts';
import { parseJson } from '../domain/json.ts';
import { readPlainFile } from '../store/regular.ts';
import { type RemoteServer, readOrigin } from './server.ts';
import { type Env, getUserFile, keepUserFile } from './user-folder.ts';

const name = 'logins.json';

/** The token that this user was given for an origin; undefined where there is none. */
export const findLogin = (env: Env, origin: string): string | undefined => {
  const token = read(env)[origin];
  return typeof token === 'string' ? token : undefined;
};

/**
 * A server, and what opens it: TRACKER_TOKEN where TRACKER_URL names this very origin, else what `tracker login` has kept for it.
 * Throws `permission_denied` where there is neither.
 */
export function getServer(env: Env, origin: string): RemoteServer {
  const isNamed = env.TRACKER_URL ? readOrigin(env.TRACKER_URL, 'TRACKER_URL') === origin : false;
  const token = (isNamed && env.TRACKER_TOKEN) || findLogin(env, origin);
  if (token) return { origin, token };
  throw new TrackerError(
    'permission_denied',
    `There is no token for ${origin}.`,
    `Sign in with \`tracker login ${origin}\`, or set TRACKER_TOKEN beside TRACKER_URL.`,
  );
}

/** Keeps a token for its origin alone, in a file that nobody else reads. Answers the file's path. */
export function keepLogin(env: Env, origin: string, token: string): string {
  return keepUserFile(env, name, { ...read(env), [origin]: token });
}

/** False where there was none. */
export function dropLogin(env: Env, origin: string): boolean {
  const { [origin]: dropped, ...others } = read(env);
  if (dropped === undefined) return false;
  keepUserFile(env, name, others);
  return true;
}

function read(env: Env): Record<string, unknown> {
  const path = getUserFile(env, name);
  const text = readPlainFile(path, path, 2 ** 20)?.toString();
  const value = text === undefined ? {} : parseJson(text);
  if (isObject(value)) return value;
  throw new TrackerError('database', `${path} is damaged.`, 'Remove it, and run `tracker login URL` again.');
}

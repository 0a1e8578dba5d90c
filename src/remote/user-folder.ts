import { mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { TrackerError } from '../domain/errors.ts';
import { writeWhole } from '../home/file/write-whole.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** A file of the user's own folder: nothing that is checked out may say where a token lies, or which goes where. */
export function findUserFile({ XDG_CONFIG_HOME, APPDATA, HOME }: Env, name: string): string | undefined {
  const given = XDG_CONFIG_HOME || APPDATA || (HOME && join(HOME, '.config'));
  return given && isAbsolute(given) ? join(given, 'tracker-mcp', name) : undefined;
}

/** The same. Throws `invalid_input` where the user has no folder. */
export function getUserFile(env: Env, name: string): string {
  const path = findUserFile(env, name);
  if (path !== undefined) return path;
  throw new TrackerError(
    'invalid_input',
    'There is no folder for a token: neither HOME nor XDG_CONFIG_HOME is set.',
    'Set TRACKER_TOKEN instead.',
  );
}

/** Writes it whole, for nobody else to read. Answers its path. */
export function keepUserFile(env: Env, name: string, value: unknown): string {
  const path = getUserFile(env, name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`, 0o600);
  return path;
}

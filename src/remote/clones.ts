import { realpathSync } from 'node:fs';
import { TrackerError } from '../domain/errors.ts';
import { isObject } from '../domain/event/shape.ts';
import { isListOfTexts, parseJson } from '../domain/json.ts';
import { readPlainFile } from '../store/regular.ts';
import { type Env, findUserFile, keepUserFile } from './user-folder.ts';

/**
 * In which clones the user has signed in to which servers: a clone's own files may suggest a server, and only its user's word
 * has it asked. A clone is its git directory, which all of its work trees share.
 */
const name = 'clones.json';

/** Whether this user has signed in to that very origin in this clone. */
export function isAllowed(env: Env, clone: string, origin: string): boolean {
  return (read(env)[realpathSync(clone)] ?? []).includes(origin);
}

/** Lets the clone's MCP server ask that origin. */
export function allow(env: Env, clone: string, origin: string): void {
  const clones = read(env);
  const path = realpathSync(clone);
  const others = (clones[path] ?? []).filter((one) => one !== origin);
  keepUserFile(env, name, { ...clones, [path]: [...others, origin] });
}

/** Of an origin, in all clones. */
export function disallow(env: Env, origin: string): void {
  const clones = Object.entries(read(env));
  const left = clones.map(([clone, origins]) => [clone, origins.filter((one) => one !== origin)] as const);
  if (clones.some(([, origins]) => origins.includes(origin)))
    keepUserFile(env, name, Object.fromEntries(left.filter(([, origins]) => origins.length > 0)));
}

/** Git directory → origins. */
function read(env: Env): Record<string, string[]> {
  const path = findUserFile(env, name);
  // Whoever has no folder has said nothing.
  if (path === undefined) return {};
  const text = readPlainFile(path, path, 2 ** 20)?.toString();
  const value = text === undefined ? {} : parseJson(text);
  if (!isObject(value) || !Object.values(value).every(isListOfTexts))
    throw new TrackerError(
      'database',
      `${path} is damaged.`,
      'Remove it, and run `tracker login URL` in each clone again.',
    );
  return Object.assign(Object.create(null), value);
}

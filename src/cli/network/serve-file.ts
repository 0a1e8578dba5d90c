import { dirname, join } from 'node:path';
import { readPrivateFile } from '../../access/file.ts';
import { findAccess } from '../../access/place.ts';
import { TrackerError } from '../../domain/errors.ts';
import { isObject } from '../../domain/event/shape.ts';
import { isListOfTexts, parseJson } from '../../domain/json.ts';
import type { Location } from '../../home/file/location.ts';
import { placeOf } from '../access/opened.ts';
import { UsageError } from '../usage.ts';
import { type GivenSettings, readSettings, type ServeSettings } from './serve-settings.ts';

/** What each may be. Flags say it too, and in these words. */
const kinds = {
  publicUrl: 'text',
  allowedHosts: 'list',
  corsOrigins: 'list',
  trustedProxies: 'list',
  rate: 'text',
  sync: 'text',
} as const satisfies Record<keyof GivenSettings, 'text' | 'list'>;

const known = Object.keys(kinds).join(', ');
const maxBytes = 64 * 1024;

/**
 * What `serve.json` beside the access store says of serving these trackers; nothing where none is there. It is never looked for
 * in a work tree: whom a server trusts is not for git to carry. Throws `database` for a file that others can write or read,
 * and `invalid_input` for what it says wrongly, or where several trackers have one.
 */
export function readServeFile(locations: readonly Location[], env: NodeJS.ProcessEnv): ServeSettings {
  const files = locations.flatMap((location) => findFile(location, env));
  const [file, second] = files;
  if (second)
    throw new TrackerError(
      'invalid_input',
      `Two of these trackers have a serve.json: ${files.map(({ path }) => path).join(', ')}.`,
      'One server has one: move the others away.',
    );
  return file ? readText(file.path, file.text) : {};
}

function findFile(location: Location, env: NodeJS.ProcessEnv): { path: string; text: string }[] {
  // Outside git there is no access store either, which is said when the tracker is opened.
  if (location.gitDir === undefined) return [];
  const found = findAccess(placeOf({ location, env }));
  if (!found) return [];
  const path = join(dirname(found.path), 'serve.json');
  const text = readPrivateFile(path, maxBytes)?.toString();
  return text === undefined ? [] : [{ path, text }];
}

function readText(path: string, text: string): ServeSettings {
  const refuse = (fault: string, hint = `It takes ${known}.`) =>
    new TrackerError('invalid_input', `${path} ${fault}`, hint);
  const given = parseJson(text);
  if (!isObject(given)) throw refuse('is no JSON object.');
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name as keyof typeof kinds] : undefined;
    if (!kind) throw refuse(`has ${JSON.stringify(name)}, which is no setting.`);
    if (kind === 'text' && typeof value !== 'string')
      throw refuse(`has a ${name} that is no text.`, 'Put it in quotes.');
    if (kind === 'list' && !isListOfTexts(value))
      throw refuse(`has ${name} that are no list of texts.`, `Write ${JSON.stringify({ [name]: ['…'] })}.`);
  }
  try {
    return readSettings(given);
  } catch (error) {
    if (error instanceof UsageError) throw refuse(`is refused: ${error.message}`, 'It takes what the flags take.');
    throw error;
  }
}

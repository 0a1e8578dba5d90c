import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError } from '../domain/errors.ts';
import { type Config, defaultConfig, parseConfig } from '../domain/rules/config.ts';
import { checkFolder, readPlainFile } from '../store/regular.ts';
import { findStamp, type Stamp, sameStamp } from '../store/stamp.ts';
import { type Location, trackerDir } from './file/location.ts';

/** Bytes: a hundred times what people write. */
const maxBytes = 2 ** 20;
const maxTemplateBytes = 256 * 1024;
const maxTemplates = 200;
/** Of all of them: each is parsed where they are listed. */
const maxAllTemplates = 4 * 2 ** 20;

type ReadConfig = () => { config: Config; error?: TrackerError };

/** By path: what is read in one place of the program is not read again in another. */
const readers = new Map<string, ReadConfig>();

/** An invalid configuration stops writes, not reads: those go on with the built-in one. */
export function configReader(location: Location): ReadConfig {
  const path = join(trackerDir(location), 'config.json');
  const reader = readers.get(path) ?? readerOf(path);
  readers.set(path, reader);
  return reader;
}

function readerOf(path: string): ReadConfig {
  let stamp: Stamp | undefined | null = null;
  let result: { config: Config; error?: TrackerError } = { config: defaultConfig };
  return () => {
    const now = findStamp(path);
    if (stamp !== null && sameStamp(now, stamp)) return result;
    stamp = now;
    try {
      const text = readPlainFile(path, '.tracker/config.json', maxBytes)?.toString();
      result = { config: text === undefined ? defaultConfig : parseConfig(text) };
    } catch (error) {
      result = { config: defaultConfig, error: error as TrackerError };
    }
    return result;
  };
}

/** The repository's own templates: NAME of `.tracker/templates/NAME.md` → its text. Throws `database`. */
export function readTemplates(location: Location): Record<string, string> {
  const folder = join(trackerDir(location), 'templates');
  if (!checkFolder(folder, '.tracker/templates')) return {};
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && !/[\p{Cc}\p{Cf}]/u.test(name));
  if (names.length > maxTemplates)
    throw new TrackerError(
      'database',
      `.tracker/templates has ${names.length} templates; at most ${maxTemplates} are read.`,
      'Delete those that nobody uses.',
    );
  let left = maxAllTemplates;
  return Object.fromEntries(
    names.sort().flatMap((name) => {
      const text = readPlainFile(join(folder, name), `.tracker/templates/${name}`, maxTemplateBytes);
      left -= text?.length ?? 0;
      if (left < 0)
        throw new TrackerError(
          'database',
          `.tracker/templates has more than ${maxAllTemplates / 2 ** 20} MiB of templates.`,
          'Delete those that nobody uses.',
        );
      return text ? [[name.slice(0, -3), text.toString()]] : [];
    }),
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrackerError } from '../domain/errors.ts';
import { type Config, defaultConfig, parseConfig } from '../domain/rules/config.ts';
import { findStamp, type Stamp, sameStamp } from '../store/stamp.ts';
import { type Location, trackerDir } from './file/location.ts';

/** An invalid configuration stops writes, not reads: those go on with the built-in one. */
export function configReader(location: Location): () => { config: Config; error?: TrackerError } {
  const path = join(trackerDir(location), 'config.json');
  let stamp: Stamp | undefined | null = null;
  let result: { config: Config; error?: TrackerError } = { config: defaultConfig };
  return () => {
    const now = findStamp(path);
    if (stamp !== null && sameStamp(now, stamp)) return result;
    stamp = now;
    try {
      result = { config: now ? parseConfig(readFileSync(path, 'utf8')) : defaultConfig };
    } catch (error) {
      result = { config: defaultConfig, error: error as TrackerError };
    }
    return result;
  };
}

import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Program } from './init/git-changes.ts';

/** What git has to start for the drivers. */
export function thisProgram(): Program {
  return {
    node: process.execPath,
    script: realpathSync(process.argv[1] ?? ''),
  };
}

/** Whether `npx --no -- tracker`, which clients run, would find a tracker from here: npm looks upwards. */
export function isInstalledIn(root: string): boolean {
  for (let directory = root; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'node_modules/.bin/tracker'))) return true;
    if (dirname(directory) === directory) return false;
  }
}

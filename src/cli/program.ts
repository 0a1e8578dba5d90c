import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commands } from './commands/commands.ts';
import type { Program } from './init/git-changes.ts';

/** What git has to start for the drivers, and which of them this program has. */
export function thisProgram(): Program {
  const has = (name: string) => commands.some((command) => command.name === name);
  return {
    node: process.execPath,
    script: realpathSync(process.argv[1] ?? ''),
    drivers: { merge: has('merge-driver'), diff: has('dump') },
  };
}

/** Whether `npx --no -- tracker`, which clients run, would find a tracker from here: npm looks upwards. */
export function isInstalledIn(root: string): boolean {
  for (let directory = root; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'node_modules/.bin/tracker'))) return true;
    if (dirname(directory) === directory) return false;
  }
}

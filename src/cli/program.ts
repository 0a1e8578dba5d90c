import { realpathSync } from 'node:fs';
import { renewProgram } from '../git/drivers/program.ts';
import type { Program } from '../git/drivers/program-files.ts';
import type { Location } from '../home/file/location.ts';
import { build, version } from './built.ts';

/** What git has to start for the drivers. */
export function thisProgram(): Program {
  return {
    node: process.execPath,
    script: realpathSync(process.argv[1] ?? ''),
    version,
    build,
  };
}

/**
 * Has git start this program from now on where it has an older one. For servers and commands; never for a driver, which
 * would have the program that a diff is shown by decide on the next one.
 */
export function renewDrivers(location: Location): void {
  if (location.gitDir) renewProgram(location, thisProgram());
}

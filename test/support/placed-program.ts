import { join } from 'node:path';
import { replaceShim, shimFor } from '../../src/git/drivers/program.ts';
import { type Program, placeProgram } from '../../src/git/drivers/program-files.ts';
import { program as script } from './client.ts';

/** The built program, as if it were of this version. */
export const placedProgram: Program = { node: process.execPath, script, version: '1.2.0', build: '' };
export const otherVersion = (version: string): Program => ({ ...placedProgram, version });

/** Where a clone keeps what git starts. */
export const trackerOf = ({ root }: { root: string }): string => join(root, '.git/tracker');

/** Puts a program there, as `tracker init` does. */
export function place(repository: { root: string }, program: Program): void {
  placeProgram(trackerOf(repository), program);
  replaceShim(trackerOf(repository), shimFor(program, program.node));
}

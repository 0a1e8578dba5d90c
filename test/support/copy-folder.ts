import {
  copyFileSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Copies a folder with its times and modes into one that is not there. The program that git starts, seven megabytes of it
 * for each repository, is linked: nothing writes into a file of it, which is always replaced.
 */
export function copyFolder(from: string, to: string): void {
  const isProgram = basename(from) === 'program' && basename(dirname(from)) === 'tracker';
  copyEntries(from, to, isProgram ? linkSync : copyWithTimes);
}

function copyEntries(from: string, to: string, copyFile: (from: string, to: string) => void): void {
  mkdirSync(to, { recursive: true, mode: statSync(from).mode });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!entry.isDirectory()) copyFile(source, target);
    else if (copyFile === linkSync) copyEntries(source, target, linkSync);
    else copyFolder(source, target);
  }
}

function copyWithTimes(from: string, to: string): void {
  copyFileSync(from, to);
  const { atimeMs, mtimeMs } = statSync(from);
  lutimesSync(to, atimeMs / 1000, mtimeMs / 1000);
}

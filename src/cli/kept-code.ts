import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * Code that V8 has compiled, kept between starts. V8 runs what it is given: it checks its own version and the length of
 * the source, no more. So a file is believed only with its own sum, where nobody but its user could have written it, and
 * once: while it is tried for the first second of a process, a mark says so, and a mark whose process has ended before
 * it was taken away tells the next start to do without.
 */

/** Undefined where there is none that can be believed. `build` names the program that it is to be of. */
export function findCode(path: string, build: string): Buffer | undefined {
  try {
    const folder = dirname(path);
    if (!isOwn(folder) || !isOwn(path) || hasCrashed(path)) return undefined;
    const bytes = readFileSync(path);
    const head = build.length + checksumLength;
    const code = bytes.subarray(head);
    if (bytes.toString('latin1', 0, head) !== build + checksum(code)) return undefined;
    writeFileSync(markOf(path, process.pid), '', { flag: 'wx', mode: 0o600 });
    return code;
  } catch {
    return undefined;
  }
}

/** The process goes on with the code that it found. */
export function trust(path: string): void {
  rmSync(markOf(path, process.pid), { force: true });
}

/** A file that a power cut left half written must never be found. Throws what the file system says. */
export function keepCode(path: string, build: string, code: Buffer): void {
  makeFolder(dirname(path));
  const draft = `${path}.${process.pid}`;
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, Buffer.concat([Buffer.from(build + checksum(code), 'latin1'), code]), {
      ...{ flag: 'wx', mode: 0o600, flush: true },
    });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Not Node's own: below /proc, where nobody can make a folder, that tries for ever. Throws what the file system says. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another start has made it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const checksumLength = 8;

/** For damage, not for malice: against that stands whose file it is. A cryptographic hash takes longer to load. */
const checksum = (bytes: Buffer): string => crc32(bytes).toString(16).padStart(checksumLength, '0');

/** Neither a link nor another user's, nor writable by others. Windows keeps a user's folders from others by itself. */
function isOwn(path: string): boolean {
  const { uid, mode, isLink } = statsOf(path);
  return !isLink && (process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0));
}

function statsOf(path: string) {
  const found = lstatSync(path);
  return { uid: found.uid, mode: found.mode, isLink: found.isSymbolicLink() };
}

const markOf = (path: string, pid: number): string => `${path}.${pid}.tried`;

/** Whether a process ended while it tried the code: that goes then, and the marks with it. */
function hasCrashed(path: string): boolean {
  const name = basename(path);
  const marks = readdirSync(dirname(path)).filter((one) => one.startsWith(`${name}.`) && one.endsWith('.tried'));
  const dead = marks.filter((one) => !isRunning(Number(one.slice(name.length + 1, -'.tried'.length))));
  if (dead.length === 0) return false;
  rmSync(path, { force: true });
  for (const mark of dead) rmSync(join(dirname(path), mark), { force: true });
  return true;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

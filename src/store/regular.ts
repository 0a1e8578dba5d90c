import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from 'node:fs';
import { TrackerError } from '../domain/errors.ts';

/**
 * What lies in a repository came from others: a link may lead to any file of the user, a pipe or a device never ends.
 * So nothing of it is followed, and nothing is opened that is not a plain file or folder.
 */

/** Whether there is a folder. Throws `database` for what is none, a link to one included. `name` is for people. */
export function checkFolder(path: string, name: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw irregular(name, found, 'a folder');
  return found !== undefined;
}

/** Whether there is a plain file. Throws `database` for what is none. */
export function checkFile(path: string, name: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw irregular(name, found, 'a plain file');
  return found !== undefined;
}

/**
 * The bytes of a plain file; undefined where there is none. Throws `database` for what is none, or has more than `maxBytes`.
 */
export function readPlainFile(path: string, name: string, maxBytes: number): Buffer | undefined {
  if (!checkFile(path, name)) return undefined;
  return withPlainFile(path, name, (descriptor, size) => {
    if (size > maxBytes) throw tooLarge(name, size, maxBytes);
    return readBytes(descriptor, size);
  });
}

/** The first bytes of a plain file, at most as many as asked for, and the size of all of it. Throws `database`, or as `open`. */
export function readStart(path: string, name: string, bytes: number): { start: Buffer; size: number } {
  return withPlainFile(path, name, (descriptor, size) => ({
    start: readBytes(descriptor, Math.min(size, bytes)),
    size,
  }));
}

/** Copies a plain file to where none is; false where there is nothing to copy. Throws `database` for what is no plain file. */
export function copyPlainFile(from: string, to: string, name: string): boolean {
  if (!checkFile(from, name)) return false;
  copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  return true;
}

function withPlainFile<T>(path: string, name: string, work: (descriptor: number, size: number) => T): T {
  const descriptor = openPlainFile(path, name);
  try {
    return work(descriptor, fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

/** A descriptor for reading, which the caller closes. Throws `database` for what is no plain file, or as `open`. */
export function openPlainFile(path: string, name: string): number {
  // Not waiting: what has become a pipe since it was looked at would be waited for, for ever.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  const found = fstatSync(descriptor);
  if (found.isFile()) return descriptor;
  closeSync(descriptor);
  throw irregular(name, found, 'a plain file');
}

function readBytes(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read)
    read = readSync(descriptor, bytes, length, size - length, length);
  return bytes.subarray(0, length);
}

/** Leaves nothing in a plain file that has no other name, under which it may be somebody's. Throws `database`. */
export function emptyPlainFile(path: string, name: string): void {
  checkFile(path, name);
  const descriptor = openSync(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw irregular(name, found, 'a plain file');
    if (found.nlink > 1) throw new TrackerError('database', `${name} has another name as well.`, leftAlone);
    ftruncateSync(descriptor, 0);
  } finally {
    closeSync(descriptor);
  }
}

const leftAlone = 'It was neither followed nor changed. Move it away, then try the same call again.';

function irregular(name: string, found: Stats, wanted: string): TrackerError {
  return new TrackerError('database', `${name} is ${describe(found)}, not ${wanted}.`, leftAlone);
}

function describe(found: Stats): string {
  if (found.isSymbolicLink()) return 'a symbolic link';
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  if (found.isSocket()) return 'a socket';
  return found.isFile() ? 'a plain file' : 'a device';
}

const tooLarge = (name: string, size: number, maxBytes: number): TrackerError =>
  new TrackerError('database', `${name} has ${size} bytes; at most ${maxBytes} are read.`, 'It was left as it is.');

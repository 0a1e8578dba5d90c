import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Awaitable } from '../../store/awaitable.ts';

/** fsync: what was written to the descriptor is on disk when it is done. */
export type Sync = (descriptor: number) => Awaitable<void>;

/**
 * Writes a file that is not there yet, with the permissions of `mode`; what lies in its place, a link to somewhere perhaps,
 * goes.
 */
export function writeNew(path: string, content: string | Buffer, mode = 0o666): void {
  rmSync(path, { force: true });
  writeFileSync(path, content, { flag: 'wx', mode });
}

/** Changes the first bytes of a new file of our own, and gives it another size. */
export function changeStart(
  path: string,
  bytes: number,
  { change, sizeOf }: { change(start: Buffer): Buffer; sizeOf(size: number): number },
): void {
  const descriptor = openSync(path, 'r+');
  try {
    const start = Buffer.alloc(bytes);
    readSync(descriptor, start, 0, bytes, 0);
    writeSync(descriptor, change(start), 0, bytes, 0);
    ftruncateSync(descriptor, sizeOf(fstatSync(descriptor).size));
  } finally {
    closeSync(descriptor);
  }
}

/** Copies a file to where none is yet. */
export function copyNew(from: string, to: string): void {
  rmSync(to, { force: true });
  copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
}

/**
 * Writes a file of our own so that others find it as it was or as it shall be; what is secret has the `mode` 0600 from its
 * first byte on. Throws what the file system says.
 */
export function writeWhole(path: string, text: string, mode?: number): void {
  const draft = `${path}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeNew(draft, text, mode);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

import { spawn } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { TrackerError } from '../../domain/errors.ts';
import { usedBytesOf } from '../../home/file/header.ts';
import { git, gitEnvironment, quiet } from './git.ts';

/** No tracker has as many bytes: a version that has is not looked into. */
export const maxVersionBytes = 2 ** 28;

/**
 * The bytes of a version of the database that its pages take, by any name that git knows the blob by: what follows them is
 * room, or nothing of ours, and is not read. Of what is no database only the beginning. Undefined where git has no such
 * blob. Throws `database` for a version of more bytes than are read.
 */
export async function readVersion(
  cwd: string,
  name: string,
  most: number = maxVersionBytes,
): Promise<Buffer | undefined> {
  const bytes = await gather((take) => readThrough(cwd, ['blob', name], { name, most, take }));
  // What cannot be decrypted is there all the same: to call it absent would be to unite without it.
  return bytes && isFiltered(bytes) ? ((await decrypt(cwd, name, most)) ?? bytes) : bytes;
}

/**
 * The same into a file, which must not be there yet: a version is larger than what else is held in memory. False where git
 * has no such blob.
 */
export async function storeVersion(cwd: string, name: string, path: string): Promise<boolean> {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    let start = Buffer.alloc(0);
    const take = (chunk: Buffer) => {
      if (start.length < startLength) start = Buffer.concat([start, chunk.subarray(0, startLength)]);
      writeSync(descriptor, chunk);
    };
    const used = await readThrough(cwd, ['blob', name], { name, most: maxVersionBytes, take });
    if (used === undefined) return false;
    ftruncateSync(descriptor, used);
    if (!isFiltered(start)) return true;
    const bytes = await decrypt(cwd, name, maxVersionBytes);
    // What cannot be decrypted is there all the same: to call it absent would be to unite without it.
    if (bytes === undefined) return true;
    ftruncateSync(descriptor, 0);
    writeSync(descriptor, bytes, 0, bytes.length, 0);
    return true;
  } finally {
    closeSync(descriptor);
  }
}

async function gather(
  read: (take: (chunk: Buffer) => void) => Promise<number | undefined>,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  const used = await read((chunk) => void chunks.push(chunk));
  return used === undefined ? undefined : Buffer.concat(chunks).subarray(0, used);
}

/** As many bytes as tell what a file is. */
const startLength = 19;

/** git-crypt, transcrypt and the like each begin a file in their own way. Git LFS would fetch what its pointer names. */
function isFiltered(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, startLength);
  return start !== '' && !start.startsWith('SQLite format 3\0') && start !== 'version https://git';
}

/** As a checkout would have it, by the filter that this clone has configured; undefined where that fails. */
async function decrypt(cwd: string, name: string, most: number): Promise<Buffer | undefined> {
  const top = await git(cwd, ['rev-parse', '--show-prefix']);
  const path = `${top.stdout.replace(/\n$/, '')}.tracker/data.db`;
  return gather((take) => readThrough(cwd, ['--filters', `--path=${path}`, name], { name, most, take }));
}

interface Reading {
  name: string;
  most: number;
  take(chunk: Buffer): void;
}

/** Answers how many of the bytes that were taken count; undefined where git has none such. */
function readThrough(cwd: string, args: string[], { name, most, take }: Reading): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...quiet, 'cat-file', ...args], {
      cwd,
      // Older gits know no other word against fetching what a partial clone lacks.
      env: { ...gitEnvironment(process.env), GIT_ALLOW_PROTOCOL: 'none' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
      windowsHide: true,
    });
    let start = Buffer.alloc(0);
    let length = 0;
    let used: number | undefined;
    const stop = () => {
      child.stdout.removeAllListeners('data');
      child.kill();
    };
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? Math.min(length, used ?? length) : undefined));
    child.stdout.on('data', (chunk: Buffer) => {
      take(chunk);
      length += chunk.length;
      if (used === undefined) start = Buffer.concat([start, chunk]);
      if (used === undefined && length >= 100) used = usedBytesOf(start, Number.POSITIVE_INFINITY);
      if (used === undefined) return;
      // In write-ahead format the header does not count the pages.
      if (Number.isFinite(used) ? used > most : length > most) {
        stop();
        reject(tooLarge(name, used, most));
      } else if (length >= used) {
        stop();
        resolve(used);
      }
    });
  });
}

function tooLarge(name: string, bytes: number, most: number): TrackerError {
  const size = Number.isFinite(bytes) ? `${Math.ceil(bytes / 2 ** 20)} MB` : `more than ${most / 2 ** 20} MB`;
  return new TrackerError(
    'database',
    `The version ${name.slice(0, 7)} of .tracker/data.db has ${size}; at most ${most / 2 ** 20} MB are read.`,
    'It was not looked into. `git log -- .tracker/data.db` names the commit that brought it.',
  );
}

/** Whether it is that error. */
export const isTooLarge = (error: unknown): error is TrackerError =>
  error instanceof TrackerError && /^The version \S+ of \.tracker\/data\.db has /.test(error.message);

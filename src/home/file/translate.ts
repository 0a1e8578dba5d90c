import { TrackerError } from '../../domain/errors.ts';
import { damagedHint } from './damage.ts';

type Access = 'read' | 'write';

/** Runs what touches the file; errors of SQLite and of the file system become `database`, with what can be done about them. */
export async function translated<T>(access: Access, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error, access);
  }
}

const advice: [RegExp, Record<Access, string>, string][] = [
  [
    /ENOSPC|EDQUOT|EFBIG|SQLITE_FULL/,
    { read: 'The disk is full.', write: 'The disk is full.' },
    'Nothing was written and .tracker/data.db is as it was. Free some space and try the same call again.',
  ],
  [
    /SQLITE_CANTOPEN/,
    { read: '.tracker/data.db cannot be read.', write: 'The repository cannot be written.' },
    'Nothing was written. Make .tracker and the git directory writable for this user. Where they are, the disk has no room for another file: `df -i` says how many inodes are left.',
  ],
  [
    /EROFS|EACCES|EPERM|SQLITE_READONLY|SQLITE_PERM/,
    { read: '.tracker/data.db cannot be read.', write: 'The repository cannot be written.' },
    'Nothing was written. Make .tracker and the git directory writable for this user; where only that is missing, reads work.',
  ],
  [
    /SQLITE_CORRUPT|SQLITE_NOTADB/,
    { read: '.tracker/data.db is damaged.', write: '.tracker/data.db is damaged.' },
    damagedHint,
  ],
  [
    /EISDIR|ENOTDIR|ELOOP/,
    { read: '.tracker/data.db is no file.', write: '.tracker/data.db is no file.' },
    'It was left as it is. Put the database file itself there, or move away what is in its place.',
  ],
  [
    /EIO|SQLITE_IOERR/,
    { read: 'The disk reports an error.', write: 'The disk reports an error.' },
    'Try the same call again; then run `tracker doctor`.',
  ],
];

/** SQLite's or the file system's: foreseen, if not by name. */
export function isFromBelow(error: unknown): boolean {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return String(code).startsWith('SQLITE_') || syscall !== undefined;
}

function translate(error: unknown, access: Access): unknown {
  if (error instanceof TrackerError) return error;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  const found = advice.find(([pattern]) => pattern.test(String(code ?? '')));
  if (!found && !isFromBelow(error)) return error;
  const [, messages, hint] = found ?? [undefined, undefined, 'Run `tracker doctor`.'];
  const teller = syscall === undefined ? 'SQLite' : 'The file system';
  const message = messages?.[access] ?? `${teller} says: ${(error as Error).message}.`;
  return new TrackerError('database', message, hint, { cause: error });
}

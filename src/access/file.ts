import { chmodSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { TrackerError } from '../domain/errors.ts';
import { isBusy } from '../store/refused-locks.ts';
import { checkFile, checkFolder, readPlainFile } from '../store/regular.ts';
import { checkSideSchema } from '../store/schema/side.ts';
import { accessTables, accessVersion, applicationId, stepsFrom, tablesOf } from './tables.ts';

/**
 * Opens the file of an access store. It is no cache: what is damaged, somebody else's, or open to others is refused and left
 * as it is. Throws `database`, or `busy`.
 */
export function openAccessFile(path: string): Database.Database {
  checkPrivate(path);
  return told(path, () => {
    const database = new Database(path, { fileMustExist: true, timeout: waitMs });
    try {
      // Of one moment: another process may be bringing it to a newer version.
      database.transaction(() => checkContent(database, path))();
      return renew(prepare(database));
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Makes the file, whole, where none is, for its user alone. Throws `database`, or the file system's errors. */
export function createAccessFile(path: string): Database.Database {
  makePrivateFolder(dirname(path));
  writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  try {
    // Whatever the umask is.
    chmodSync(path, 0o600);
    const database = prepare(new Database(path, { fileMustExist: true, timeout: waitMs }));
    database.transaction(() => {
      database.exec(accessTables);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${accessVersion}`);
    })();
    return database;
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    throw error;
  }
}

/** Makes a folder that only its user can look into, or checks that it is one. Throws `database`. */
export function makePrivateFolder(folder: string): void {
  if (hasPrivateFolder(folder)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  checkOwn(folder, '700');
}

/** Whether the folder is there. Throws `database` for one that is another's, open to others, or none. */
export function hasPrivateFolder(folder: string): boolean {
  const isThere = checkFolder(folder, folder);
  if (isThere) checkOwn(folder, '700');
  return isThere;
}

/**
 * The bytes of a file that lies beside the store; undefined where there is none. Throws `database` for one that is another's, open
 * to others, known by another name as well, or no plain file.
 */
export function readPrivateFile(path: string, maxBytes: number): Buffer | undefined {
  if (!hasPrivateFolder(dirname(path)) || !checkFile(path, path)) return undefined;
  checkOwnFile(path);
  return readPlainFile(path, path, maxBytes);
}

/** How long another process that writes is waited for. */
const waitMs = 5_000;

/** Gone, it is not made anew by the way: then every token would be void, and nobody would know why. */
function checkPrivate(path: string): void {
  if (!hasPrivateFolder(dirname(path)) || !checkFile(path, path))
    throw new TrackerError(
      'database',
      `The access store ${path} is not there.`,
      'Put it back from a backup, or set XDG_STATE_HOME as it was when the store was made.',
    );
  checkOwnFile(path);
}

function checkOwnFile(path: string): void {
  checkOwn(path, '600');
  const { nlink } = lstatSync(path);
  if (nlink > 1) throw new TrackerError('database', `${path} has another name as well.`, 'It was left as it is.');
}

/** Windows has neither: there the user's folders are the user's. */
function checkOwn(path: string, mode: string): void {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  const found = lstatSync(path);
  if (found.uid !== uid)
    throw new TrackerError('database', `${path} belongs to another user.`, 'It was not used, and left as it is.');
  if ((found.mode & 0o077) !== 0)
    throw new TrackerError(
      'database',
      `${path} is open to other users.`,
      `It was not used. See who may have read or written it, then run \`chmod ${mode} ${path}\`.`,
    );
}

function checkContent(database: Database.Database, path: string): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  const isOurs = database.pragma('application_id', { simple: true }) === applicationId;
  if (isOurs && version > accessVersion)
    throw new TrackerError(
      'database',
      `A newer tracker made the access store ${path}.`,
      'Use that version or a later.',
    );
  if (!isOurs || version < 1) throw damaged(path, 'it is no access store');
  checkSideSchema(database, tablesOf(version));
  const fault = database.pragma('quick_check(1)', { simple: true });
  if (fault !== 'ok') throw damaged(path, String(fault));
}

function prepare(database: Database.Database): Database.Database {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  return database;
}

/** Brings what an older program made to this version; whoever has it open goes on. */
function renew(database: Database.Database): Database.Database {
  const versionOf = () => database.pragma('user_version', { simple: true }) as number;
  if (versionOf() === accessVersion) return database;
  const raise = database.transaction(() => {
    // Another process may have done it by now.
    for (const tables of stepsFrom(versionOf())) database.exec(tables);
    database.pragma(`user_version = ${accessVersion}`);
  });
  raise.immediate();
  return database;
}

/** Runs a step over the file; what SQLite says of it becomes ours. Throws `busy` and `database`. */
export function told<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (isBusy(error))
      throw new TrackerError('busy', 'Another process is writing to the access store.', 'Try again.', { cause: error });
    if (/^SQLITE_(?:NOTADB|CORRUPT|IOERR)/.test(String(code))) throw damaged(path, message, error);
    if (/^SQLITE_(?!CONSTRAINT)/.test(String(code)))
      throw new TrackerError('database', `The access store ${path} cannot be used: ${message}.`, leftAsItIs, {
        cause: error,
      });
    throw error;
  }
}

const leftAsItIs = 'It was left as it is.';

const damaged = (path: string, what: string, cause?: unknown): TrackerError =>
  new TrackerError(
    'database',
    `The access store ${path} is damaged: ${what.replace(/\.$/, '')}.`,
    'It was left as it is, and nobody is let in by it. Put it back from a backup.',
    { cause },
  );

import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { openSideFile } from './refused-locks.ts';
import { checkFile, copyPlainFile } from './regular.ts';
import { checkSideSchema } from './schema/side.ts';
import { findStamp } from './stamp.ts';

/** A connection to a side file, and what is asked of it. */
interface Held {
  database: Database.Database;
}

export interface SideFileOptions<Connection extends Held> {
  /** Opens it, and prepares what is asked of it; what it throws of SQLite's is taken for damage, where it is that. */
  connect(path: string, readonly?: boolean): Connection;
  /** Called for a file that was not there. */
  made?: ((path: string) => void) | undefined;
}

/**
 * A file beside the tracker's, opened, that can be lost. It may be deleted, replaced or garbled while it is open, and it may
 * lie where an archive has put it: `use` goes on with what is there, and where that is not whole, without what it held.
 */
export function openKeptFile<Connection extends Held>(
  path: string,
  options: SideFileOptions<Connection>,
): { use<T>(work: (held: Connection) => T): T; close(): void } {
  let opened = connectOrReplace(path, options);
  return {
    use(work) {
      if (opened.inode !== findStamp(path)?.inode) opened = reconnect(opened, path, options);
      try {
        return work(opened.held);
      } catch (error) {
        if (!isDamage(error)) throw error;
        opened = reconnect(opened, path, options);
      }
      try {
        return work(opened.held);
      } catch (error) {
        if (!isDamage(error)) throw error;
        opened = replace(opened, path, options);
        return work(opened.held);
      }
    },
    close: () => void opened.held.database.close(),
  };
}

/**
 * The same file in other places, for reading: who may write here need not be who may write there. One that cannot be
 * read, or is none, is left out until another is in its place.
 */
export function openOtherFiles<Connection extends Held>(
  list: () => readonly string[],
  { connect }: Pick<SideFileOptions<Connection>, 'connect'>,
): { all(): Connection[]; close(): void } {
  const opened = new Map<string, { inode: bigint; connection: Connection | undefined }>();
  const find = (path: string): Connection[] => {
    const inode = findStamp(path)?.inode;
    const known = opened.get(path);
    if (known && known.inode === inode) return known.connection ? [known.connection] : [];
    known?.connection?.database.close();
    opened.delete(path);
    if (inode === undefined) return [];
    const connection = connectToRead(path, connect);
    opened.set(path, { inode, connection });
    return connection ? [connection] : [];
  };
  return {
    all: () => list().flatMap(find),
    close() {
      for (const { connection } of opened.values()) connection?.database.close();
    },
  };
}

const isDamage = (error: unknown): boolean =>
  /^SQLITE_(NOTADB|CORRUPT|ERROR|READONLY_DBMOVED|IOERR_SHORT_READ)/.test(String((error as { code?: unknown }).code));

/** With the file's inode: another may take its place. */
interface Opened<Connection> {
  held: Connection;
  inode: bigint | undefined;
}

function reconnect<Connection extends Held>(
  { held }: Opened<Connection>,
  path: string,
  options: SideFileOptions<Connection>,
): Opened<Connection> {
  held.database.close();
  return connectOrReplace(path, options);
}

/** What a look at the whole of it did not show as damage. */
function replace<Connection extends Held>(
  { held }: Opened<Connection>,
  path: string,
  options: SideFileOptions<Connection>,
): Opened<Connection> {
  held.database.close();
  return connectAnew(path, options);
}

/** In memory where nothing can be written: there reads still work, and writes say themselves what is wrong. */
function connectOrReplace<Connection extends Held>(
  path: string,
  options: SideFileOptions<Connection>,
): Opened<Connection> {
  try {
    return connectToWrite(path, options);
  } catch (error) {
    return isDamage(error) ? connectAnew(path, options) : connectInMemory(path, options);
  }
}

/** Without what it held. */
function connectAnew<Connection extends Held>(path: string, options: SideFileOptions<Connection>): Opened<Connection> {
  try {
    checkFile(path, basename(path));
    for (const suffix of ['', '-journal']) rmSync(path + suffix, { force: true });
    return connectToWrite(path, options);
  } catch {
    return connectInMemory(path, options);
  }
}

function connectToWrite<Connection extends Held>(
  path: string,
  options: SideFileOptions<Connection>,
): Opened<Connection> {
  if (path === ':memory:') return open(path, options);
  mkdirSync(dirname(path), { recursive: true });
  const isNew = !checkFile(path, basename(path));
  if (!isNew) makeWritable(path);
  const connection = open(path, options);
  if (isNew) options.made?.(path);
  return connection;
}

/** Another user has made it, root in a container, say, in a folder that is not theirs alone: a copy of it takes its place. */
function makeWritable(path: string): void {
  if (isWritable(path)) return;
  const draft = `${path}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    copyPlainFile(path, draft, basename(path));
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
    rmSync(path, { force: true });
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function connectToRead<Connection>(
  path: string,
  connect: (path: string, readonly?: boolean) => Connection,
): Connection | undefined {
  try {
    checkFile(path, basename(path));
    return connect(path, true);
  } catch {
    return undefined;
  }
}

const isEmpty = (database: Database.Database): boolean =>
  database.prepare('select count(*) from sqlite_schema').pluck().get() === 0;

/** It has some hundred rows. Damage that came to light later would look like the tracker's. */
function checkWhole(database: Database.Database): void {
  const found = database.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok')
    throw Object.assign(new Error(`${basename(database.name)}: ${found}`), { code: 'SQLITE_CORRUPT' });
}

/** What is in memory is kept until something else is in the file's place. */
const connectInMemory = <Connection extends Held>(
  path: string,
  { connect }: SideFileOptions<Connection>,
): Opened<Connection> => ({ held: connect(':memory:'), inode: findStamp(path)?.inode });

const open = <Connection extends Held>(path: string, { connect }: SideFileOptions<Connection>): Opened<Connection> => ({
  held: connect(path),
  inode: findStamp(path)?.inode,
});

/**
 * Opens a side file, made with these tables where it is empty, and sees that they are all that it has. Throws SQLite's errors.
 */
export function connectSideFile(path: string, tables: string, readonly = false): Database.Database {
  const database = openSideFile(path, { timeoutMs: 5_000, readonly });
  try {
    database.pragma('synchronous = OFF');
    // Processes that come at the same time must not each make them.
    if (!readonly && isEmpty(database))
      database.transaction(() => isEmpty(database) && database.exec(tables)).immediate();
    checkSideSchema(database, tables);
    checkWhole(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

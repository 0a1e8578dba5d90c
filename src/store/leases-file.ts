import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { elsewhereStatements, elsewhereTable } from './elsewhere.ts';
import { openSideFile } from './refused-locks.ts';
import { checkFile, copyPlainFile } from './regular.ts';
import { checkSideSchema } from './schema/side.ts';
import { findStamp } from './stamp.ts';

/**
 * The file of the leases, opened. It may be deleted, replaced or garbled while it is open, and it may lie where an archive
 * has put it: `use` goes on with what is there, and where that is not whole, without what it held. `made` is called for a
 * file that was not there.
 */
export function openLeasesFile(
  path: string,
  made: (path: string) => void = () => undefined,
): { use<T>(work: (held: Connection) => T): T; close(): void } {
  let held = connectOrReplace(path, made);
  return {
    use(work) {
      if (held.inode !== findStamp(path)?.inode) held = reconnect(held, path, made);
      try {
        return work(held);
      } catch (error) {
        if (!isDamage(error)) throw error;
        held = reconnect(held, path, made);
      }
      try {
        return work(held);
      } catch (error) {
        if (!isDamage(error)) throw error;
        held = replace(held, path, made);
        return work(held);
      }
    },
    close: () => void held.database.close(),
  };
}

/**
 * The files of leases in other places, for reading: who may write here need not be who may write there. One that cannot be
 * read, or is none, is left out until another is in its place.
 */
export function openOtherLeases(list: () => readonly string[]): { all(): Connection[]; close(): void } {
  const opened = new Map<string, { inode: bigint; connection: Connection | undefined }>();
  const find = (path: string): Connection[] => {
    const inode = findStamp(path)?.inode;
    const known = opened.get(path);
    if (known && known.inode === inode) return known.connection ? [known.connection] : [];
    known?.connection?.database.close();
    opened.delete(path);
    if (inode === undefined) return [];
    const connection = connectToRead(path);
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

export type Connection = ReturnType<typeof connect>;
type Made = (path: string) => void;

function reconnect(held: Connection, path: string, made: Made): Connection {
  held.database.close();
  return connectOrReplace(path, made);
}

/** What a look at the whole of it did not show as damage. */
function replace(held: Connection, path: string, made: Made): Connection {
  held.database.close();
  return connectAnew(path, made);
}

/** In memory where nothing can be written: there reads still work, and writes say themselves what is wrong. */
function connectOrReplace(path: string, made: Made): Connection {
  try {
    return connectToWrite(path, made);
  } catch (error) {
    return isDamage(error) ? connectAnew(path, made) : connectInMemory(path);
  }
}

/** Without the leases that it had: the claims' own times count. */
function connectAnew(path: string, made: Made): Connection {
  try {
    checkFile(path, 'leases.db');
    for (const suffix of ['', '-journal']) rmSync(path + suffix, { force: true });
    return connectToWrite(path, made);
  } catch {
    return connectInMemory(path);
  }
}

function connectToWrite(path: string, made: Made): Connection {
  if (path === ':memory:') return connect(path);
  mkdirSync(dirname(path), { recursive: true });
  const isNew = !checkFile(path, 'leases.db');
  if (!isNew) makeWritable(path);
  const connection = connect(path);
  if (isNew) made(path);
  return connection;
}

/** Another user has made it, root in a container, say, in a folder that is not theirs alone: a copy of it takes its place. */
function makeWritable(path: string): void {
  if (isWritable(path)) return;
  const draft = `${path}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    copyPlainFile(path, draft, 'leases.db');
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

function connectToRead(path: string): Connection | undefined {
  try {
    checkFile(path, 'leases.db');
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
  if (found !== 'ok') throw Object.assign(new Error(`leases.db: ${found}`), { code: 'SQLITE_CORRUPT' });
}

/** What is in memory is kept until something else is in the file's place. */
const connectInMemory = (path: string) => ({ ...connect(':memory:'), inode: findStamp(path)?.inode });

function connect(path: string, readonly = false) {
  const database = openSideFile(path, { timeoutMs: 5_000, readonly });
  try {
    database.pragma('synchronous = OFF');
    // Processes that come at the same time must not each make them.
    if (!readonly && isEmpty(database))
      database.transaction(() => isEmpty(database) && database.exec(tables)).immediate();
    checkSideSchema(database, tables);
    checkWhole(database);
    return {
      ...elsewhereStatements(database),
      database,
      inode: findStamp(path)?.inode,
      selectSession: database.prepare('select actor, pid, place, tree, last_call from sessions where session = ?'),
      selectLease: database.prepare('select ticket, session, confirmed, since from leases where ticket = ?'),
      selectLeases: database.prepare('select ticket, session, confirmed, since from leases'),
      selectVisit: database.prepare('select seen from visits where actor = ?').pluck(),
      replaceLease: database.prepare(
        'insert or replace into leases (ticket, session, confirmed, since) values (?, ?, 0, ?)',
      ),
      confirmLease: database.prepare('update leases set confirmed = 1 where ticket = ?'),
      deleteLease: database.prepare('delete from leases where ticket = ?'),
      replaceVisit: database.prepare('insert or replace into visits (actor, seen) values (?, ?)'),
      insertSession: database.prepare(
        "insert or ignore into sessions (session, actor, pid, place, tree, last_call) values (?, ?, 0, '', '', ?)",
      ),
      lowerSession: database.prepare('update sessions set last_call = ? where session = ?'),
      upsertSession: database.prepare(
        `insert into sessions (session, actor, pid, place, tree, last_call) values (?, ?, ?, ?, ?, ?) on conflict (session)
        do update set actor = excluded.actor, pid = excluded.pid, place = excluded.place, tree = excluded.tree, last_call = excluded.last_call`,
      ),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * `place` is where the process has its number (see process.ts), `tree` the work tree that the session last called from.
 * A lease without a session says that the ticket is free since then, whatever a file in another place still says.
 */
const tables = `
  create table sessions (
    session text primary key, actor text not null, pid integer not null, place text not null, tree text not null,
    last_call integer not null
  );
  create table leases (ticket text primary key, session text not null, confirmed integer not null, since integer not null);
  create table visits (actor text primary key, seen integer not null);
${elsewhereTable}`;

import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { checkFile } from './regular.ts';
import { checkSideSchema } from './schema/side.ts';
import { findStamp } from './stamp.ts';

/**
 * The file of the leases, opened. It may be deleted, replaced or garbled while it is open, and it may lie where an archive
 * has put it: `use` goes on with what is there, and where that is not whole, without what it held.
 */
export function openLeasesFile(path: string): { use<T>(work: (held: Connection) => T): T; close(): void } {
  let held = connectOrReplace(path);
  return {
    use(work) {
      if (held.inode !== findStamp(path)?.inode) held = reconnect(held, path);
      try {
        return work(held);
      } catch (error) {
        if (!isDamage(error)) throw error;
        held = reconnect(held, path);
      }
      try {
        return work(held);
      } catch (error) {
        if (!isDamage(error)) throw error;
        held = replace(held, path);
        return work(held);
      }
    },
    close: () => void held.database.close(),
  };
}

const isDamage = (error: unknown): boolean =>
  /^SQLITE_(NOTADB|CORRUPT|ERROR|READONLY_DBMOVED|IOERR_SHORT_READ)/.test(String((error as { code?: unknown }).code));

export type Connection = ReturnType<typeof connect>;

function reconnect(held: Connection, path: string): Connection {
  held.database.close();
  return connectOrReplace(path);
}

/** What a look at the whole of it did not show as damage. */
function replace(held: Connection, path: string): Connection {
  held.database.close();
  return connectAnew(path);
}

/** In memory where nothing can be written: there reads still work, and writes say themselves what is wrong. */
function connectOrReplace(path: string): Connection {
  try {
    return connect(path);
  } catch (error) {
    return isDamage(error) ? connectAnew(path) : connectInMemory(path);
  }
}

/** Without the leases that it had: the claims' own times count. */
function connectAnew(path: string): Connection {
  try {
    checkFile(path, 'leases.db');
    for (const suffix of ['', '-journal']) rmSync(path + suffix, { force: true });
    return connect(path);
  } catch {
    return connectInMemory(path);
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

function connect(path: string) {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  if (path !== ':memory:') checkFile(path, 'leases.db');
  const database = new Database(path, { timeout: 5_000 });
  try {
    database.pragma('synchronous = OFF');
    // Processes that come at the same time must not each make them.
    if (isEmpty(database)) database.transaction(() => isEmpty(database) && database.exec(tables)).immediate();
    checkSideSchema(database, tables);
    checkWhole(database);
    return {
      database,
      inode: findStamp(path)?.inode,
      selectSession: database.prepare('select actor, pid, last_call from sessions where session = ?'),
      selectLease: database.prepare('select ticket, session, confirmed from leases where ticket = ?'),
      selectLeases: database.prepare('select ticket, session, confirmed from leases'),
      selectVisit: database.prepare('select seen from visits where actor = ?').pluck(),
      replaceLease: database.prepare('insert or replace into leases (ticket, session, confirmed) values (?, ?, 0)'),
      confirmLease: database.prepare('update leases set confirmed = 1 where ticket = ?'),
      deleteLease: database.prepare('delete from leases where ticket = ?'),
      replaceVisit: database.prepare('insert or replace into visits (actor, seen) values (?, ?)'),
      upsertSession: database.prepare(
        'insert into sessions (session, actor, pid, last_call) values (?, ?, ?, ?) on conflict (session) do update set actor = excluded.actor, pid = excluded.pid, last_call = max(last_call, excluded.last_call)',
      ),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

const tables = `
  create table sessions (session text primary key, actor text not null, pid integer not null, last_call integer not null);
  create table leases (ticket text primary key, session text not null, confirmed integer not null);
  create table visits (actor text primary key, seen integer not null);
`;

import { elsewhereStatements, elsewhereTable } from './elsewhere.ts';
import { connectSideFile } from './kept-file.ts';

export type Connection = ReturnType<typeof connectLeases>;

/** Throws SQLite's errors. */
export function connectLeases(path: string, readonly = false) {
  const database = connectSideFile(path, leaseTables, readonly);
  try {
    return {
      ...elsewhereStatements(database),
      database,
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
export const leaseTables = `
  create table sessions (
    session text primary key, actor text not null, pid integer not null, place text not null, tree text not null,
    last_call integer not null
  );
  create table leases (ticket text primary key, session text not null, confirmed integer not null, since integer not null);
  create table visits (actor text primary key, seen integer not null);
${elsewhereTable}`;

import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Author, Id } from '../domain/event.ts';
import { isRunning } from './process.ts';

/** Who holds a ticket in this clone. A lease belongs to a session and lives as long after its last call as the config says. */
export interface Holder {
  session: string;
  actor: string;
  /** Milliseconds since 1970. */
  lastCall: number;
  /** Whether the process that the session last called from still runs here. */
  running: boolean;
}

/** Leases and last calls, shared by the work trees of a clone. The file can be deleted: then the claims' own times count. */
export interface Leases {
  /** Notes that the session has called; stored at most once a minute. */
  touch(author: Author, now: number): void;
  holders(): Map<Id, Holder>;
  /** False: another session has it, and was still alive after `deadSince` (ms since 1970), unless it may be taken over. */
  take(
    ticket: Id,
    author: Author,
    options: { now: number; deadSince: number; mayTake(holder: Holder): boolean },
  ): boolean;
  drop(ticket: Id): void;
  sessionOf(session: string): Omit<Holder, 'session'> | undefined;
  /** When the actor last asked what is new, and that it does so now. */
  visit(actor: string, now: number): number | undefined;
  close(): void;
}

const storeEveryMs = 60_000;

export function openLeases(path: string): Leases {
  const database = openOrReplace(path);
  const lastStored = new Map<string, number>();
  const select = database.prepare('select session, actor, pid, last_call from sessions where session = ?');
  const selectLease = database.prepare('select session from leases where ticket = ?').pluck();
  const upsertSession = database.prepare(
    'insert into sessions (session, actor, pid, last_call) values (?, ?, ?, ?) on conflict (session) do update set actor = excluded.actor, pid = excluded.pid, last_call = max(last_call, excluded.last_call)',
  );
  const store = (author: Author, now: number) => {
    lastStored.set(author.session, now);
    upsertSession.run(author.session, author.actor, process.pid, now);
  };
  const sessionOf = (session: string): Holder | undefined => {
    const row = select.get(session) as { session: string; actor: string; pid: number; last_call: number } | undefined;
    return (
      row && {
        session,
        actor: row.actor,
        lastCall: Math.max(row.last_call, lastStored.get(session) ?? 0),
        running: isRunning(row.pid),
      }
    );
  };
  const take = database.transaction((ticket: Id, author: Author, options: Parameters<Leases['take']>[2]): boolean => {
    const holder = selectLease.get(ticket) as string | undefined;
    const known = holder === undefined || holder === author.session ? undefined : sessionOf(holder);
    if (known && known.lastCall > options.deadSince && !options.mayTake(known)) return false;
    store(author, options.now);
    database.prepare('insert or replace into leases (ticket, session) values (?, ?)').run(ticket, author.session);
    return true;
  });
  return {
    touch(author, now) {
      if (now - (lastStored.get(author.session) ?? 0) >= storeEveryMs) store(author, now);
    },
    holders() {
      const rows = database.prepare('select ticket, session from leases').all() as { ticket: Id; session: string }[];
      return new Map(
        rows.flatMap(({ ticket, session }) =>
          [sessionOf(session)].flatMap((holder) => (holder ? [[ticket, holder] as const] : [])),
        ),
      );
    },
    take: (ticket, author, options) => take.immediate(ticket, author, options),
    drop: (ticket) => void database.prepare('delete from leases where ticket = ?').run(ticket),
    sessionOf,
    visit(actor, now) {
      const before = database.prepare('select seen from visits where actor = ?').pluck().get(actor) as
        | number
        | undefined;
      database.prepare('insert or replace into visits (actor, seen) values (?, ?)').run(actor, now);
      return before;
    },
    close: () => database.close(),
  };
}

function openOrReplace(path: string): Database.Database {
  try {
    return open(path);
  } catch (error) {
    if (!String((error as { code?: string }).code).match(/NOTADB|CORRUPT/)) throw error;
    rmSync(path, { force: true });
    return open(path);
  }
}

function open(path: string): Database.Database {
  const database = new Database(path, { timeout: 5_000 });
  database.pragma('synchronous = OFF');
  database.exec(`
    create table if not exists sessions (session text primary key, actor text not null, pid integer not null, last_call integer not null);
    create table if not exists leases (ticket text primary key, session text not null);
    create table if not exists visits (actor text primary key, seen integer not null);
  `);
  return database;
}

import type Database from 'better-sqlite3';
import type { Id } from '../domain/event/event.ts';
import type { Awaitable } from './awaitable.ts';

/** What somebody made of a ticket's status on a branch, or in a work tree, that others of the clone may not have. */
export interface Noted {
  ticket: Id;
  /** The event that set the status. */
  event: Id;
  status: string;
  actor: string;
  /** Milliseconds since 1970. */
  at: number;
  /** `refs/heads/feature`, or, where no branch is checked out, the work tree's folder. */
  place: string;
}

/** What a write has made of a ticket's status where it was made. */
export interface NoteChange {
  ticket: Id;
  place: string;
  /** Undefined: the ticket can be started again. */
  note: Noted | undefined;
  /** Events of older notes that this file has: they are overtaken, wherever they were made. */
  known: ReadonlySet<Id>;
}

/** The notes of a clone, beside its leases: all its work trees write and read them. They may be lost: then each branch tells of itself. */
export interface ElsewhereNotes {
  /** The newest first, of the last 30 days. */
  list(now: number): Noted[];
  listOf(ticket: Id): Noted[];
  write(changes: readonly NoteChange[]): Awaitable<void>;
  /** Nobody has these events any more. */
  drop(events: Iterable<Id>): Awaitable<void>;
}

const keptMs = 30 * 86_400_000;
/** Each is looked up in the file when somebody asks what is ready. */
const maxListed = 1_000;

export const elsewhereTable = `
  create table elsewhere (ticket text not null, place text not null, event text not null, status text not null, actor text not null, at integer not null, primary key (ticket, place));
`;

export const elsewhereStatements = (database: Database.Database) => ({
  selectNotes: database.prepare(
    'select ticket, event, status, actor, at, place from elsewhere where at > ? order by at desc, event desc limit ?',
  ),
  selectNotesOf: database.prepare('select ticket, event, status, actor, at, place from elsewhere where ticket = ?'),
  insertNote: database.prepare(
    'insert or replace into elsewhere (ticket, event, status, actor, at, place) values (:ticket, :event, :status, :actor, :at, :place)',
  ),
  deleteNote: database.prepare('delete from elsewhere where event = ?'),
  deleteOldNotes: database.prepare('delete from elsewhere where at <= ?'),
});

type Held = { database: Database.Database } & ReturnType<typeof elsewhereStatements>;

export function elsewhereNotes(use: <T>(work: (held: Held) => T) => T): ElsewhereNotes {
  return {
    list: (now) => use(({ selectNotes }) => selectNotes.all(now - keptMs, maxListed) as Noted[]),
    listOf: (ticket) => use(({ selectNotesOf }) => selectNotesOf.all(ticket) as Noted[]),
    write: (changes) =>
      use((held) => {
        const writeAll = held.database.transaction(() => {
          for (const change of changes) writeNote(held, change);
        });
        writeAll.immediate();
      }),
    drop: (events) =>
      use(({ deleteNote }) => {
        for (const event of events) deleteNote.run(event);
      }),
  };
}

function writeNote(held: Held, { ticket, place, note, known }: NoteChange): void {
  for (const old of held.selectNotesOf.all(ticket) as Noted[])
    if (old.place === place || known.has(old.event)) held.deleteNote.run(old.event);
  if (!note) return;
  held.deleteOldNotes.run(note.at - keptMs);
  held.insertNote.run(note);
}

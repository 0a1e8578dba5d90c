import type { Author, Id } from '../domain/event/event.ts';
import type { Awaitable } from './awaitable.ts';
import { connectSideFile, openKeptFile, type SideFileOptions } from './kept-file.ts';
import type { Position } from './schema/position.ts';

/** What a session has been told of what others changed. */
export interface Visit {
  /** All up to here. */
  position: Position;
  /** When it was there, in milliseconds since 1970: of a file that does not go on from there, what was done later is told. */
  at: number;
  /** Beyond that: tickets, by their numbers in the files of a lineage, and the events up to which they were told of. */
  told?: { lineage: string; upTo: Record<number, number> } | undefined;
}

type Who = Pick<Author, 'session' | 'actor'>;

/**
 * What the sessions of a clone have seen. It outlives their processes, and lies beside the leases; where it is lost, a
 * session is as one that has seen nothing yet.
 */
export interface Seen {
  /** The version of the ticket's description that the session read or wrote last. */
  textOf(session: string, ticket: Id): string | undefined;
  noteText(session: string, ticket: Id, version: string, now: number): Awaitable<void>;
  /** A session may act for several actors, each of whom is told. */
  visitOf(author: Who): Visit | undefined;
  noteVisit(author: Who, visit: Visit, now: number): Awaitable<void>;
  /** The names of all events that a file had there, as `listNamesAfter` has them; undefined where they are not known. */
  eventsAt(position: Position): string | undefined;
  /** Where files of the lineage were when their events were noted, the latest first. */
  listNoted(lineage: string): Position[];
  /** `names`: of the events since `before`, at which the others are known; without it, of all. */
  noteEvents(position: Position, noted: { before: Position | undefined; names: string }, now: number): Awaitable<void>;
  /** Up to when the actor has read what names them on the ticket, in milliseconds since 1970. */
  askedAt(actor: string, ticket: Id): number | undefined;
  noteAsked(actor: string, ticket: Id, time: number, now: number): Awaitable<void>;
  close(): void;
}

/** A line number that was read longer ago is no reason for anything. */
const keptMs = 30 * 86_400_000;

/** `path` may be ":memory:". Opened at once; made where it is missing. */
export function openSeen(path: string, made?: SideFileOptions<Connection>['made']): Seen {
  const { use, close } = openKeptFile(path, { connect, made });
  const find = (session: string, what: string) => use(({ select }) => select.get(session, what) as string | undefined);
  const note = (session: string, what: string, value: string, now: number) =>
    use(({ database, select, replace, removeOld }) => {
      if (select.get(session, what) === value) return;
      const store = database.transaction(() => {
        removeOld.run(now - keptMs);
        replace.run(session, what, value, now);
      });
      store.immediate();
    });
  return {
    textOf: (session, ticket) => find(session, `text ${ticket}`),
    noteText: (session, ticket, version, now) => note(session, `text ${ticket}`, version, now),
    visitOf({ session, actor }) {
      const visit = find(session, `visit ${actor}`);
      return visit === undefined ? undefined : (JSON.parse(visit) as Visit);
    },
    noteVisit: ({ session, actor }, visit, now) => note(session, `visit ${actor}`, JSON.stringify(visit), now),
    eventsAt(position) {
      const names: string[] = [];
      for (let at: Position | undefined = position; at; ) {
        const value = find(nobody, wordOf(at));
        if (value === undefined) return undefined;
        const noted = JSON.parse(value) as NotedEvents;
        names.push(noted.names);
        at = noted.before;
      }
      return names.join('');
    },
    listNoted: (lineage) =>
      use(({ selectWords }) => selectWords.all(nobody, `at ${lineage} %`) as string[]).map((word) => {
        const [, , event, id = ''] = word.split(' ');
        return { lineage, event: Number(event), id };
      }),
    noteEvents: (position, noted: NotedEvents, now) => note(nobody, wordOf(position), JSON.stringify(noted), now),
    askedAt(actor, ticket) {
      const time = find(nobody, `asked ${ticket} ${actor}`);
      return time === undefined ? undefined : Number(time);
    },
    noteAsked: (actor, ticket, time, now) => note(nobody, `asked ${ticket} ${actor}`, String(time), now),
    close,
  };
}

/** In the place of a session: what a file had is the same for all. */
const nobody = '';

interface NotedEvents {
  before?: Position | undefined;
  names: string;
}

const wordOf = ({ lineage, event, id }: Position): string => `at ${lineage} ${event} ${id}`;

type Connection = ReturnType<typeof connect>;

function connect(path: string, readonly = false) {
  const database = connectSideFile(path, seenTables, readonly);
  try {
    return {
      database,
      select: database.prepare('select value from seen where session = ? and what = ?').pluck(),
      selectWords: database.prepare('select what from seen where session = ? and what like ? order by at desc').pluck(),
      replace: database.prepare('insert or replace into seen (session, what, value, at) values (?, ?, ?, ?)'),
      removeOld: database.prepare('delete from seen where at < ?'),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

export const seenTables = `
  create table seen (
    session text not null, what text not null, value text not null, at integer not null, primary key (session, what)
  );
  create index seen_at on seen (at);
`;

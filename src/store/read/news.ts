import { and, desc, eq, gt, ne, type SQL, sql } from 'drizzle-orm';
import { isPast, listNamesAfter, nameOfEvent, type Position, readPosition } from '../schema/position.ts';
import { actors, events, sessions, tickets } from '../schema/schema.ts';
import type { Visit } from '../seen.ts';
import type { ReadTx } from '../tx.ts';

/** What others have done since a session asked: each change is told once to each session, however it came into the file. */

export interface Changed {
  /** Its number in this file. */
  ticket: number;
  /** Number of the last event that is told of. */
  last: number;
  key: string;
  title: string;
  /** Who did it, and how many events that took. */
  actors: string[];
  events: number;
}

/** Tickets that others have changed since, the latest first. */
export function listChanged(tx: ReadTx, visit: Visit | NewVisit, scope: SQL | undefined): Changed[] {
  const { told } = visit;
  const known = told?.lineage === readPosition(tx.db).lineage ? told.upTo : {};
  const isUntold = sql`not exists (
    select 1 from json_each(${JSON.stringify(known)}) told where told.key = ${tickets.ticket} and ${events.event} <= told.value)`;
  return tx.db
    .select({
      ticket: tickets.ticket,
      key: tickets.key,
      title: tickets.title,
      actors: sql<string>`json_group_array(distinct ${actors.name})`,
      events: sql<number>`count(*)`,
      last: sql<number>`max(${events.event})`,
    })
    .from(events)
    .innerJoin(tickets, eq(tickets.ticket, events.ticket))
    .innerJoin(actors, eq(actors.actor, events.actor))
    .innerJoin(sessions, eq(sessions.session, events.session))
    .where(and(isNewSince(tx, visit), isUntold, ne(sessions.name, tx.author.session), isTold, scope))
    .groupBy(tickets.ticket)
    .orderBy(desc(sql`max(${events.time})`))
    .all()
    .map((row) => ({ ...row, actors: JSON.parse(row.actors) }));
}

/** Where a card lies is no news. */
const isTold = ne(events.kind, 'rank');

/** A merge is a file made anew, in which what the other side did long ago stands before what was told. */
function isNewSince({ db, seen }: ReadTx, { position, at }: Visit | NewVisit): SQL {
  if (position && isPast(db, position)) return gt(events.event, position.event);
  const names = position && seen.eventsAt(position);
  if (names === undefined) return gt(events.time, at);
  const known = JSON.stringify(names.match(/.{16}/g) ?? []);
  return sql`${nameOfEvent} not in (select value from json_each(${known}))`;
}

/** So that it is known what is new in a file that does not go on from here. */
function noteEvents(tx: ReadTx, here: Position): void {
  if (tx.seen.eventsAt(here) !== undefined) return;
  const before = tx.seen
    .listNoted(here.lineage)
    .find((position) => isPast(tx.db, position) && tx.seen.eventsAt(position) !== undefined);
  const names = listNamesAfter(tx.db, before?.event ?? 0);
  tx.afterwards(() => tx.seen.noteEvents(here, { before, names }, tx.now));
}

/** Of a session that has not asked yet: another of its actor's has been told up to then. */
type NewVisit = { at: number; position?: undefined; told?: undefined };

/** What others have changed since, for a session that has asked before or whose actor has; undefined: neither has. */
export function findVisit({ seen, leases, author }: ReadTx): Visit | NewVisit | undefined {
  const visit = seen.visitOf(author);
  if (visit) return visit;
  const at = leases.lastVisit(author.actor);
  return at === undefined ? undefined : { at };
}

/**
 * Notes that the session has been told of these tickets' changes. `all`: and that there are no others, so that from the
 * state of this file on everything is new.
 */
export function noteTold(
  tx: ReadTx,
  before: Visit | NewVisit | undefined,
  { told, all }: { told: readonly Changed[]; all: boolean },
): void {
  const here = readPosition(tx.db);
  const { author } = tx;
  if (all || !before) {
    noteEvents(tx, here);
    tx.afterwards(async () => {
      await tx.seen.noteVisit(author, { position: here, at: tx.now }, tx.now);
      await tx.leases.noteVisit(author.actor, tx.now);
    });
    return;
  }
  const known = before.told?.lineage === here.lineage ? before.told.upTo : {};
  const upTo = { ...known, ...Object.fromEntries(told.map(({ ticket, last }) => [ticket, last])) };
  const position = before.position ?? nowhere;
  tx.afterwards(() =>
    tx.seen.noteVisit(author, { position, at: before.at, told: { lineage: here.lineage, upTo } }, tx.now),
  );
}

/** No file goes on from there. */
const nowhere: Position = { lineage: '', event: -1, id: '' };

import { and, asc, eq, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import { TrackerError } from '../../domain/errors.ts';
import type { ActorKind, EventKind, Id, TrackerEvent } from '../../domain/event/event.ts';
import { idFromBytes, idToBytes } from '../../domain/event/id.ts';
import { droppedBy } from '../../domain/event/merge.ts';
import { isFault, parseEvent, type RawEvent } from '../../domain/event/parse.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { actors, events, sessions, tickets } from '../schema/schema.ts';

/** An event with its number in this file. */
export type StoredEvent = TrackerEvent & { event: number };

const eventColumns = {
  event: events.event,
  id: events.id,
  time: events.time,
  actor: actors.name,
  actorKind: actors.kind,
  session: sessions.name,
  client: sessions.client,
  ticket: tickets.id,
  number: events.ticket,
  kind: events.kind,
  payload: events.payload,
  parents: events.parents,
};

/** The joined select that every reader of events starts from. */
export const selectEvents = (db: Db) =>
  db
    .select(eventColumns)
    .from(events)
    // A row that names nobody is seen all the same, and set aside.
    .leftJoin(actors, eq(actors.actor, events.actor))
    .leftJoin(sessions, eq(sessions.session, events.session))
    .leftJoin(tickets, eq(tickets.ticket, events.ticket))
    .$dynamic();

/** As it lies in the file: unread. */
export interface EventRow extends RawEvent {
  event: number;
  ticket: unknown;
  /** The ticket's number in this file. */
  number: number | null;
}

/** The event of a row; undefined where it is none, which `listFaults` tells of. */
export function toEvent(row: EventRow): StoredEvent | undefined {
  const parsed = parseEvent(row, toId(row.ticket));
  return isFault(parsed) ? undefined : { ...parsed, event: row.event };
}

/** The events of rows, in their order, without those that are none. */
export const toEvents = (rows: readonly EventRow[]): StoredEvent[] => rows.flatMap((row) => toEvent(row) ?? []);

const toId = (bytes: unknown): Id | null =>
  bytes instanceof Uint8Array && bytes.length === 16 ? idFromBytes(bytes) : null;

/** Ids are stored side by side, 16 bytes each. */
export function splitIds(bytes: Uint8Array): Id[] {
  const ids: Id[] = [];
  for (let at = 0; at < bytes.length; at += 16) ids.push(idFromBytes(bytes.subarray(at, at + 16)));
  return ids;
}

export const joinIds = (ids: readonly Id[]): Buffer => Buffer.concat(ids.map(idToBytes));

const ofTicket = prepared((db) =>
  selectEvents(db).where(eq(events.ticket, placeholders.ticket)).orderBy(asc(events.event)).prepare(),
);

/** All events of the ticket with this number, in the order in which they came into this file. */
export const listTicketEvents = (db: Db, ticket: number): StoredEvent[] =>
  toEvents(ofTicket(db).all({ ticket }) as EventRow[]);

/** The whole history, in the order in which it came into this file. */
export const listAllEvents = (db: Db): StoredEvent[] => sortRows(db).events;

/** The same, with how many rows are no events: `listFaults` tells of each. */
export function sortRows(db: Db): { events: StoredEvent[]; setAside: number } {
  const events: StoredEvent[] = [];
  let setAside = 0;
  for (const row of readRows(db)) {
    const event = toEvent(row);
    if (event) events.push(event);
    else setAside++;
  }
  return { events, setAside };
}

/** The events that came into this file after the one with that number, at most so many, in the order in which they came. */
export const listEventsAfter = (db: Db, event: number, most: number): StoredEvent[] =>
  toEvents(
    selectEvents(db).where(sql`${events.event} > ${event}`).orderBy(asc(events.event)).limit(most).all() as EventRow[],
  );

/** Rows that are no events, and why: they count for nothing, and stay in the file. */
export function listFaults(db: Db): { event: number; kind: string; fault: string }[] {
  return [...readRows(db)].flatMap((row) => {
    const parsed = parseEvent(row, toId(row.ticket));
    return isFault(parsed) ? [{ event: row.event, kind: String(row.kind).slice(0, 32), fault: parsed.fault }] : [];
  });
}

/**
 * All rows, unread, one at a time: together they would take as much memory as the events. Names are looked up once: joins
 * would copy them for each event.
 */
export function* readRows(db: Db): Generator<EventRow> {
  const named = namer(db);
  for (const row of db.$client.prepare(`${plainRow} order by event`).iterate() as IterableIterator<PlainRow>)
    yield named(row);
}

/** All events, or those of a kind, one at a time in (time, id) order. `told` hears of each row that is none. */
export function* readInOrder(
  db: Db,
  { kind, told }: { kind?: EventKind; told?: (() => void) | undefined } = {},
): Generator<StoredEvent> {
  const query = `select event from events ${kind ? 'where kind = ?' : ''} order by time, id`;
  const numbers = db.$client
    .prepare(query)
    .pluck()
    .all(...(kind ? [kind] : [])) as number[];
  const named = namer(db);
  const get = db.$client.prepare(`${plainRow} where event = ?`);
  for (const number of numbers) {
    const event = toEvent(named(get.get(number) as PlainRow));
    if (event) yield event;
    else told?.();
  }
}

const plainRow = 'select event, id, time, actor, session, ticket, kind, payload, parents from events';
type PlainRow = typeof events.$inferSelect;

function namer(db: Db): (row: PlainRow) => EventRow {
  const actorOf = new Map(rowsOf(db, actors).map((row) => [row.actor, row]));
  const sessionOf = new Map(rowsOf(db, sessions).map((row) => [row.session, row]));
  const ids = db.select({ ticket: tickets.ticket, id: tickets.id }).from(tickets).all();
  const idOf = new Map(ids.map((row) => [row.ticket, row.id]));
  return (row) => {
    const author = actorOf.get(row.actor);
    const made = sessionOf.get(row.session);
    return {
      ...{ ...row, actor: author?.name, actorKind: author?.kind, session: made?.name, client: made?.client },
      ...{ number: row.ticket, ticket: row.ticket === null ? null : idOf.get(row.ticket) },
    };
  };
}

const rowsOf = <T extends typeof actors | typeof sessions>(db: Db, table: T): T['$inferSelect'][] =>
  db.select().from(table).all() as T['$inferSelect'][];

/** The ids of all events, without the rest of them. */
export const listIds = (db: Db): Set<Id> =>
  new Set(
    db
      .select({ id: events.id })
      .from(events)
      .all()
      .map(({ id }) => idFromBytes(id)),
  );

/** Those of the ids that the file has. */
export const listPresent = (db: Db, ids: readonly Id[]): Set<Id> => findAmong(db, ids);

/** The events that have these ids, and where one has no event its row is passed over. */
export const listEvents = (db: Db, ids: readonly Id[]): StoredEvent[] =>
  ids.length === 0 ? [] : toEvents(selectEvents(db).where(isAmong(ids)).all());

/** What made these tickets, by their ids. */
export function listCreations(db: Db, ids: readonly Id[]): StoredEvent[] {
  const names = JSON.stringify(ids.map((id) => idToBytes(id).toString('hex')));
  const isOfThem = sql`${tickets.id} in (select unhex(value) from json_each(${names}))`;
  return toEvents(
    selectEvents(db)
      .where(and(isOfThem, eq(events.kind, 'create')))
      .all(),
  );
}

/** Those of the ids whose event has been redacted in the file. */
export const listRedacted = (db: Db, ids: readonly Id[]): Set<Id> =>
  findAmong(db, ids, sql`json_valid(${events.payload}) and json_extract(${events.payload}, '$.redacted') is not null`);

/** What the file's drops give up. */
export const listDropped = (db: Db): Set<Id> => droppedBy(listOfNoTicket(db, 'drop'));

/** All events of one of the kinds that belong to no ticket. */
export const listOfNoTicket = (db: Db, kind: 'drop' | 'project'): StoredEvent[] =>
  // A row may name a ticket that is none.
  toEvents(
    selectEvents(db)
      .where(and(eq(events.kind, kind), isNull(tickets.ticket)))
      .all(),
  );

const ofNoNumber = prepared((db) =>
  selectEvents(db)
    .where(and(isNull(events.ticket), notInArray(events.kind, ['drop', 'project'])))
    .prepare(),
);

/** Events of tickets whose creation has not come yet. */
export const listWaiting = (db: Db): StoredEvent[] =>
  toEvents(ofNoNumber(db).all() as EventRow[]).filter(({ ticket }) => ticket !== null);

/** In one query: each of thousands would take longer to ask for than to find. */
function findAmong(db: Db, ids: readonly Id[], condition?: SQL): Set<Id> {
  const rows = db
    .select({ id: events.id })
    .from(events)
    .where(and(isAmong(ids), condition))
    .all();
  return new Set(rows.map((row) => idFromBytes(row.id)));
}

function isAmong(ids: readonly Id[]): SQL {
  const names = JSON.stringify(ids.map((id) => idToBytes(id).toString('hex')));
  return sql`${events.id} in (select unhex(value) from json_each(${names}))`;
}

/** The id of the event with this number, which must be one of the file. */
export function getEventId(db: Db, event: number): Id {
  const row = db.select({ id: events.id }).from(events).where(eq(events.event, event)).get();
  if (!row) throw missing(event);
  return idFromBytes(row.id);
}

const payloadOf = prepared((db) =>
  db.select({ payload: events.payload }).from(events).where(eq(events.event, placeholders.event)).prepare(),
);

/** What the event with this number says, as JSON; it must be one of the file. */
export function getPayload(db: Db, event: number): string {
  const row = payloadOf(db).get({ event });
  if (!row) throw missing(event);
  return row.payload;
}

const missing = (event: number): TrackerError =>
  new TrackerError('internal', `There is no event ${event} in .tracker/data.db.`, 'Run `tracker doctor`.');

export const actorKind = sql<ActorKind>`(select kind from actors where actor = ${events.actor})`;

export const actorName = sql<string>`(select name from actors where actor = ${events.actor})`;

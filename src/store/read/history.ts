import { and, asc, count, desc, eq, gt, gte, inArray, lt, or, sql } from 'drizzle-orm';
import { TrackerError } from '../../domain/errors.ts';
import { idFromBytes, idToBytes, isId, shortId } from '../../domain/event/id.ts';
import { call, hint } from '../../domain/hint.ts';
import { countOf, placeholders, prepared } from '../schema/prepared.ts';
import { events, links, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { listTicketEvents, type StoredEvent, selectEvents, toEvents } from './events.ts';

type Tx = Pick<ReadTx, 'db'>;

/** The events that wrote a version of the ticket's description, oldest first. */
export const listVersions = (tx: Tx, ticket: number): StoredEvent[] =>
  listTicketEvents(tx.db, ticket).filter(
    (event) => event.kind === 'edit' || (event.kind === 'create' && event.payload.description !== undefined),
  );

const statusesOf = prepared((db) => {
  const status = sql<string>`iif(json_valid(${events.payload}), ${events.payload} ->> '$.set.status', null)`;
  return db
    .select({ time: events.time, status })
    .from(events)
    .where(and(eq(events.ticket, placeholders.ticket), sql`${status} is not null`))
    .orderBy(asc(events.event))
    .prepare();
});

/** The statuses that a ticket was given after its creation, in the order in which they came into the file. */
export const listStatuses = (tx: Tx, ticket: number): { time: number; status: string }[] =>
  statusesOf(tx.db).all({ ticket });

export interface HistoryPage {
  ticket?: number | undefined;
  /** Milliseconds since 1970: events of then and later. */
  since?: number | undefined;
  /** Events after this one's number in the file. */
  after?: number | undefined;
  /** Events before this one's number in the file. */
  before?: number | undefined;
  limit: number;
}

/** Events newest first, those of a ticket with the links that others have to it; `total` counts the whole rest. */
export function listHistory(
  tx: Tx,
  { ticket, since, after, before, limit }: HistoryPage,
): { events: StoredEvent[]; total: number } {
  const linking = tx.db
    .select({ event: links.event })
    .from(links)
    .where(eq(links.target, ticket ?? -1));
  const scope = and(
    ticket === undefined ? undefined : or(eq(events.ticket, ticket), inArray(events.event, linking)),
    since === undefined ? undefined : gte(events.time, since),
    after === undefined ? undefined : gt(events.event, after),
    before === undefined ? undefined : lt(events.event, before),
  );
  const total = countOf(tx.db.select({ n: count() }).from(events).where(scope).get());
  const rows = selectEvents(tx.db).where(scope).orderBy(desc(events.event)).limit(limit).all();
  return { events: toEvents(rows), total };
}

/** When the event with this number in the file was made, in milliseconds since 1970. */
export const timeOfEvent = (tx: Tx, event: number): number | undefined =>
  tx.db.select({ time: events.time }).from(events).where(eq(events.event, event)).get()?.time;

/** An event by its id or the id's last six characters. Throws `not_found`, and `invalid_input` where those name several. */
export function getEvent(tx: Tx, reference: string): StoredEvent {
  const text = reference.trim().replace(/^#/, '').toUpperCase();
  const candidates = /^[0-9A-HJKMNP-TV-Z]{6}$/.test(text)
    ? shortMatches(tx, text)
    : isId(text)
      ? fullMatches(tx, text)
      : [];
  const [found, ...others] = candidates;
  if (!found)
    throw new TrackerError(
      'not_found',
      `There is no event "${reference}".`,
      hint`Events have six characters, as ${call('ticket', { action: 'history' })} shows them.`,
    );
  if (others.length > 0)
    throw new TrackerError(
      'invalid_input',
      `"${reference}" could be ${candidates.length} events.`,
      `Send the whole id: ${candidates.map((event) => event.id).join(', ')}.`,
    );
  return found;
}

/** Six base32 characters are 30 bits; the last four bytes have two more, so there are four byte strings to look for. */
function shortMatches(tx: Tx, short: string): StoredEvent[] {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const value = [...short].reduce((sum, character) => sum * 32 + alphabet.indexOf(character), 0);
  const tails = [0, 1, 2, 3].map((top) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(top * 2 ** 30 + value);
    return bytes;
  });
  const rows = selectEvents(tx.db)
    .where(inArray(sql`substr(${events.id}, 13)`, tails))
    .all();
  return toEvents(rows).filter((event) => shortId(event.id) === short.toLowerCase());
}

function fullMatches(tx: Tx, id: string): StoredEvent[] {
  const bytes = idToBytes(id);
  return toEvents(selectEvents(tx.db).where(eq(events.id, bytes)).all());
}

/** Events that a session has made, newest first. */
export function listSessionEvents(tx: Tx, session: string): StoredEvent[] {
  const ofSession = sql`${events.session} in (select session from sessions where name = ${session})`;
  return toEvents(selectEvents(tx.db).where(ofSession).orderBy(desc(events.event)).all());
}

/** The events by which other tickets were given a place to make room for what this one has put somewhere. */
export function listRanksFor(
  tx: Tx,
  { id, time }: Pick<StoredEvent, 'id' | 'time'>,
): Extract<StoredEvent, { kind: 'rank' }>[] {
  const rows = selectEvents(tx.db)
    .where(and(eq(events.kind, 'rank'), eq(events.time, time)))
    .all();
  return toEvents(rows).flatMap((event) => (event.kind === 'rank' && event.payload.for === id ? [event] : []));
}

/** Id → key, for the tickets that are in this file. */
export function keysOf(tx: Tx, ids: readonly string[]): Map<string, string> {
  if (ids.length === 0) return new Map();
  // Of any number: SQLite has a limit of parameters.
  const names = JSON.stringify(ids.map((id) => idToBytes(id).toString('hex')));
  const isOfThem = sql`${tickets.id} in (select unhex(value) from json_each(${names}))`;
  const rows = tx.db.select({ id: tickets.id, key: tickets.key }).from(tickets).where(isOfThem).all();
  return new Map(rows.map((row) => [idFromBytes(row.id), row.key]));
}

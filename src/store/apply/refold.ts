import { createHash } from 'node:crypto';
import { compareEvents, type Id, type TrackerEvent } from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import { isRedacted } from '../../domain/event/redact.ts';
import { resolveTickets } from '../../domain/event/resolve.ts';
import { getFrom } from '../../domain/get-from.ts';
import { listAllEvents } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { setMeta } from '../schema/meta.ts';
import { foldVersion } from '../schema/migrate.ts';
import {
  aliases,
  assignees,
  comments,
  conflicts,
  idempotency,
  labels,
  links,
  projects,
  reviews,
  tickets,
} from '../schema/schema.ts';
import { authorNumbers } from './authors.ts';
import { insertEvent } from './insert-event.ts';
import { type Numbers, projectTicket } from './projection.ts';

const projected = [tickets, labels, assignees, links, comments, reviews, projects, aliases, conflicts, idempotency];

/** Computes every table that is read anew from the events, inside the caller's transaction. */
export function refold(db: Db): void {
  const stored = listAllEvents(db);
  const rows = db.select({ id: tickets.id, ticket: tickets.ticket }).from(tickets).all();
  const ticketNumbers = new Map(rows.map((row) => [idFromBytes(row.id), row.ticket]));
  for (const table of projected) db.delete(table).run();
  project(db, stored, ticketNumbers, new Map(stored.map((event) => [event.id, event.event])));
}

/**
 * Fills an empty database from a set of events. Canonical: events and tickets are numbered in (time, id) order, so the
 * same set gives the same bytes.
 */
export function buildFrom(db: Db, set: readonly TrackerEvent[]): void {
  const sorted = [...set].sort(compareEvents);
  const ticketNumbers = new Map<Id, number>();
  const eventNumbers = new Map<Id, number>();
  // Events without their ticket's create, which only damage can leave, get no number: a later ticket would take it.
  for (const { ticket, kind } of sorted)
    if (ticket !== null && kind === 'create' && !ticketNumbers.has(ticket))
      ticketNumbers.set(ticket, ticketNumbers.size + 1);
  const authors = authorNumbers(db);
  for (const event of sorted) {
    const ticket = event.ticket === null ? null : (ticketNumbers.get(event.ticket) ?? null);
    eventNumbers.set(event.id, insertEvent(db, event, ticket, authors));
  }
  project(db, sorted, ticketNumbers, eventNumbers);
}

export function project(
  db: Db,
  all: readonly TrackerEvent[],
  ticketNumbers: Map<Id, number>,
  eventNumbers: Map<Id, number>,
): void {
  const byTicket = new Map<Id, TrackerEvent[]>();
  // Where both sides of a merge have made a project, its place among the others is that of the earlier one.
  for (const { id, payload } of all.filter((event) => event.kind === 'project').sort(compareEvents))
    insertProject(db, payload.project, getFrom(eventNumbers, id, 'number of event'));
  for (const event of all) {
    if (event.ticket === null) continue;
    const list = byTicket.get(event.ticket);
    if (list) list.push(event);
    else byTicket.set(event.ticket, [event]);
  }
  const states = [...byTicket.values()].map(foldTicket).filter((state) => state !== undefined);
  const resolved = resolveTickets(states);
  const numbered = states.map((state) => ({ state, number: getFrom(ticketNumbers, state.id, 'number of ticket') }));
  // A ticket that was given up as a whole has its number still, and nobody's parent or link may lead there.
  const present = new Map(numbered.map(({ state, number }) => [state.id, number]));
  for (const { state, number } of numbered.sort((a, b) => a.number - b.number)) {
    // A ticket's rows name events of its own alone: which others there are must not matter to them.
    const own = new Set(getFrom(byTicket, state.id, 'events of ticket').map(({ id }) => id));
    const event = (id: Id) => (own.has(id) ? eventNumbers.get(id) : undefined);
    const numbers: Numbers = { ticket: (id) => present.get(id), event };
    projectTicket(db, number, state, getFrom(resolved, state.id, 'resolution of ticket'), numbers, true);
  }
  setMeta(db, 'fold', String(foldVersion));
  setMeta(db, 'lineage', lineageOf(all));
}

export function insertProject(db: Db, project: string, event: number): void {
  db.insert(projects).values({ project, event }).onConflictDoNothing().run();
}

/** Names the events, in the order of their numbers, that a file was built from: files of one lineage differ by appended events only. */
function lineageOf(all: readonly TrackerEvent[]): string {
  const hash = createHash('sha256');
  for (const { id, payload } of all) hash.update(isRedacted(payload) ? `${id} redacted\n` : `${id}\n`);
  return hash.digest('hex').slice(0, 16);
}

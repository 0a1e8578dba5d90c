import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { compareEvents, type Id, type TrackerEvent } from '../../domain/event/event.ts';
import { idToBytes } from '../../domain/event/id.ts';
import { waitingPayload } from '../../domain/event/parse.ts';
import { isRedacted } from '../../domain/event/redact.ts';
import type { Change } from '../changes.ts';
import type { Db } from '../schema/connect.ts';
import { findMeta, setMeta } from '../schema/meta.ts';
import { foldVersion } from '../schema/migrate.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { events } from '../schema/schema.ts';
import { adoptWaiting } from './adopt.ts';
import { authorNumbers } from './authors.ts';
import { insertEvent } from './insert-event.ts';
import { findLastEvent, findTicketNumber, lastTicketNumber } from './numbers.ts';
import { projectProjects } from './refold.ts';
import { refoldAffected } from './refold-affected.ts';

/**
 * Makes the change inside the caller's transaction, and brings the tables to what a refold of all would make of them, which
 * they were before. New events, in (time, id) order, get the next numbers, also those that replace one. Answers how many
 * tickets were folded anew.
 */
export function changeEvents(db: Db, { added, removed }: Change): number {
  const sorted = [...added].sort(compareEvents);
  const numbers = ticketNumbers(db);
  // Those that are made come first: an event may be older than the creation of its ticket.
  for (const { ticket, kind } of sorted) if (kind === 'create' && ticket !== null) numbers.make(ticket);
  const lineage = nextLineage(db);
  const touched = new Set<number>();
  const touch = (ticket: number | null | undefined) => {
    if (typeof ticket === 'number') touched.add(ticket);
  };
  for (const { id } of removed) {
    touch(removeEvent(db, id));
    lineage.note(`removed ${id}`);
  }
  const authors = authorNumbers(db);
  for (const event of sorted) {
    const ticket = event.ticket === null ? null : (numbers.find(event.ticket) ?? null);
    touch(removeEvent(db, event.id));
    touch(ticket);
    insertEvent(db, event, ticket, authors);
    lineage.note(nameIn(event));
  }
  for (const { ticket } of adoptWaiting(db, numbers.find)) touch(ticket === null ? null : numbers.find(ticket));
  if ([...added, ...removed].some(({ kind }) => kind === 'project')) projectProjects(db);
  setMeta(db, 'fold', String(foldVersion));
  setMeta(db, 'lineage', lineage.name());
  return refoldAffected(db, touched, numbers.made());
}

/**
 * Puts an event in the place of the one that has its id, under the same number: it is no news. Brings the tables to what a
 * refold of all would make of them. Answers how many tickets were folded anew.
 */
export function replaceEvent(db: Db, event: TrackerEvent): number {
  const found = numberOf(db).get({ id: idToBytes(event.id) });
  if (!found) return 0;
  const { ticket } = found;
  const lineage = nextLineage(db);
  lineage.note(nameIn(event));
  // One that waits for what creates its ticket says there whose it is.
  const payload = ticket === null ? waitingPayload(event) : event.payload;
  writing(db).run({ event: found.event, payload: JSON.stringify(payload) });
  if (event.kind === 'project') projectProjects(db);
  setMeta(db, 'lineage', lineage.name());
  return ticket === null ? 0 : refoldAffected(db, [ticket]);
}

const numberOf = prepared((db) =>
  db
    .select({ event: events.event, ticket: events.ticket })
    .from(events)
    .where(eq(events.id, placeholders.id))
    .prepare(),
);

const writing = prepared((db) =>
  db.update(events).set({ payload: placeholders.payload }).where(eq(events.event, placeholders.event)).prepare(),
);

/** The numbers of tickets, also of those that come with the change. */
function ticketNumbers(db: Db) {
  const made = new Map<Id, number>();
  let last = lastTicketNumber(db);
  const find = (id: Id) => made.get(id) ?? findTicketNumber(db, id);
  return {
    make(id: Id): void {
      if (find(id) === undefined) made.set(id, ++last);
    },
    /** By their numbers. */
    made: (): Map<number, Id> => new Map([...made].map(([id, number]) => [number, id])),
    find,
  };
}

/** Answers the number of its ticket. */
function removeEvent(db: Db, id: Id): number | null | undefined {
  return removing(db).get({ id: idToBytes(id) })?.ticket;
}

const removing = prepared((db) =>
  db.delete(events).where(eq(events.id, placeholders.id)).returning({ ticket: events.ticket }).prepare(),
);

const nameIn = ({ id, payload }: TrackerEvent): string => (isRedacted(payload) ? `${id} redacted` : id);

/**
 * Names the events of the file, in their order, by what they were named before and by what happens to them: files of one
 * lineage differ by appended events only, and these did not come one by one.
 */
function nextLineage(db: Db) {
  const last = findLastEvent(db);
  const hash = createHash('sha256').update(`${findMeta(db, 'lineage')} ${last?.event} ${last?.id.toString('hex')}\n`);
  return {
    note: (what: string) => void hash.update(`${what}\n`),
    name: () => hash.digest('hex').slice(0, 16),
  };
}

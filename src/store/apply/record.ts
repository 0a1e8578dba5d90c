import { eq } from 'drizzle-orm';
import { TrackerError } from '../../domain/errors.ts';
import type { EventKind, Id, Payloads, TrackerEvent } from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import { idToBytes } from '../../domain/event/id.ts';
import { maxParents } from '../../domain/event/parse.ts';
import type { Changes } from '../changes.ts';
import { listTicketEvents, type StoredEvent, splitIds } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { events, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { adoptWaiting } from './adopt.ts';
import { insertEvent } from './insert-event.ts';
import { lastTicketNumber } from './numbers.ts';
import { type Numbers, projectTicket } from './projection.ts';
import { insertProject } from './refold.ts';
import { refoldAffected } from './refold-affected.ts';
import { resolveAlone } from './resolve-alone.ts';

/** Adds one event, with the ticket's heads as its parents. */
export function recordEvent<K extends EventKind>(
  tx: Pick<ReadTx, 'db' | 'now' | 'author'> & Pick<Changes, 'add'> & { newId(): Id },
  { ticket, kind, payload }: { ticket: Id | null; kind: K; payload: Payloads[K] },
): TrackerEvent {
  checkClock(tx.now);
  const { db } = tx;
  const row = ticket === null ? undefined : findRow(db, ticket);
  // What names more would be no event to its readers: the others are left to the events that follow.
  const parents = row ? splitIds(row.heads).slice(0, maxParents) : [];
  const event = { id: tx.newId(), time: tx.now, ...tx.author, ticket, kind, payload, parents } as TrackerEvent;
  const number = ticket === null ? null : (row?.ticket ?? lastTicketNumber(db) + 1);
  tx.add(event, number);
  return event;
}

/** Writes again what an event says of itself that this transaction has recorded, and that nobody else has seen. */
export function rewriteRecorded(db: Db, { id, payload }: TrackerEvent): void {
  db.update(events)
    .set({ payload: JSON.stringify(payload) })
    .where(eq(events.id, idToBytes(id)))
    .run();
}

/** Ids and times are counted from 1970. Throws `database` where the clock stands before it. */
function checkClock(now: number): void {
  if (now >= 0) return;
  throw new TrackerError(
    'database',
    `The clock of this machine stands at ${new Date(now).toISOString().slice(0, 10)}, before 1970: what is written now would have no time.`,
    'Nothing was written. Set the clock, then try the same call again.',
  );
}

/** Adds an event, whose parents and ticket the caller knows, and brings the projection up to date. */
export function appendEvent(db: Db, event: TrackerEvent, ticket: number | null): void {
  const stored = { ...event, event: insertEvent(db, event, ticket) };
  if (stored.kind === 'project') insertProject(db, stored.payload.project, stored.event);
  if (ticket !== null) refoldTicket(db, ticket, stored);
}

function refoldTicket(db: Db, ticket: number, latest: StoredEvent): void {
  // A new ticket has no row yet, so its first event does not know its id when read back.
  const all = latest.kind === 'create' ? [latest, ...adoptOf(db, latest, ticket)] : listTicketEvents(db, ticket);
  const state = foldTicket(all);
  if (!state) throw new Error(`Ticket ${ticket} of this file has events, and none that creates it.`);
  const resolved = resolveAlone(db, { before: findRow(db, state.id), state, all, latest });
  if (!resolved) {
    refoldAffected(db, [ticket]);
    return;
  }
  const eventNumbers = new Map(all.map((event) => [event.id, event.event]));
  const numbers: Numbers = { ticket: (id) => findRow(db, id)?.ticket, event: (id) => eventNumbers.get(id) };
  projectTicket(db, ticket, state, resolved, numbers);
}

/** What came of a new ticket before it. */
const adoptOf = (db: Db, { ticket: id }: StoredEvent, ticket: number): StoredEvent[] =>
  adoptWaiting(db, (one) => (one === id ? ticket : undefined));

const findRowQuery = prepared((db) =>
  db
    .select({
      ticket: tickets.ticket,
      key: tickets.key,
      project: tickets.project,
      number: tickets.number,
      heads: tickets.heads,
    })
    .from(tickets)
    .where(eq(tickets.id, placeholders.id))
    .prepare(),
);
const findRow = (db: Db, id: Id) => findRowQuery(db).get({ id: idToBytes(id) });

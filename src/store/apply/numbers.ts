import { desc, eq, sql } from 'drizzle-orm';
import type { Id } from '../../domain/event/event.ts';
import { idToBytes } from '../../domain/event/id.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { events, tickets } from '../schema/schema.ts';

const numberOf = prepared((db) =>
  db.select({ ticket: tickets.ticket }).from(tickets).where(eq(tickets.id, placeholders.id)).prepare(),
);

/** The number that a ticket has in this file, where its row is there. */
export const findTicketNumber = (db: Db, id: Id): number | undefined => numberOf(db).get({ id: idToBytes(id) })?.ticket;

const lastTicket = prepared((db) =>
  db
    .select({ last: sql<number | null>`max(${tickets.ticket})` })
    .from(tickets)
    .prepare(),
);

/** The highest number of a ticket in this file; 0 where there is none. */
export const lastTicketNumber = (db: Db): number => lastTicket(db).get()?.last ?? 0;

const lastEvent = prepared((db) =>
  db.select({ event: events.event, id: events.id }).from(events).orderBy(desc(events.event)).limit(1).prepare(),
);

/** The event that came last into this file. */
export const findLastEvent = (db: Db): { event: number; id: Buffer } | undefined => lastEvent(db).get();

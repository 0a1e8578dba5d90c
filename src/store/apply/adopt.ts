import { eq } from 'drizzle-orm';
import type { Id } from '../../domain/event/event.ts';
import { listWaiting, type StoredEvent } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { events } from '../schema/schema.ts';

const numbering = prepared((db) =>
  db
    .update(events)
    .set({ ticket: placeholders.ticket, payload: placeholders.payload })
    .where(eq(events.event, placeholders.event))
    .prepare(),
);

/**
 * Gives those events their ticket that came before what creates it: `numberOf` answers the number of a ticket that is here
 * now. Answers them.
 */
export function adoptWaiting(db: Db, numberOf: (ticket: Id) => number | undefined): StoredEvent[] {
  return listWaiting(db).filter(({ event, ticket: id, payload }) => {
    const ticket = id === null ? undefined : numberOf(id);
    if (ticket !== undefined) numbering(db).run({ event, ticket, payload: JSON.stringify(payload) });
    return ticket !== undefined;
  });
}

import type { TrackerEvent } from '../../domain/event/event.ts';
import { idToBytes } from '../../domain/event/id.ts';
import { waitingPayload } from '../../domain/event/parse.ts';
import { joinIds } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { events } from '../schema/schema.ts';
import { authorNumbers } from './authors.ts';

const inserting = prepared((db) => {
  const { id, time, actor, session, ticket, kind, payload, parents } = placeholders;
  return db.insert(events).values({ id, time, actor, session, ticket, kind, payload, parents }).prepare();
});

/**
 * Adds the event under the next number and returns that; `ticket` is the number of its ticket, null where what creates that
 * is not here yet.
 */
export function insertEvent(db: Db, event: TrackerEvent, ticket: number | null, authors = authorNumbers(db)): number {
  const row = inserting(db).run({
    id: idToBytes(event.id),
    time: event.time,
    actor: authors.actor(event),
    session: authors.session(event),
    ticket,
    kind: event.kind,
    payload: JSON.stringify(ticket === null ? waitingPayload(event) : event.payload),
    parents: joinIds(event.parents),
  });
  return Number(row.lastInsertRowid);
}

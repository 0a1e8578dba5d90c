import type { Author, EventKind, Id, Payloads, TrackerEvent } from '../../src/domain/event/event.ts';
import { appendEvent } from '../../src/store/apply/record.ts';
import { refold } from '../../src/store/apply/refold.ts';
import { getTicket } from '../../src/store/read/tickets.ts';
import type { Db } from '../../src/store/schema/connect.ts';
import { countingIds } from './ticket-events.ts';

const makeId = countingIds(7_000_000);

/** An event that a clone wrote which had seen no more of the ticket than `parents`, and that a merge has brought since. */
export function recordBeside<K extends EventKind>(
  db: Db,
  ticket: Id,
  {
    parents,
    time,
    author,
    ...said
  }: { kind: K; payload: Payloads[K]; parents: readonly Id[]; time: number; author: Author },
): Id {
  const id = makeId(time);
  const event = { id, time, ...author, ticket, ...said, parents: parents.toSorted() } as TrackerEvent;
  appendEvent(db, event, getTicket({ db }, ticket).ticket);
  // As a merge does: what one event changes by itself takes for granted that a door has checked it.
  refold(db);
  return id;
}

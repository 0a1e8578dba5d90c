import { type TicketView, viewTicket } from '../actions/ticket/view.ts';
import { listAllEvents, type StoredEvent } from '../store/read/events.ts';
import { listAllRows } from '../store/read/tickets.ts';
import type { ReadTx } from '../store/tx.ts';

/** Every ticket, archived ones too, with all its comments, in order of creation. Times are milliseconds since 1970. */
export function* exportTickets(tx: ReadTx): Generator<TicketView> {
  for (const row of listAllRows(tx)) {
    yield viewTicket(tx, row, { notes: Number.MAX_SAFE_INTEGER });
  }
}

/** Every event as it is, in the order in which it came into this file. */
export function* exportEvents({ db }: ReadTx): Generator<Omit<StoredEvent, 'event'>> {
  for (const { event: _, ...stored } of listAllEvents(db)) yield stored;
}

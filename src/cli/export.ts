import { viewTicket } from '../actions/ticket/view.ts';
import { jsonOf } from '../render/json.ts';
import { listAllEvents, type StoredEvent } from '../store/read/events.ts';
import { listAllRows } from '../store/read/tickets.ts';
import type { ReadTx } from '../store/tx.ts';

/** Every ticket, archived ones too, with all its comments, in order of creation. */
export function* exportTickets(tx: ReadTx): Generator<unknown> {
  for (const row of listAllRows(tx)) {
    yield jsonOf(viewTicket(tx, row, { notes: Number.MAX_SAFE_INTEGER }));
  }
}

/** Every event as it is, times in milliseconds since 1970, in the order in which it came into this file. */
export function* exportEvents({ db }: ReadTx): Generator<Omit<StoredEvent, 'event'>> {
  for (const { event: _, ...stored } of listAllEvents(db)) yield stored;
}

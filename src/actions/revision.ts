import { TrackerError } from '../domain/errors.ts';
import { arrange } from '../domain/event/causality.ts';
import { makesRevision } from '../domain/event/event.ts';
import { call, hint } from '../domain/hint.ts';
import type { SeenRevision } from '../domain/input/fields.ts';
import { listTicketEvents } from '../store/read/events.ts';
import type { TicketRow } from '../store/read/tickets.ts';
import type { ReadTx } from '../store/tx.ts';

/** Throws `conflict` where the ticket is not as the caller saw it. */
export function checkRevision(tx: ReadTx, row: TicketRow, expected: SeenRevision | undefined): void {
  if (expected === undefined) return;
  const { revision, event } = expected;
  const isSame = row.revision === revision && (event === undefined || revisionEvent(tx, row).endsWith(event));
  if (isSame) return;
  const seen = row.revision === revision ? `${revision} of event ${event}` : revision;
  throw new TrackerError(
    'conflict',
    `${row.key} is at revision ${row.revision}, not ${seen}; ${row.updatedBy} changed it last.`,
    hint`Read it with ${call('ticket', { action: 'get', id: row.key })}, then send the change with expected_revision:${row.revision}.`,
  );
}

/** The event that made the ticket's revision, in lower case. */
export function revisionEvent({ db }: ReadTx, { ticket }: TicketRow): string {
  const made = arrange(listTicketEvents(db, ticket)).order.filter(makesRevision).at(-1);
  return (made?.id ?? '').toLowerCase();
}

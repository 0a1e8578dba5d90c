import { isChange, type TrackerEvent } from '../domain/event/event.ts';
import { findType } from '../domain/rules/workflow.ts';
import type { NoteChange } from '../store/elsewhere.ts';
import { listPresent } from '../store/read/events.ts';
import { findTicket } from '../store/read/tickets.ts';
import type { ReadTx } from '../store/tx.ts';
import { findHead } from './file/head.ts';
import type { Location } from './file/location.ts';

/**
 * What is to be noted for the other branches and work trees of the clone when this event is on disk: that somebody is at
 * its ticket, or has closed it. Undefined where its status stays, or where there is no git. To be asked while the
 * transaction's tables are as the event leaves them.
 */
export function noteOf(tx: ReadTx, { gitDir, root }: Location, event: TrackerEvent): NoteChange | undefined {
  if (!gitDir || !isChange(event) || event.payload.set?.status === undefined || event.ticket === null) return undefined;
  const { id, ticket, actor, time } = event;
  const row = findTicket(tx, ticket);
  const type = row && findType(tx.config.types, row.type);
  if (!type) return undefined;
  const { status } = row;
  const place = placeOf(gitDir, root);
  const older = tx.leases.elsewhere.listOf(ticket).map((note) => note.event);
  const known = older.length > 0 ? listPresent(tx.db, older) : new Set<string>();
  const canStart = status === type.initial || type.ready.includes(status);
  return { ticket, place, known, note: canStart ? undefined : { ticket, event: id, status, actor, at: time, place } };
}

/** A commit that is checked out is no place: after the next one it is another. */
function placeOf(gitDir: string, root: string): string {
  const head = findHead(gitDir);
  return head?.startsWith('refs/') ? head : root;
}

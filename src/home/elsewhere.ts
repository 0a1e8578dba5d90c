import { isChange, type TrackerEvent } from '../domain/event/event.ts';
import { findType } from '../domain/rules/workflow.ts';
import type { Awaitable } from '../store/awaitable.ts';
import type { NoteChange } from '../store/elsewhere.ts';
import type { Leases } from '../store/leases.ts';
import { listPresent } from '../store/read/events.ts';
import { findTicket } from '../store/read/tickets.ts';
import type { ReadTx } from '../store/tx.ts';

/**
 * Notes, for the other branches and work trees of the clone, what a write makes of statuses: that somebody is at a ticket,
 * or has closed it. `take` is given each event while the transaction's tables are as it leaves them, `write` runs when all
 * are on disk.
 */
export function statusNotes(place: () => string | undefined) {
  const changes: NoteChange[] = [];
  let leases: Leases | undefined;
  return {
    take(tx: ReadTx, event: TrackerEvent): void {
      const change = noteOf(tx, place, event);
      if (change) changes.push(change);
      leases = tx.leases;
    },
    write(): Awaitable<void> {
      return changes.length > 0 ? leases?.elsewhere.write(changes) : undefined;
    },
    clear: () => void changes.splice(0),
  };
}

function noteOf(tx: ReadTx, findPlace: () => string | undefined, event: TrackerEvent): NoteChange | undefined {
  if (!isChange(event) || event.payload.set?.status === undefined || event.ticket === null) return undefined;
  const { id, ticket, actor, time } = event;
  const row = findTicket(tx, ticket);
  const type = row && findType(tx.config.types, row.type);
  const place = type && findPlace();
  if (!type || !place) return undefined;
  const { status } = row;
  const older = tx.leases.elsewhere.listOf(ticket).map((note) => note.event);
  const known = older.length > 0 ? listPresent(tx.db, older) : new Set<string>();
  const canStart = status === type.initial || type.ready.includes(status);
  return { ticket, place, known, note: canStart ? undefined : { ticket, event: id, status, actor, at: time, place } };
}

/** Forgets the notes that keep something from being ready here and whose events no branch and no work tree has any more. */
export async function dismissGone({ elsewhere, leases, repository }: ReadTx): Promise<void> {
  if (elsewhere.size > 0) await leases.elsewhere.drop(await repository.listGone([...elsewhere.values()]));
}

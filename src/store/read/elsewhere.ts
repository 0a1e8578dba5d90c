import { inArray } from 'drizzle-orm';
import { idFromBytes, idToBytes, isId } from '../../domain/event/id.ts';
import { isReadyStatus } from '../../domain/rules/workflow.ts';
import type { Noted } from '../elsewhere.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { listPresent } from './events.ts';

/**
 * The notes that say more than this file: of tickets that could be started here, with events that it does not have.
 * The newest first, as they are given.
 */
export function listElsewhere(
  { db, config }: Pick<ReadTx, 'db' | 'config'>,
  notes: readonly Noted[],
): { number: number; note: Noted }[] {
  if (notes.length === 0) return [];
  const startable = listStartable(
    { db, config },
    notes.filter(({ ticket, event }) => isId(ticket) && isId(event)),
  );
  const known = listPresent(
    db,
    startable.map(({ note }) => note.event),
  );
  return startable.filter(({ note }) => !known.has(note.event));
}

function listStartable({ db, config }: Pick<ReadTx, 'db' | 'config'>, notes: readonly Noted[]) {
  const { ticket, id, type, status, archived } = tickets;
  const ids = [...new Set(notes.map((note) => note.ticket))].map(idToBytes);
  const rows = db.select({ ticket, id, type, status, archived }).from(tickets).where(inArray(id, ids)).all();
  const numbers = new Map(
    rows.flatMap((row) =>
      !row.archived && isReadyStatus(config.types, row.type, row.status) ? [[idFromBytes(row.id), row.ticket]] : [],
    ),
  );
  return notes.flatMap((note) => {
    const number = numbers.get(note.ticket);
    return number === undefined ? [] : [{ number, note }];
  });
}

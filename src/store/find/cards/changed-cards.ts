import { inArray } from 'drizzle-orm';
import type { Id } from '../../../domain/event/event.ts';
import { idToBytes } from '../../../domain/event/id.ts';
import { idOf } from '../../read/tickets.ts';
import { tickets } from '../../schema/schema.ts';
import type { ReadTx } from '../../tx.ts';
import { listAffected } from './affected.ts';
import { type CardRow, listCardsOf } from './cards.ts';

export interface ChangedCards {
  cards: CardRow[];
  /** Ids of tickets that are not in the file any more. */
  gone: Id[];
}

/**
 * The cards that look different after events of some tickets: theirs, and those of the tickets that they are a part of, that
 * they block and that are part of them.
 */
export function listChangedCards(tx: ReadTx, changed: Iterable<Id>): ChangedCards {
  const ids = [...changed];
  const rows = tx.db
    .select({ ticket: tickets.ticket, id: tickets.id })
    .from(tickets)
    .where(inArray(tickets.id, ids.map(idToBytes)))
    .all();
  const found = new Set(rows.map(idOf));
  const numbers = rows.map(({ ticket }) => ticket);
  return { cards: listCardsOf(tx, listAffected(tx.db, numbers)), gone: ids.filter((id) => !found.has(id)) };
}

import { dateOf } from '../../domain/day.ts';
import { type Category, categoryOf, findType } from '../../domain/rules/workflow.ts';
import { isOpen, listOpenBlockers } from '../../store/read/links.ts';
import { getRow, type TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { lineOf, type TicketLine } from '../ticket/list.ts';

/** A ticket on a board: a line of a list, and what speaks for or against taking it. */
export interface Card extends TicketLine {
  category: Category;
  /** Keys of what has to be closed first. */
  blockedBy?: string[];
  /** Who holds it now. */
  claimedBy?: string;
  /** A day, `2026-12-01`. */
  due?: string;
  overdue?: boolean;
  /** The key of the ticket that it is a part of. */
  parent?: string;
}

export function cardOf(tx: ReadTx, row: TicketRow): Card {
  const blockers = listOpenBlockers(tx, row.ticket).map(({ target }) => target.key);
  const claim = tx.liveClaims.get(row.ticket);
  return {
    ...lineOf(tx, row),
    category: categoryIn(tx, row),
    ...(blockers.length > 0 && { blockedBy: blockers }),
    ...(claim && { claimedBy: claim.actor }),
    ...(row.due !== null && { due: row.due, overdue: row.due < dateOf(tx.now) && isOpen(tx, row) }),
    ...(row.parent !== null && { parent: getRow(tx, row.parent).key }),
  };
}

/** A type that only another configuration has is worked on, as far as we can know. */
export function categoryIn(tx: ReadTx, { type, status }: Pick<TicketRow, 'type' | 'status'>): Category {
  const known = findType(tx.config.types, type);
  return known ? categoryOf(known, status) : 'doing';
}

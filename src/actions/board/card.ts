import { dateOf } from '../../domain/day.ts';
import { type Category, categoryOf, findType } from '../../domain/rules/workflow.ts';
import { readBeside } from '../../store/find/beside-rows.ts';
import { isOpen } from '../../store/read/links.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { lineOf, type TicketLine } from '../ticket/list.ts';

/** A ticket on a board: a line of a list, and what speaks for or against taking it. */
export interface Card extends TicketLine {
  category: Category;
  /** Who holds it now. */
  claimedBy?: string;
  overdue?: boolean;
  /** Its place, where somebody gave it one. */
  rank?: string;
}

/** Each row as a card. */
export function cardsOf(tx: ReadTx, rows: readonly TicketRow[]): Card[] {
  const beside = readBeside(tx, rows);
  return rows.map((row) => {
    const claim = tx.liveClaims.get(row.ticket);
    return {
      ...lineOf(row, beside),
      category: categoryIn(tx, row),
      ...(claim && { claimedBy: claim.actor }),
      ...(row.rank !== null && { rank: row.rank }),
      ...(row.due !== null && { overdue: row.due < dateOf(tx.now) && isOpen(tx, row) }),
    };
  });
}

/** A type that only another configuration has is worked on, as far as we can know. */
export function categoryIn(tx: ReadTx, { type, status }: Pick<TicketRow, 'type' | 'status'>): Category {
  const known = findType(tx.config.types, type);
  return known ? categoryOf(known, status) : 'doing';
}

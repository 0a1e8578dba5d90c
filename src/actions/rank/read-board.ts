import { once } from '../../domain/once.ts';
import {
  compareUnplaced,
  listOnBoard,
  listRanked,
  type OnBoard,
  type Ranked,
  type Unplaced,
} from '../../store/find/ranks.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { categoryIn } from '../board/card.ts';

/** How the tickets lie. */
export interface Board {
  /** Those that have a place, whatever their status, but for the one that is moved. */
  order: readonly Ranked[];
  /** As they lie in a column that has both. */
  compare(a: Unplaced, b: Unplaced): number;
  /** The tickets of the column that this one is in, over all types, in no order. */
  columnOf(row: TicketRow): readonly OnBoard[];
  /** The numbers of those in the column of this one that come before it and have no place, in their order; `itself`: with it. */
  unplacedUpTo(row: TicketRow, options: { itself: boolean }): number[];
}

/** `moved`: the ticket that is to be put elsewhere. */
export function readBoard(tx: ReadTx, moved: TicketRow): Board {
  const ranked = listRanked(tx);
  const places = new Map(ranked.map(({ ticket }, at) => [ticket, at]));
  const all = once(() => listOnBoard(tx));
  const compare = (a: Unplaced, b: Unplaced): number => {
    const [one, other] = [places.get(a.ticket), places.get(b.ticket)];
    if (one !== undefined || other !== undefined) return (one ?? places.size) - (other ?? places.size);
    return compareUnplaced(a, b);
  };
  const columnOf = (row: TicketRow) => {
    const category = categoryIn(tx, row);
    return all().filter((one) => categoryIn(tx, one) === category);
  };
  return {
    order: ranked.filter(({ ticket }) => ticket !== moved.ticket),
    compare,
    columnOf,
    unplacedUpTo(row, { itself }) {
      const isBefore = (one: OnBoard) =>
        one.ticket !== moved.ticket && !places.has(one.ticket) && compareUnplaced(one, row) < 0;
      const found = columnOf(row).filter(isBefore).sort(compareUnplaced);
      return [...found.map(({ ticket }) => ticket), ...(itself ? [row.ticket] : [])];
    },
  };
}

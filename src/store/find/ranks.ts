import { isNotNull } from 'drizzle-orm';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { urgencyOf } from './order.ts';
import { rowsInOrder, valuesOf } from './rows.ts';
import { isUnarchived } from './where.ts';

/** A ticket that somebody gave a place. */
export interface Ranked {
  /** Its number in this file. */
  ticket: number;
  rank: string;
}

/** All of them, whatever their status, in their order: of one rank by their ids. */
export function listRanked({ db }: Pick<ReadTx, 'db'>): Ranked[] {
  const { ticket, rank } = tickets;
  const rows = db.select({ ticket, rank }).from(tickets).where(isNotNull(rank));
  const found = [...valuesOf<[number, string]>(db, rows)].map(([ticket, rank]) => ({ ticket, rank }));
  const ranks = new Map<string, number>();
  for (const one of found) ranks.set(one.rank, (ranks.get(one.rank) ?? 0) + 1);
  const tied = found.filter((one) => ranks.get(one.rank) !== 1).map((one) => one.ticket);
  const ids = new Map(rowsInOrder(db, tied).map((row) => [row.ticket, row.id.toString('hex')]));
  const idOf = (one: Ranked) => ids.get(one.ticket) ?? '';
  return found.sort((a, b) => compareTexts(a.rank, b.rank) || compareTexts(idOf(a), idOf(b)));
}

export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What says where a ticket lies that has no place of its own. */
export interface Unplaced {
  ticket: number;
  priority: string;
  createdAt: number;
}

export const compareUnplaced = (a: Unplaced, b: Unplaced): number =>
  urgencyOf(b.priority) - urgencyOf(a.priority) || a.createdAt - b.createdAt || a.ticket - b.ticket;

export interface OnBoard extends Unplaced {
  type: string;
  status: string;
}

/** Every ticket that is not archived, in no order. */
export function listOnBoard({ db }: Pick<ReadTx, 'db'>): OnBoard[] {
  const { ticket, type, status, priority, createdAt } = tickets;
  const rows = db.select({ ticket, type, status, priority, createdAt }).from(tickets).where(isUnarchived);
  type Values = [number, string, string, string, number];
  return [...valuesOf<Values>(db, rows)].map(([ticket, type, status, priority, createdAt]) => ({
    ...{ ticket, type, status, priority, createdAt },
  }));
}

import { and, type SQL, sql } from 'drizzle-orm';
import type { Query } from '../../../domain/query/model.ts';
import { tickets } from '../../schema/schema.ts';
import type { ReadTx } from '../../tx.ts';
import { remembered } from '../memo.ts';
import { valuesOf } from '../rows.ts';
import { readScope } from '../scope.ts';
import { inNumbers } from '../where.ts';
import { readBesides } from './besides.ts';
import { isOfOwnRow, renewed } from './kept.ts';
import { type CardRow, hexId, idFromHex, type Placed, readCards } from './rows.ts';

export type { CardRow } from './rows.ts';

/**
 * Every ticket that a query means as a card, in the order of a board's column. Rows are read as they lie and what belongs to
 * them table by table: to ask for each ticket's own takes three times as long where most of the tickets are wanted. Cards that
 * look as they did when the same was asked last are the same objects, and nobody's to change.
 */
export async function listCards(tx: ReadTx, query: Query): Promise<CardRow[]> {
  const where = await readScope(tx, query, 'walk');
  const readAll = () =>
    readCards(
      tx,
      where,
      remembered(tx, 'beside cards', () => readBesides(tx, sql`1`)),
    );
  const readSome = (numbers: readonly number[]) => readPlaced(tx, numbers, where);
  const placed = isOfOwnRow(query) ? renewed(tx, where, { readAll, readSome }) : readAll();
  return placed.map(({ card }) => card);
}

/** The cards of some tickets, in no order; of those that are not in the file, none. */
export const listCardsOf = (tx: ReadTx, numbers: readonly number[]): CardRow[] =>
  readPlaced(tx, numbers).map(({ card }) => card);

const readPlaced = (tx: ReadTx, numbers: readonly number[], where?: SQL): Placed[] =>
  readCards(tx, and(inNumbers(numbers), where), readBesides(tx, isOneOf(numbers)));

const isOneOf = (numbers: readonly number[]): SQL =>
  sql`of_ticket in (select value from json_each(${JSON.stringify(numbers)}))`;

/** The ids of the tickets that a query means, in no order. */
export async function listIds(tx: ReadTx, query: Query): Promise<string[]> {
  const where = await readScope(tx, query);
  const ids: string[] = [];
  for (const [id] of valuesOf<[string]>(tx.db, tx.db.select({ id: hexId }).from(tickets).where(where)))
    ids.push(idFromHex(id));
  return ids;
}

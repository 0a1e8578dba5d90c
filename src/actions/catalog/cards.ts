import * as z from 'zod/mini';
import { isEverything, type Query } from '../../domain/query/model.ts';
import { renderQuery } from '../../domain/query/render.ts';
import { type CardRow, listCards, listIds } from '../../store/find/cards/cards.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, queryField } from '../action.ts';
import { readQuery } from '../query.ts';

export interface CardsResult {
  cards: CardRow[];
  /** How the query was read. */
  query: string;
  notes: string[];
}

/** Boards fetch all of them at once and follow the events from there on: no budget cuts this. */
export const cards = defineAction({
  tool: 'catalog',
  name: 'cards',
  access: 'read',
  input: () => z.strictObject({ ...queryField }),
  filters: true,
  example: { query: 'is:open' },
  async run(tx, input): Promise<CardsResult> {
    const query = readOpenQuery(tx, input);
    return { cards: await listCards(tx, query), query: renderQuery(query), notes: query.notes };
  },
});

export interface CardIdsResult {
  ids: string[];
  query: string;
  notes: string[];
}

/** For who has the cards already: which of them a query means. */
export const cardIds = defineAction({
  tool: 'catalog',
  name: 'card_ids',
  access: 'read',
  input: () => z.strictObject({ ...queryField }),
  filters: true,
  example: { query: 'login' },
  async run(tx, input): Promise<CardIdsResult> {
    const query = readOpenQuery(tx, input);
    return { ids: await listIds(tx, query), query: renderQuery(query), notes: query.notes };
  },
});

/** The open ones, where nothing is asked for. */
function readOpenQuery(tx: ReadTx, input: Parameters<typeof readQuery>[1]): Query {
  const query = readQuery(tx, input);
  return isEverything(query) ? readQuery(tx, { query: 'is:open' }) : query;
}

import * as z from 'zod/mini';
import { defaultBudget } from '../../domain/input/budget.ts';
import { findSoleKey, type Query } from '../../domain/query/query.ts';
import { isPartlyIndexed } from '../../store/find/scope.ts';
import { getTicket } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields, queryField } from '../action.ts';
import { type GraphResult, readGraph } from '../link/graph.ts';
import { readQuery } from '../query.ts';
import { type GetResult, readTicket } from '../ticket/get.ts';
import { type HistoryResult, readHistory } from '../ticket/history.ts';
import { type ListResult, listPage } from '../ticket/list.ts';
import { readSearched, type Scope } from './scope.ts';

/** What `key:` alone answers is the ticket itself, or the part of it that a view qualifier names. */
export type SearchResult =
  | ({ view: 'list'; scope?: Scope | undefined } & ListResult)
  | { view: 'ticket'; ticket: GetResult }
  | { view: 'history'; history: HistoryResult }
  | { view: 'graph'; graph: GraphResult };

export const search = defineAction({
  tool: 'search',
  name: 'search',
  access: 'read',
  input: () => z.strictObject({ ...queryField, ...pageFields }),
  filters: true,
  example: { query: 'login is:open' },
  async run(tx, input): Promise<SearchResult> {
    const query = readQuery(tx, input, { views: true });
    const key = findSoleKey(query);
    if (key !== undefined) return readView(tx, key, query, input);
    const { limit = 10 } = input;
    const page = await listPage(tx, query, { ...input, limit });
    // More of what was asked for comes first.
    const scope = page.cursor === undefined && !isPartlyIndexed(tx) && (await readSearched(tx, query, page.total));
    return { view: 'list', ...page, ...(scope && { scope }) };
  },
});

function readView(
  tx: ReadTx,
  key: string,
  { views }: Query,
  page: { limit?: number | undefined; cursor?: string | undefined; budget?: number | undefined },
): SearchResult {
  const row = getTicket(tx, key);
  const budget = page.budget ?? defaultBudget;
  if (views.graph !== undefined) return { view: 'graph', graph: readGraph(tx, row, { budget }) };
  if (views.history !== undefined) {
    const since = /^(all|\*|yes|true|)$/i.test(views.history) ? undefined : views.history;
    return {
      view: 'history',
      history: readHistory(tx, { id: key, since, limit: page.limit ?? 50, cursor: page.cursor, budget }),
    };
  }
  return { view: 'ticket', ticket: readTicket(tx, row, { lines: views.lines, at: views.at, ...page }) };
}

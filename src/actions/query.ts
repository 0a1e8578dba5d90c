import { isEverything } from '../domain/query/model.ts';
import { readOpen } from '../domain/query/open.ts';
import { combine, type FieldFilters, findSoleKey, parseQuery, type Query, queryOf } from '../domain/query/query.ts';
import { allStatuses, typesWith } from '../domain/rules/workflow.ts';
import { findEmptying } from '../store/find/emptied.ts';
import type { ReadTx } from '../store/tx.ts';

/** The query that a call means: its text and the field filters beside it. */
export function readQuery(
  tx: ReadTx,
  input: { query?: string | undefined; filters?: FieldFilters },
  { views = false }: { views?: boolean } = {},
): Query {
  const words = { types: Object.keys(tx.config.types), statuses: allStatuses(tx.config.types) };
  const parsed = parseQuery(input.query ?? '', words);
  const { filters } = input;
  const given = filters ? combine(parsed, queryOf(filters, words)) : parsed;
  const { types } = tx.config;
  const query = readOpen(given, { open: typesWith(types, 'open'), done: typesWith(types, 'done') });
  return views && findSoleKey(query) !== undefined ? query : withoutViews(query);
}

/** The condition that leaves nothing of a query, for a reply that has nothing to show. */
export async function findBlame(
  tx: ReadTx,
  query: Query,
  found: number,
): Promise<{ emptiedBy?: string; nearest?: string }> {
  return found > 0 || isEverything(query) ? {} : findEmptying(tx, query);
}

/** `lines:` and the like show a part of one ticket; elsewhere they would be dropped without a word. */
function withoutViews(query: Query): Query {
  const names = Object.keys(query.views);
  if (names.length === 0) return query;
  const shown = names.map((name) => `${name}:`).join(' and ');
  const note = `${shown} ${names.length > 1 ? 'are' : 'is'} not used: it takes a part of one ticket, in a search for key:PAY-482913.`;
  return { ...query, views: {}, notes: [...query.notes, note] };
}

import { combine, type FieldFilters, parseQuery, type Query, queryOf } from '../domain/query.ts';
import { allStatuses } from '../domain/workflow.ts';
import type { ReadTx } from '../store/tx.ts';

/** The query that a call means: its text and the field filters beside it. */
export function readQuery(tx: ReadTx, input: { query?: string | undefined }): Query {
  const words = { types: Object.keys(tx.config.types), statuses: allStatuses(tx.config.types) };
  const parsed = parseQuery(input.query ?? '', words);
  const { filters } = input as { filters?: FieldFilters };
  return filters ? combine(parsed, queryOf(filters, words)) : parsed;
}

import { and, type SQL, sql } from 'drizzle-orm';
import type { Filter, Query } from '../../domain/query/model.ts';
import type { Found } from '../fulltext/fulltext.ts';
import type { Archived } from '../fulltext/rank.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { resolveKeys } from './names.ts';
import { conditionOf, inNumbers, isUnarchived, type Route } from './where.ts';

/** What a query asks of a row of `tickets`, its words included. */
export async function readScope(tx: ReadTx, query: Query, route: Route = 'seek'): Promise<SQL | undefined> {
  return and(filtersOf(tx, query, route), await textOf(tx, query));
}

/** Archived tickets are left out unless a condition is about them, or names tickets by key. */
export function filtersOf(tx: ReadTx, query: Query, route: Route = 'seek'): SQL | undefined {
  const conditions = query.filters.map((filter) => conditionOf(tx, filter, route));
  if (asksForArchived(query)) return and(...conditions);
  // The plus keeps SQLite from the index that begins with this column.
  const isUsed = route === 'seek' && !query.filters.some(isNarrow) && query.terms.length === 0;
  return and(...conditions, isUsed ? isUnarchived : sql`+${tickets.archived} = 0`);
}

/** Where full text has to look for what the query may have; the filters decide. */
export const archivedOf = (query: Query): Archived => (asksForArchived(query) ? 'with' : 'without');

/** What does not become more by looking for nothing: words to find, as opposed to words to leave out. */
export const hasWords = (query: Query): boolean => query.terms.some((term) => !term.not);

/** A key that is looked for like a word means that ticket, besides those that mention it. */
export function listNamed(tx: ReadTx, { terms }: Query): number[] {
  const [term, ...others] = terms;
  if (!term || others.length > 0 || term.not || !/^#?(?:[a-z][a-z\d]{0,9}-)?\d{3,9}$/i.test(term.text)) return [];
  return resolveKeys(tx, [term.text.toUpperCase()]);
}

const asksForArchived = ({ filters }: Query): boolean =>
  filters.some(
    (filter) =>
      !filter.not && (filter.field === 'key' || (filter.field === 'is' && filter.values.includes('archived'))),
  );

/** Has an index of its own, which leaves few rows. */
const isNarrow = ({ not, field }: Filter): boolean =>
  !not && (field === 'label' || field === 'assignee' || field === 'key' || field === 'parent');

/** Full text of a file whose index is being built is that of a part of the tickets: the answer is to say so. */
export function noteIndexed({ caveats }: ReadTx, { indexed }: Found): void {
  const part = `index: ${Math.floor(100 * indexed)} %`;
  if (indexed < 1) caveats.add(`${part}. The other tickets are not searched yet: the same call finds more later.`);
}

async function textOf(tx: ReadTx, query: Query): Promise<SQL | undefined> {
  const { db, fullText } = tx;
  if (query.terms.length === 0) return undefined;
  const archived = archivedOf(query);
  const list = (found: Found): number[] => {
    noteIndexed(tx, found);
    return found.list(archived);
  };
  if (!hasWords(query)) return sql`not ${inNumbers((await fullText.searchAny(db, query.terms, list)) ?? [])}`;
  const found = await fullText.search(db, query.terms, list);
  return inNumbers([...listNamed(tx, query), ...(found ?? [])]);
}

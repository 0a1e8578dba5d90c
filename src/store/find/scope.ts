import { and, type SQL, sql } from 'drizzle-orm';
import { type Conditions, type Filter, type Group, type Query, wantedFilters } from '../../domain/query/model.ts';
import type { Found } from '../fulltext/fulltext.ts';
import type { Wanted } from '../fulltext/match.ts';
import type { Archived } from '../fulltext/rank.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { resolveKeys } from './names.ts';
import { anyOf, conditionOf, inNumbers, isUnarchived, type Route } from './where.ts';

/** What a query asks of a row of `tickets`, its words included. */
export async function readScope(tx: ReadTx, query: Query, route: Route = 'seek'): Promise<SQL | undefined> {
  const { wanted, mixed } = partsOf(query);
  return and(filtersOf(tx, query, route), await groupsOf(tx, mixed, query), await textOf(tx, query, wanted));
}

/** What full text is asked for, and the groups in which words and qualifiers stand side by side. */
export function partsOf({ terms, groups = [] }: Conditions): { wanted: Wanted; mixed: Group[] } {
  const words = groups.filter(isOfWords);
  return {
    wanted: [...terms, ...words.map(({ not, any }) => ({ not, any: any.map((one) => partsOf(one).wanted) }))],
    mixed: groups.filter((group) => !isOfWords(group)),
  };
}

/** Full text can leave out only from what it finds. */
const isOfWords = ({ any }: Group): boolean =>
  any.every((one) => one.filters.length === 0 && partsOf(one).mixed.length === 0 && partsOf(one).wanted.some(isWanted));

const isWanted = ({ not }: Wanted[number]): boolean => !not;

/** What groups ask of a row, beside the rest of their query. */
export async function groupsOf(tx: ReadTx, groups: readonly Group[], query: Query): Promise<SQL | undefined> {
  const conditions: SQL[] = [];
  for (const { not, any } of groups) {
    const alternatives: SQL[] = [];
    const isOfArchived = !not && any.some(asksForArchived);
    for (const one of any) {
      const { wanted, mixed } = partsOf(one);
      const filters = one.filters.map((filter) => conditionOf(tx, filter, 'seek'));
      const own = isOfArchived && !asksForArchived(one) ? isUnarchived : undefined;
      const rest = [await groupsOf(tx, mixed, query), await textOf(tx, query, wanted)];
      alternatives.push(and(...filters, own, ...rest) ?? sql`1`);
    }
    conditions.push(not ? sql`not coalesce(${anyOf(alternatives)}, 0)` : anyOf(alternatives));
  }
  return and(...conditions);
}

/** Archived tickets are left out unless a condition is about them, or names tickets by key. */
export function filtersOf(tx: ReadTx, query: Query, route: Route = 'seek'): SQL | undefined {
  const conditions = query.filters.map((filter) => conditionOf(tx, filter, route));
  if (asksForArchived(query)) return and(...conditions);
  // The plus keeps SQLite from the index that begins with this column.
  const isUsed = route === 'seek' && !query.filters.some(isNarrow) && query.terms.length === 0 && !query.groups;
  return and(...conditions, isUsed ? isUnarchived : sql`+${tickets.archived} = 0`);
}

/** Where full text has to look for what the query may have; the filters decide. */
export const archivedOf = (query: Query): Archived => (asksForArchived(query) ? 'with' : 'without');

/** What does not become more by looking for nothing: words to find, as opposed to words to leave out. */
export const hasWords = (query: Query): boolean => partsOf(query).wanted.some(isWanted);

/** A key that is looked for like a word means that ticket, besides those that mention it. */
export function listNamed(tx: ReadTx, wanted: Wanted): number[] {
  const [term, ...others] = wanted;
  if (!term || others.length > 0 || term.not) return [];
  if ('any' in term) return term.any.flatMap((one) => listNamed(tx, one));
  if (!/^#?(?:[a-z][a-z\d]{0,9}-)?\d{3,9}$/i.test(term.text)) return [];
  return resolveKeys(tx, [term.text.toUpperCase()]);
}

export const asksForArchived = (conditions: Conditions): boolean =>
  wantedFilters(conditions).some(
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

/** What is not found may then be in what was not searched. */
export const isPartlyIndexed = ({ caveats }: ReadTx): boolean => [...caveats].some((one) => one.startsWith('index: '));

async function textOf(tx: ReadTx, query: Query, wanted: Wanted): Promise<SQL | undefined> {
  const { db, fullText } = tx;
  if (wanted.length === 0) return undefined;
  const archived = archivedOf(query);
  const list = (found: Found): number[] => {
    noteIndexed(tx, found);
    return found.list(archived);
  };
  if (!wanted.some(isWanted)) return sql`not ${inNumbers((await fullText.searchAny(db, wanted, list)) ?? [])}`;
  const found = await fullText.search(db, wanted, list);
  return inNumbers([...listNamed(tx, wanted), ...(found ?? [])]);
}

import { emptyQuery, type Query, type Term } from './model.ts';
import { readQualifier } from './qualifiers.ts';
import type { Words } from './readers.ts';
import { renderFilter } from './render.ts';
import { splitQuery, type Token } from './split.ts';

export type { Filter, Query, Term } from './model.ts';

const maxLength = 4_000;
const maxTerms = 32;
const maxFilters = 32;

/**
 * Reads a query; no text is an error. A comma means any of. Repeated, a qualifier for what a ticket has several of (label,
 * assignee) means all of, one for what it has one of (type, status, …) any of; comparisons, `is:`, `has:` and `no:` all hold.
 * Dates are UTC; `7d` is the last seven days, for `due:` the next; `updated:<7d` is before the moment seven days ago.
 * A name without "/" also means that person's agents: assignee:bob finds bob/claude-code.
 */
export function parseQuery(text: string, words: Words): Query {
  const query = emptyQuery();
  const empty: string[] = [];
  if (text.length > maxLength) query.notes.push(`Only the first ${maxLength} characters of the query are read.`);
  for (const token of splitQuery(text.slice(0, maxLength))) {
    if (readQualifier(query, token, words)) continue;
    const term = readTerm(token);
    if (isSearchable(term.text)) query.terms.push(term);
    else if (!/^[-*,]*$/.test(term.text)) empty.push(token.raw);
  }
  if (empty.length > 0 && query.terms.length === 0 && query.filters.length === 0) {
    const raw = empty.slice(0, maxTerms).join(' ');
    query.filters.push({ field: 'nothing', not: false, text: raw });
    query.notes.push(`${raw} has no letter or digit to search for.`);
  }
  bound(query);
  return query;
}

/** Field filters, as some clients send them beside or instead of a query. A list means any of. */
export type FieldFilters = Partial<
  Record<
    'type' | 'status' | 'labels' | 'assignees' | 'priority' | 'parent' | 'project',
    string | readonly string[] | null | undefined
  >
>;

/** The query that says the same as the filters; [] and null are not given. */
export function queryOf(filters: FieldFilters, words: Words): Query {
  const query = emptyQuery();
  for (const [field, given] of Object.entries(filters)) {
    const values = typeof given === 'string' ? given.split(',') : (given ?? []);
    const list = values.map((value) => value.trim()).filter((value) => value !== '');
    if (list.length > 0)
      readQualifier(query, { raw: `${field}:${list.join(',')}`, not: false, name: field, values: list }, words);
  }
  return query;
}

/** Both queries at once: every condition of either must hold. `b` decides the order and the view where both say one. */
export function combine(a: Query, b: Query): Query {
  const sort = b.sort ?? a.sort;
  return {
    terms: [...a.terms, ...b.terms],
    filters: [...a.filters, ...b.filters],
    ...(sort && { sort }),
    views: { ...a.views, ...b.views },
    notes: [...a.notes, ...b.notes],
  };
}

/** The key, if the query asks for that one ticket and nothing else. */
export function findSoleKey(query: Query): string | undefined {
  const [filter, ...others] = query.filters;
  if (query.terms.length > 0 || others.length > 0 || filter?.field !== 'key' || filter.not) return undefined;
  return filter.values.length === 1 ? filter.values[0] : undefined;
}

function readTerm({ raw, phrase, not }: Token): Term {
  if (phrase !== undefined) return { text: phrase, kind: 'phrase', not };
  const text = raw.slice(not ? 1 : 0);
  const stem = text.replace(/\*+$/, '');
  return { text: stem, kind: stem === text ? 'word' : 'prefix', not };
}

const isSearchable = (text: string): boolean => /[\p{L}\p{N}\p{Co}\p{So}]/u.test(text);

/** What is more than anybody types is pasted; SQL and full text have limits to the size of an expression. */
function bound(query: Query): void {
  if (query.terms.length > maxTerms) {
    query.terms.length = maxTerms;
    query.notes.push(`Only the first ${maxTerms} words are searched for.`);
  }
  const [beyond] = query.filters.splice(maxFilters);
  if (beyond) {
    query.filters.push({ field: 'nothing', not: false, text: renderFilter(beyond) });
    query.notes.push(`A query has at most ${maxFilters} qualifiers.`);
  }
}

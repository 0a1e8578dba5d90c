import { joinsFewer, type Node, nest } from './brackets.ts';
import { type Conditions, emptyQuery, type Filter, type Group, isEverything, type Query, type Term } from './model.ts';
import { readQualifier } from './qualifiers.ts';
import type { Words } from './readers.ts';
import { renderFilter } from './render.ts';
import { simplify } from './simplify.ts';
import { closed, splitQuery, type Token } from './split.ts';

export type { Filter, Query, Term } from './model.ts';

const maxLength = 4_000;
const maxDepth = 8;
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
  if (text.length > maxLength) query.notes.push(`Only the first ${maxLength} characters of the query are read.`);
  const tokens = splitQuery(text.slice(0, maxLength));
  if (depthOf(tokens) > maxDepth) return { ...query, ...tooDeep(query.notes) };
  const reading: Reading = { query, words, empty: [] };
  const all = nest(tokens);
  readAll(all, query, reading);
  const { groups, ...plain } = simplify(bound(query));
  Object.assign(query, plain, { groups });
  if (groups === undefined) delete query.groups;
  noteFewer(query, all);
  if (reading.empty.length > 0 && isEverything(query)) {
    const raw = reading.empty.slice(0, maxTerms).join(' ');
    query.filters.push({ field: 'nothing', not: false, text: raw });
    query.notes.push(`${raw} has no letter or digit to search for.`);
  }
  return query;
}

interface Reading {
  /** The whole query: order, views and notes are its own, wherever they stand. */
  query: Query;
  words: Words;
  /** What there is nothing in to search for. */
  empty: string[];
}

function readAll(all: readonly Node[][], into: Query, reading: Reading): void {
  for (const entry of all) {
    const [only, ...others] = entry;
    if (only && others.length === 0) readNode(only, into, reading);
    else addGroup(into, { not: false, any: entry.map((node) => readApart([[node]], reading)) });
  }
}

function readNode(node: Node, into: Query, reading: Reading): void {
  if ('all' in node) {
    if (node.all.length === 0) reading.empty.push('()');
    addGroup(into, { not: node.not, any: [readApart(node.all, reading)] });
  } else if (!readQualifier(into, node, reading.words)) {
    const term = readTerm(node);
    if (isSearchable(term.text)) into.terms.push(term);
    else if (!/^[-*,]*$/.test(term.text)) reading.empty.push(node.raw);
  }
}

function addGroup(into: Query, group: Group): void {
  into.groups = [...(into.groups ?? []), group];
}

/** Conditions of their own: beside others a qualifier that is repeated would be one with these. */
function readApart(all: readonly Node[][], reading: Reading): Conditions {
  const { notes, views } = reading.query;
  const part: Query = { terms: [], filters: [], notes, views };
  readAll(all, part, reading);
  if (part.sort) reading.query.sort = part.sort;
  const { terms, filters, groups } = part;
  return { terms, filters, ...(groups && { groups }) };
}

function depthOf(tokens: readonly Token[]): number {
  let open = 0;
  return tokens.reduce((most, { bracket }) => {
    if (bracket) open += bracket === 'open' ? 1 : -1;
    return Math.max(most, open);
  }, 0);
}

const tooDeep = (notes: readonly string[]): Pick<Query, 'filters' | 'notes'> => ({
  filters: [{ field: 'nothing', not: false, text: '('.repeat(maxDepth + 1) }],
  notes: [...notes, `Brackets are read ${maxDepth} deep.`],
});

function noteFewer({ notes, groups }: Query, all: readonly Node[][]): void {
  if (groups && joinsFewer(all)) notes.push('OR joins the two beside it; with brackets more: (a b) OR (c d).');
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
    ...((a.groups || b.groups) && { groups: [...(a.groups ?? []), ...(b.groups ?? [])] }),
    ...(sort && { sort }),
    views: { ...a.views, ...b.views },
    notes: [...a.notes, ...b.notes],
  };
}

/** The key, if the query asks for that one ticket and nothing else. */
export function findSoleKey(query: Query): string | undefined {
  const [filter, ...others] = query.filters;
  if (query.terms.length > 0 || query.groups || others.length > 0 || filter?.field !== 'key' || filter.not)
    return undefined;
  return filter.values.length === 1 ? filter.values[0] : undefined;
}

function readTerm({ raw, phrase, not, name }: Token): Term {
  if (phrase !== undefined) return { text: phrase, kind: 'phrase', not };
  const text = raw.slice(not ? 1 : 0);
  const unstarred = text.replace(/\*+$/, '');
  const stem = closed(unstarred);
  // Values end at commas, inside of a bracket too: closed behind the last one it would be read as another word.
  if (name !== undefined && stem !== unstarred) return { text: text.replace(/["“”]/g, '').trim(), kind: 'phrase', not };
  return { text: stem, kind: text.endsWith('*') ? 'prefix' : 'word', not };
}

const isSearchable = (text: string): boolean => /[\p{L}\p{N}\p{Co}\p{So}]/u.test(text);

/** What is more than anybody types is pasted; SQL and full text have limits to the size of an expression. */
function bound(query: Query): Conditions {
  const left = { terms: maxTerms, filters: maxFilters };
  let beyond: Filter[] = [];
  const cut = ({ terms, filters, groups = [] }: Conditions): Conditions => {
    const kept = { terms: terms.slice(0, left.terms), filters: filters.slice(0, left.filters) };
    beyond = [...beyond, ...filters.slice(left.filters)];
    left.terms -= terms.length;
    left.filters -= filters.length;
    for (const what of ['terms', 'filters'] as const) left[what] = Math.max(left[what], 0);
    return { ...kept, groups: groups.map(({ not, any }) => ({ not, any: any.map(cut) })) };
  };
  const bounded = cut(query);
  if (countTerms(query) > maxTerms) query.notes.push(`Only the first ${maxTerms} words are searched for.`);
  const [first] = beyond;
  if (first) {
    bounded.filters.push({ field: 'nothing', not: false, text: renderFilter(first) });
    query.notes.push(`A query has at most ${maxFilters} qualifiers.`);
  }
  return bounded;
}

const countTerms = ({ terms, groups = [] }: Conditions): number =>
  terms.length + groups.reduce((sum, { any }) => sum + any.reduce((more, one) => more + countTerms(one), 0), 0);

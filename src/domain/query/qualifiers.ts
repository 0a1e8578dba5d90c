import { clip } from '../cut.ts';
import { getFrom } from '../get-from.ts';
import { nearest } from '../near.ts';
import { orList } from '../words.ts';
import { type Filter, type Query, type Range, type SortBy, sorts, usualDirection, viewNames } from './model.ts';
import { foreign, otherNames, readers, readOneOf, type Words } from './readers.ts';
import { quoteValue, type Token } from './split.ts';
import type { Reading } from './values.ts';

/**
 * Adds to the query what a `name:value` says. False: it is no qualifier and stands for itself as text; a note says so where
 * a qualifier may have been meant.
 */
export function readQualifier(query: Query, token: Token, words: Words): boolean {
  if (token.name === undefined) return false;
  const name = otherNames.get(token.name) ?? token.name;
  const values = token.values ?? [];
  if (isView(name) && !token.not) {
    query.views[name] = values.join(',').replace(/["“”]/g, '');
    return true;
  }
  if (!readers.has(name) || (name === 'sort' && token.not)) {
    noteUnknown(query, token, values);
    return false;
  }
  const [first, ...others] = values;
  if (first === undefined) {
    query.notes.push(`${name}: has no value and is searched for as a word.`);
    return false;
  }
  if (name === 'sort') readSort(query, first);
  else add(query, readFilter(query, { name, values: [first, ...others], not: token.not }, words));
  return true;
}

interface Given {
  name: string;
  values: readonly [string, ...string[]];
  not: boolean;
}

const read = (name: string, value: string, words: Words): Reading =>
  getFrom(readers, name, 'reader of the qualifier')(value, words);

const isView = (name: string): name is (typeof viewNames)[number] => (viewNames as readonly string[]).includes(name);

const canBeWithout = new Set(['assignee', 'label', 'due', 'points', 'parent']);

function readFilter(query: Query, given: Given, words: Words): Filter {
  const { name, not } = given;
  const [only, ...others] = given.values;
  // Where one word is a value of another qualifier only, that one is meant: is:bug, status:closed.
  const meant = others.length === 0 ? meantQualifier(name, only, words) : undefined;
  if (meant) return readFilter(query, { ...given, name: meant }, words);
  if (canBeWithout.has(name) && others.length === 0) {
    if (only === '*') return { field: 'has', not, values: [name] } as Filter;
    if (/^@*none$/i.test(only)) return { field: 'no', not, values: [name] } as Filter;
  }
  const readings = given.values.map((value) => ({ given: value, ...read(name, value, words) }));
  const bad = readings.filter((reading) => reading.value === undefined && reading.range === undefined);
  for (const reading of bad) query.notes.push(describeBad(name, reading));
  // Without the part that is not understood "not any of these" would let more through than was asked for.
  if (bad.length === readings.length || (not && bad.length > 0)) {
    return { field: 'nothing', not: false, text: `${not ? '-' : ''}${name}:${given.values.map(quoteValue).join(',')}` };
  }
  const ranges = readings.flatMap(({ range }) => (range ? [range] : []));
  if (ranges.length > 0) return { field: name, not, ranges: unique(ranges) } as Filter;
  return {
    field: name,
    not,
    values: unique(readings.flatMap(({ value }) => (value === undefined ? [] : [value]))),
  } as Filter;
}

function meantQualifier(name: string, value: string, words: Words): string | undefined {
  const isValueOf = (other: string) => read(other, value, words).value !== undefined;
  if (name === 'is' && !isValueOf('is')) return ['type', 'status'].find(isValueOf);
  return name === 'status' && !isValueOf('status') && isValueOf('is') ? 'is' : undefined;
}

/** What a ticket has one of cannot be two things at once: repeated, such a qualifier means any of them. */
const single = new Set([
  'type',
  'status',
  'priority',
  'author',
  'project',
  'parent',
  'key',
  'points',
  'created',
  'updated',
  'due',
]);

function add(query: Query, filter: Filter): void {
  const same = query.filters.find((other) => isSet(other) && isSet(filter) && other.field === filter.field);
  if (same && 'values' in same && 'values' in filter) same.values = unique([...same.values, ...filter.values]) as never;
  else if (same && 'ranges' in same && 'ranges' in filter) same.ranges = unique([...same.ranges, ...filter.ranges]);
  else query.filters.push(filter);
}

/** Repeated, it means any of what it says each time. */
export const isSet = (filter: Filter): boolean =>
  !filter.not &&
  single.has(filter.field) &&
  (!('ranges' in filter) || filter.ranges.every((range) => range.op === '='));

function readSort(query: Query, given: string): void {
  const [, word = '', direction] = /^(.*?)(?:-(asc|desc))?$/is.exec(given) ?? [];
  const reading = readOneOf(word, sorts);
  if (reading.value === undefined) {
    query.notes.push(describeBad('sort', { given, ...reading }));
    return;
  }
  const by = reading.value as SortBy;
  const asked = direction?.toLowerCase() as 'asc' | 'desc' | undefined;
  query.sort = { by, direction: by === 'relevance' ? 'desc' : (asked ?? usualDirection[by]) };
}

function describeBad(name: string, { given, near, known, example }: Reading & { given: string }): string {
  const shown = clip(given, 40);
  if (near) return `${name}:${shown} is not known; did you mean ${name}:${near}?`;
  if (known) return `${name}:${shown} is not known; ${name}: takes ${orList(known)}.`;
  return `${name}:${shown} is not understood${example ? `; write ${name}:${example}` : ''}.`;
}

/** Only where a qualifier may have been meant: "http://x" and "foo::bar" are text and no more is said. */
function noteUnknown(query: Query, { name = '', not }: Token, values: readonly string[]): void {
  const [first] = values;
  if (first === undefined || /^[:/\\]/.test(first) || not) return;
  const near = Object.hasOwn(foreign, name) ? foreign[name] : findNearName(name);
  if (near) query.notes.push(`There is no qualifier ${name}: and it is searched for as text; did you mean ${near}:?`);
  else if (Object.hasOwn(foreign, name))
    query.notes.push(`There is no qualifier ${name}: and it is searched for as text.`);
}

/** Stricter than for values, since most words before a colon are just that: "port:8080", "hash:", "node:fs". */
function findNearName(name: string): string | undefined {
  const near = nearest(
    name,
    [...readers.keys(), ...viewNames].filter((word) => word.length > 3),
  );
  return near?.[0] === name[0] ? near : undefined;
}

function unique<T extends string | Range>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

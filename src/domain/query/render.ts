import { type Filter, type Query, type Range, type Term, usualDirection } from './model.ts';
import { quoteValue } from './split.ts';

/** The query as it was read, in a form that reads the same again. Empty for the query that asks for everything. */
export function renderQuery(query: Query): string {
  const views = Object.entries(query.views).map(
    ([name, value]) => `${name}:${value === '' ? '' : renderValues([value])}`,
  );
  return [
    ...query.terms.map(renderTerm),
    ...query.filters.map(renderFilter),
    ...views,
    ...(query.sort ? [renderSort(query.sort)] : []),
  ].join(' ');
}

export function renderTerm({ text, kind, not }: Term): string {
  const shown =
    kind === 'phrase' ? (text.includes('"') ? `“${text}”` : `"${text}"`) : kind === 'prefix' ? `${text}*` : text;
  return not ? `-${shown}` : shown;
}

export function renderFilter(filter: Filter): string {
  if (filter.field === 'nothing') return filter.text;
  const values = 'ranges' in filter ? filter.ranges.map(renderRange) : renderValues(filter.values);
  return `${filter.not ? '-' : ''}${filter.field}:${values}`;
}

const renderValues = (values: readonly string[]): string => values.map(quoteValue).join(',');

function renderRange({ op, value, to }: Range): string {
  if (op === '..') return `${value}..${to}`;
  return op === '=' ? value : `${op}${value}`;
}

const renderSort = ({ by, direction }: NonNullable<Query['sort']>): string =>
  direction === usualDirection[by] ? `sort:${by}` : `sort:${by}-${direction}`;

import {
  type Conditions,
  type Filter,
  type Group,
  type Query,
  type Range,
  type Term,
  usualDirection,
} from './model.ts';
import { quoteValue } from './split.ts';

/** The query as it was read, in a form that reads the same again. Empty for the query that asks for everything. */
export function renderQuery(query: Query): string {
  const views = Object.entries(query.views).map(
    ([name, value]) => `${name}:${value === '' ? '' : renderValues([value])}`,
  );
  const others = [...views, ...(query.sort ? [renderSort(query.sort)] : [])];
  const conditions = partsOf(query);
  const [only] = query.groups ?? [];
  // Brackets around all of it say nothing.
  if (only && !only.not && only.any.length > 1 && conditions.length + others.length === 1) return renderAny(only);
  return [...conditions, ...others].join(' ');
}

const partsOf = ({ terms, filters, groups = [] }: Conditions): string[] => [
  ...terms.map(renderTerm),
  ...filters.map(renderFilter),
  ...groups.map(renderGroup),
];

export const renderGroup = (group: Group): string => `${group.not ? '-' : ''}(${renderAny(group)})`;

const renderAny = ({ any }: Group): string =>
  any
    .map((one) => {
      const parts = partsOf(one);
      return any.length > 1 && parts.length > 1 ? `(${parts.join(' ')})` : parts.join(' ');
    })
    .join(' OR ');

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

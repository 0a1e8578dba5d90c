import type { Conditions, Filter, Group, Query } from './model.ts';

const valuesOf = (filter: Filter, field: 'type' | 'status'): readonly string[] =>
  filter.field === field && 'values' in filter ? filter.values : [];

/**
 * `status:open` means `is:open`, unless the query is about types alone that have such a status (`ofOpen`); and of
 * `status:done` it is said that other types have other words for it. Notes say so, once each.
 */
export function readOpen<Q extends Query>(query: Q, ofOpen: readonly string[], ofDone: readonly string[]): Q {
  const notes = new Set(query.notes);
  const read = ({ filters, groups, ...rest }: Conditions, above: readonly string[] | undefined): Conditions => {
    const own = filters.flatMap((filter) => (filter.not ? [] : valuesOf(filter, 'type')));
    const types = own.length > 0 ? own : above;
    const isLiteral = (known: readonly string[]) => types?.every((type) => known.includes(type)) ?? false;
    const readFilter = (filter: Filter): Filter => {
      const [only, ...others] = valuesOf(filter, 'status');
      if (others.length > 0) return filter;
      if (only === 'done' && !isLiteral(ofDone))
        notes.add(`status:done is of ${ofDone.join(' and ')} alone; is:done is every ticket that is done.`);
      if (only !== 'open' || isLiteral(ofOpen)) return filter;
      notes.add('status:open is read as is:open, every unfinished ticket.');
      return { field: 'is', not: filter.not, values: ['open'] };
    };
    const readGroup = ({ not, any }: Group): Group => ({ not, any: any.map((one) => read(one, types)) });
    return { ...rest, filters: filters.map(readFilter), ...(groups && { groups: groups.map(readGroup) }) };
  };
  return { ...query, ...read(query, undefined), notes: [...notes] };
}

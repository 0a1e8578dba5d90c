import type { Conditions, Filter, Query } from './model.ts';

/** The types that have a status which others call otherwise. */
interface TypesWith {
  open: readonly string[];
  done: readonly string[];
}

/**
 * `status:open` alone means `is:open`, unless the query is about types alone that have such a status; among others it is that
 * status. Of `status:done` it is said that other types have other words for it. Notes say so, once each.
 */
export function readOpen<Q extends Query>(query: Q, typesWith: TypesWith): Q {
  const notes = new Set(query.notes);
  const read = (one: Conditions, above: readonly string[] | undefined): Conditions => {
    const own = one.filters.flatMap((filter) => (filter.not ? [] : valuesOf(filter, 'type')));
    const types = own.length > 0 ? own : above;
    const isMeant = (status: keyof TypesWith) => types?.every((type) => typesWith[status].includes(type)) ?? false;
    const isRead = (filter: Filter) => !isMeant('open') && valuesOf(filter, 'status').join() === 'open';
    if (one.filters.some(isRead)) notes.add('status:open is read as is:open, every unfinished ticket.');
    if (!isMeant('done') && one.filters.some((filter) => valuesOf(filter, 'status').join() === 'done'))
      notes.add(`status:done is of ${typesWith.done.join(' and ')} alone; is:done is every ticket that is done.`);
    const filters = one.filters.map(
      (filter): Filter => (isRead(filter) ? { field: 'is', not: filter.not, values: ['open'] } : filter),
    );
    const groups = one.groups?.map(({ not, any }) => ({ not, any: any.map((part) => read(part, types)) }));
    return { ...one, filters, ...(groups && { groups }) };
  };
  return { ...query, ...read(query, undefined), notes: [...notes] };
}

const valuesOf = (filter: Filter, field: 'type' | 'status'): readonly string[] =>
  filter.field === field && 'values' in filter ? filter.values : [];

import { type Conditions, type Filter, type Group, isEverything } from './model.ts';
import { isSet } from './qualifiers.ts';
import { renderGroup } from './render.ts';

/**
 * The same conditions with no group that says no more than its parts: what is plain with brackets is found the way of what is
 * plain without. `type:bug OR type:task` is `type:bug,task`.
 */
export function simplify(given: Conditions): Conditions {
  let { terms, filters } = given;
  let kept: Group[] = [];
  for (const group of (given.groups ?? []).flatMap(simplifyGroup)) {
    const sole = group.any.length === 1 && !group.not ? group.any[0] : undefined;
    if (group.not && group.any.some(hasNothing)) filters = [...filters, nothing(group)];
    else if (!sole || sole.filters.some((one) => isRepeated(filters, one))) kept = [...kept, group];
    else {
      terms = [...terms, ...sole.terms];
      filters = [...filters, ...sole.filters];
      kept = [...kept, ...(sole.groups ?? [])];
    }
  }
  return { terms, filters, ...(kept.length > 0 && { groups: kept }) };
}

function simplifyGroup(group: Group): Group[] {
  const any = joinFilters(group.any.map(simplify).filter((one) => !isEverything(one)));
  const [only, ...others] = any;
  if (!only) return [];
  if (!group.not || others.length > 0) return [{ not: group.not, any }];
  const [part, ...more] = [...only.terms, ...only.filters, ...(only.groups ?? [])];
  if (!part || more.length > 0) return [{ not: true, any }];
  const turned = { ...part, not: !part.not };
  if ('any' in turned) return [turned];
  // What stands behind a minus, or begins with one, may be another thing without or with one more.
  if (part.not || hasNothing(only) || ('text' in part && part.text.startsWith('-'))) return [{ not: true, any }];
  return [{ not: false, any: [{ ...only, [only.terms.length > 0 ? 'terms' : 'filters']: [turned] }] }];
}

/** Alternatives that are values of one qualifier are one with several values. */
function joinFilters(any: readonly Conditions[]): Conditions[] {
  const filters = any.flatMap(({ terms, groups, filters: [only, ...others] }) =>
    terms.length + others.length === 0 && !groups && only && !only.not ? [only] : [],
  );
  const [first] = filters;
  if (!first || any.length < 2 || filters.length < any.length) return [...any];
  if (first.field === 'nothing' || filters.some(({ field }) => field !== first.field)) return [...any];
  const joined =
    'ranges' in first
      ? { ranges: unique(filters.flatMap((one) => ('ranges' in one ? one.ranges : []))) }
      : { values: unique(filters.flatMap((one): string[] => ('values' in one ? one.values : []))) };
  return [{ terms: [], filters: [{ ...first, ...joined } as Filter] }];
}

/** Side by side the two would mean any of both. */
const isRepeated = (filters: readonly Filter[], filter: Filter): boolean =>
  isSet(filter) && filters.some((other) => isSet(other) && other.field === filter.field);

const hasNothing = ({ filters, groups = [] }: Conditions): boolean =>
  filters.some(({ field }) => field === 'nothing') || groups.some(({ any }) => any.some(hasNothing));

/** "Not what is not understood" would let everything through. */
const nothing = (group: Group): Filter => ({ field: 'nothing', not: false, text: renderGroup(group) });

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

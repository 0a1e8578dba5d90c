import { isPlaceholder } from '../domain/input/placeholders.ts';
import { orList } from '../domain/words.ts';
import { fieldNamed, meanings, prose, type Taker } from './synonyms.ts';

export type Arguments = Record<string, unknown>;

/** Fields under their own names. */
export interface NamedFields {
  named: Arguments;
  /** Those that hold a placeholder, which means "not given". */
  empty: Arguments;
  /** What is wrong with the names: one field given twice with two values, and names that could mean two things. */
  faults: string[];
  /** Names that the faults are about: without a value that is known to be meant. */
  unclear: ReadonlySet<string>;
}

/**
 * What was given, under the names that the action has for it; what it has no name for stays as it was given. Of prose that
 * is given under two names both are kept, a paragraph each.
 */
export function nameFields(given: Arguments, taker: Taker): NamedFields {
  // Without a prototype, "__proto__" is a field like any other that there is not.
  const named: Arguments = Object.create(null);
  const empty: Arguments = Object.create(null);
  const faults: string[] = [];
  const unclear = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    const field = fieldNamed(taker, name) ?? name;
    const isField = taker.fields.includes(field);
    // In a field that is not used, "null" says so whatever the field is for.
    if (isPlaceholder(isField ? field : '', value)) {
      empty[field] ??= value;
      continue;
    }
    const could = isField ? undefined : meanings[`${taker.tool}.${taker.name} ${name}`];
    if (could) {
      faults.push(`${name} could be ${orList(could)}`);
      unclear.add(name);
    } else if (!(field in named)) named[field] = value;
    else if (isSame(named[field], value)) continue;
    else if (prose.includes(field) && typeof named[field] === 'string' && typeof value === 'string')
      named[field] = `${named[field]}\n\n${value}`;
    else {
      faults.push(`${field} is given twice, ${name === field ? 'with two values' : `also as ${name}`}`);
      unclear.add(field);
    }
  }
  return { named, empty, faults, unclear };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

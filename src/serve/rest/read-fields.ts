import { TrackerError } from '../../domain/errors.ts';
import { orList, quote } from '../../domain/words.ts';
import type { Taken } from './endpoint.ts';

/** What a request gave, by the names of what it may give. */
export type Read = Partial<Record<string, string | number | string[]>>;

/**
 * Reads what an endpoint takes that is no action's: texts, numbers, lists of texts. What is null is not given. Throws
 * `invalid_input` with all that is wrong.
 */
export function readFields({ fields, required }: Taken, given: Readonly<Record<string, unknown>>): Read {
  const faults: string[] = [];
  const read: Read = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) faults.push(`there is no field ${quote(name)}`);
    else if (value === null || value === '') continue;
    else {
      const found = readValue(field, value);
      if (found === undefined) faults.push(`${name} has to be ${kindOf(field)}, not ${quote(value)}`);
      else read[name] = found;
    }
  }
  for (const name of required) if (read[name] === undefined) faults.push(`${name} is missing`);
  if (faults.length === 0) return read;
  throw new TrackerError('invalid_input', `${faults.join('; ')}.`, `It takes ${orList(Object.keys(fields))}.`);
}

type Field = Taken['fields'][string];

const kindOf = ({ type, enum: words }: Field): string => {
  if (Array.isArray(words)) return orList(words as string[]);
  return type === 'integer' ? 'a whole number' : type === 'array' ? 'a list of texts' : 'a text';
};

function readValue({ type, enum: words }: Field, value: unknown): string | number | string[] | undefined {
  if (type === 'array') return readList(value);
  if (type === 'integer') {
    const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) ? (number as number) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  return Array.isArray(words) && !words.includes(value) ? undefined : value;
}

/** "a, b" is a list as well. */
function readList(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((one) => one !== '');
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}

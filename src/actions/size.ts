import { TrackerError } from '../domain/errors.ts';
import { quote } from '../domain/words.ts';

/** UTF-16 units of all texts and names in a call, and what is counted besides for each value. */
const mostCharacters = 4 * 2 ** 20;
const perValue = 8;
/** Of one object; those that are named of more. */
const mostFields = 1_000;
const namedFields = 3;

/**
 * Refuses a call that is larger than any that is meant, before anything else looks at it: what follows goes through its
 * values several times, and quotes them. Throws `invalid_input`.
 */
export function checkSize(args: Readonly<Record<string, unknown>>): void {
  let left = mostCharacters;
  // A list of what is to be looked at, no recursion: JSON may be nested deeper than the stack.
  const open: unknown[] = [args];
  while (open.length > 0) {
    const value = open.pop();
    left -= perValue;
    if (typeof value === 'string') left -= value.length;
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value);
      if (fields.length > mostFields) throw tooManyFields(fields.map(([name]) => name));
      for (const [name, item] of fields) {
        left -= name.length;
        open.push(item);
      }
    }
    if (left < 0)
      throw new TrackerError(
        'invalid_input',
        `The call is too large: its texts have more than ${mostCharacters / 2 ** 20} MiB.`,
        'Send it in several calls.',
      );
  }
}

function tooManyFields(names: readonly string[]): TrackerError {
  const shown = names.slice(0, namedFields).map(quote).join(', ');
  return new TrackerError(
    'invalid_input',
    `An object in the call has ${names.length} fields: ${shown} and ${names.length - namedFields} more.`,
    'Send only the fields that the action takes.',
  );
}

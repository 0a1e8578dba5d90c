/** Fields of running text, in which "null" is a word like any other. */
const texts = new Set(['title', 'description', 'message', 'new', 'old', 'query']);
/** Numbers of which 0 is one: a place before the first line. */
const fromZero = new Set(['after_line']);

/**
 * Whether a value is what some clients and models put into every field that they have no use for: "", 0, false, [], {},
 * "null" and ["null"], some of them as JSON. It means "not given".
 */
export function isPlaceholder(field: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (value === 0) return !fromZero.has(field);
  if (typeof value === 'string') return !texts.has(field) && /^\s*(?:null|\[\]|\{\}|\["null"\])?\s*$/.test(value);
  if (Array.isArray(value)) return value.length === 0 || (value.length === 1 && isHole(value[0]));
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** In a list of one, what says that there is none. */
const isHole = (item: unknown): boolean => item === null || item === '' || item === 'null';

/** Whether a value is the empty list, which clears a field where it is all that a call asks for. */
export const isEmptyList = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : typeof value === 'string' && value.trim() === '[]';

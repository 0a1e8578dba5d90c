/** Fields of results that hold a moment, in milliseconds since 1970. */
const moments: ReadonlySet<string> = new Set([
  'time',
  'at',
  'until',
  'since',
  'acknowledged',
  'createdAt',
  'updatedAt',
]);

/** What somebody has given, and what a call would send: it stays as it is. */
const given: ReadonlySet<string> = new Set(['payload', 'args']);

/** A result as a program reads it: moments are ISO 8601, in UTC; all else is as it is in the result. */
export function jsonOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fieldOf(name, one)]));
}

function fieldOf(name: string, value: unknown): unknown {
  if (given.has(name)) return value;
  return typeof value === 'number' && moments.has(name) ? new Date(value).toISOString() : jsonOf(value);
}

/** What must be known by that key: `what` says of what kind it is, for where tracker has failed to see to that. */
export function getFrom<Key, Value>(
  known: { get(key: Key): Value | undefined },
  key: Key,
  what: string,
): NonNullable<Value> {
  const found = known.get(key);
  if (found === undefined || found === null) throw new Error(`There is no ${what} ${String(key)} where one must be.`);
  return found;
}

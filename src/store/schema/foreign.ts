/** A row of sqlite_schema. */
export interface SchemaRow {
  type: string;
  name: string;
  table: string;
  sql: string | null;
}

/** What a schema has that it should not have, in words; undefined where it is the expected one. */
export function findForeign(found: readonly SchemaRow[], expected: readonly SchemaRow[]): string | undefined {
  const wanted = new Map(expected.map((row) => [row.name, row]));
  for (const row of found) {
    const own = wanted.get(row.name);
    if (!own) return `holds ${describe(row)} that is not tracker's`;
    if (own.type !== row.type || own.table !== row.table || own.sql !== row.sql)
      return `has ${describe(row)} in another form than tracker's`;
    wanted.delete(row.name);
  }
  const [missing] = wanted.values();
  return missing && `lacks ${describe(missing)}`;
}

/**
 * The same for a version that a newer program of our format has made: it may hold more tables, columns and indexes, but
 * nothing that runs when it is read or written.
 */
export function findActive(found: readonly SchemaRow[], expected: readonly SchemaRow[]): string | undefined {
  const there = new Map(found.map((row) => [row.name, row]));
  const missing = expected.find(({ name, type, table }) => {
    const row = there.get(name);
    return row?.type !== type || row.table !== table;
  });
  if (missing) return `lacks ${describe(missing)}`;
  const active = found.find((row) => !isPassive(row));
  return active && `holds ${describe(active)} that runs something`;
}

const describe = ({ type, name }: SchemaRow): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type} "${name}"`;

/** Words that begin what SQLite computes: expressions, and tables that are none. */
const active = /^(?:as|check|generated|virtual|using|when|select|begin|collate|where)$/i;
const tokens = /`[^`]*`|"[^"]*"|'(?:[^']|'')*'|\w+|[(),;]|\S/g;

/** A plain table, or an index on plain columns: no expression anywhere. */
function isPassive({ type, sql }: SchemaRow): boolean {
  if (type !== 'table' && type !== 'index') return false;
  // What SQLite makes for a primary key or a unique column.
  if (sql === null) return type === 'index';
  const words = sql.match(tokens) ?? [];
  // A sign is an operator.
  if (words.some((word) => active.test(word) || /^[^\w`"'(),;]/.test(word))) return false;
  let depth = 0;
  for (const [at, word] of words.entries()) {
    if (word === ')') depth--;
    if (word !== '(') continue;
    // Within a table's brackets others hold columns: of a key, or of the table that is referred to.
    if (++depth > 1 && !(type === 'table' && opensColumns(words, at))) return false;
  }
  return depth === 0;
}

function opensColumns(words: readonly string[], at: number): boolean {
  const [before = '', last = ''] = words.slice(Math.max(0, at - 2), at);
  return /^(?:key|unique)$/i.test(last) || /^references$/i.test(before);
}

import type BetterSqlite3 from 'better-sqlite3';
import { type Placeholder, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Db } from './connect.ts';

type Connection = BetterSqlite3.Database;
type Statement = BetterSqlite3.Statement;

/**
 * A query that is built once in the process: drizzle takes longer to build one than SQLite to run it, and every version of
 * the file has a connection of its own. What is returned runs on `db`, and has to be run before the next query is asked for.
 */
export function prepared<Query>(make: (db: Db) => Query): (db: Db) => Query {
  let query: Query | undefined;
  return (db) => {
    current = db.$client;
    query ??= make(template);
    return query;
  };
}

/** `placeholders.name` stands for the value of `name` in the call. */
// biome-ignore lint/suspicious/noExplicitAny: a placeholder takes the type of the column that it stands for
export const placeholders: Record<string, Placeholder<string, any>> & { [name: string]: any } = new Proxy(
  {},
  { get: (_, name) => sql.placeholder(String(name)) },
);

/** The number in the one row that a count always has. */
export function countOf(row: { n: number } | undefined): number {
  if (row === undefined) throw new Error('A count was asked for and no row came back.');
  return row.n;
}

let current: Connection;
const statements = new WeakMap<Connection, Map<string, Statement>>();

/** The current connection's statement, made when it is first run there. */
function statementOf(text: string, raw: boolean): Statement {
  let known = statements.get(current);
  if (known === undefined) {
    known = new Map();
    statements.set(current, known);
  }
  const name = raw ? `raw ${text}` : text;
  let statement = known.get(name);
  if (statement === undefined) {
    statement = current.prepare(text);
    if (raw) statement.raw();
    known.set(name, statement);
  }
  return statement;
}

/** What drizzle takes for a connection: its statements are those of whichever connection is current. */
class CurrentConnection {
  prepare(text: string) {
    return {
      run: (...values: unknown[]) => statementOf(text, false).run(...values),
      get: (...values: unknown[]) => statementOf(text, false).get(...values),
      all: (...values: unknown[]) => statementOf(text, false).all(...values),
      raw: () => ({
        get: (...values: unknown[]) => statementOf(text, true).get(...values),
        all: (...values: unknown[]) => statementOf(text, true).all(...values),
      }),
    };
  }
}

const template: Db = drizzle(new CurrentConnection() as unknown as Connection);

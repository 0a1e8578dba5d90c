import type BetterSqlite3 from 'better-sqlite3';
import { type Placeholder, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Db } from './connect.ts';

type Connection = BetterSqlite3.Database;
type Statement = BetterSqlite3.Statement;

/** What can be asked of a query that is built: its rows, one of them, or that it changes something. */
type Asked = 'all' | 'get' | 'run';
type Asks = Record<Asked, (values?: Record<string, unknown>) => unknown>;

/**
 * A query that is built once in the process: drizzle takes longer to build one than SQLite to run it, and every version of
 * the file has a connection of its own. What is returned runs on `db`, whatever else is asked for meanwhile.
 */
export function prepared<Query extends Asks>(make: (db: Db) => Query): (db: Db) => Pick<Query, Asked> {
  let query: Query | undefined;
  const bound = new WeakMap<Connection, Pick<Query, Asked>>();
  return ({ $client }) => {
    const known = bound.get($client);
    if (known) return known;
    query ??= make(template);
    const asks: Asks = query;
    const on = (asked: Asked) => (values?: Record<string, unknown>) => {
      current = $client;
      try {
        return asks[asked](values);
      } finally {
        current = undefined;
      }
    };
    const made = { all: on('all'), get: on('get'), run: on('run') } as Pick<Query, Asked>;
    bound.set($client, made);
    return made;
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

/** While a query runs, which takes no turn of the event loop: drizzle gives its connection to none of its statements. */
let current: Connection | undefined;
const statements = new WeakMap<Connection, Map<string, Statement>>();

/** The current connection's statement, made when it is first run there. */
function statementOf(text: string, raw: boolean): Statement {
  if (current === undefined) throw new Error('A query that is built once was run on no connection.');
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

/** What drizzle takes for a connection: its statements are those of the one that the query is run on. */
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

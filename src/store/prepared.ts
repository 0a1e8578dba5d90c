import { type Placeholder, sql } from 'drizzle-orm';
import type { Db } from './tx.ts';

/** A query that is built and prepared once for each connection: building costs more than running it. */
export function prepared<Query>(make: (db: Db) => Query): (db: Db) => Query {
  const queries = new WeakMap<Db, Query>();
  return (db) => {
    let query = queries.get(db);
    if (query === undefined) {
      query = make(db);
      queries.set(db, query);
    }
    return query;
  };
}

/** `placeholders.name` stands for the value of `name` in the call. */
// biome-ignore lint/suspicious/noExplicitAny: a placeholder takes the type of the column that it stands for
export const placeholders: Record<string, Placeholder<string, any>> & { [name: string]: any } = new Proxy(
  {},
  { get: (_, name) => sql.placeholder(String(name)) },
);

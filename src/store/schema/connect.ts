import type { Database } from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';

/** Queries on an open connection. */
export const connect = (sqlite: Database): Db => drizzle(sqlite);

export type Db = BetterSQLite3Database & { $client: Database };

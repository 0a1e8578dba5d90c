import type { Database } from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Db } from './tx.ts';

/** Queries on an open connection. */
export const connect = (sqlite: Database): Db => drizzle(sqlite);

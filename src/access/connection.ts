import type Database from 'better-sqlite3';
import type { Surroundings } from './access.ts';

/** What the parts of the store work with: one tracker's rows. */
export interface Connection extends Surroundings {
  /** The tracker whose rows are asked for: every statement names it. */
  tracker: string;
  /** A statement, which is made once. */
  prepare(sql: string): Database.Statement;
  /** All of a step or nothing, alone among processes: it is on disk when this answers. */
  transact<T>(step: () => T): T;
}

export function connectionOf(database: Database.Database, tracker: string, surroundings: Surroundings): Connection {
  const statements = new Map<string, Database.Statement>();
  return {
    ...surroundings,
    tracker,
    prepare(sql) {
      const statement = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    transact: (step) => database.transaction(step).immediate(),
  };
}

import type Database from 'better-sqlite3';
import type { Holder, Surroundings } from './access.ts';

/** What the parts of the store work with: one tracker's rows. */
export interface Connection extends Surroundings {
  /** The tracker whose rows are asked for: every statement names it. */
  tracker: string;
  /** A statement, which is made once. */
  prepare(sql: string): Database.Statement;
  /** All of a step or nothing, alone among processes: it is on disk when this answers. */
  transact<T>(step: () => T): T;
  /** Changes with each change to the file, whoever makes it: what was read is the same for as long as this is. */
  version(): string;
  /** Who had a token when it was last looked for, by its hash. */
  verified: Map<string, Seen>;
  /** When a read by a token was last seen to be noted, in milliseconds since 1970. */
  noted: Map<string | null, number>;
}

/** Of a version of the file. */
interface Seen {
  version: string;
  holder: Holder;
  /** The use of the token that the file has, in milliseconds since 1970. */
  used: number | null;
}

export function connectionOf(database: Database.Database, tracker: string, surroundings: Surroundings): Connection {
  const statements = new Map<string, Database.Statement>();
  const byOthers = database.prepare('pragma data_version').pluck();
  const byUs = database.prepare('select total_changes()').pluck();
  return {
    ...surroundings,
    tracker,
    prepare(sql) {
      const statement = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    transact: (step) => database.transaction(step).immediate(),
    version: () => `${byOthers.get()} ${byUs.get()}`,
    verified: new Map(),
    noted: new Map(),
  };
}

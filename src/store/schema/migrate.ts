import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { TrackerError } from '../../domain/errors.ts';

/** "TRKR": what `file` and SQLite call the application id. */
export const applicationId = 0x54524b52;

/** Only `tracker upgrade` changes the major version; each migration in `drizzle/` is a minor one. */
export const majorVersion = 1;

/** Raised when the fold writes something else from the same events: tables written by an older fold are then refolded. */
export const foldVersion = 3;

/** `drizzle/` beside `dist/` in the package, and beside `src/` where the sources run. */
function migrationsFolder(): string {
  const here = typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));
  const found = [join(here, '../drizzle'), join(here, '../../../drizzle')].find((folder) => existsSync(folder));
  if (!found)
    throw new TrackerError(
      'internal',
      'The folder drizzle/ is missing from the installed package.',
      'Install tracker-mcp again.',
    );
  return found;
}

let loaded: string[] | undefined;

function migrations(): string[] {
  loaded ??= readdirSync(migrationsFolder())
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readFileSync(join(migrationsFolder(), name), 'utf8'));
  return loaded;
}

/** The version that this program writes, as PRAGMA user_version: major × 1000 + minor. */
export const currentVersion = (): number => majorVersion * 1000 + migrations().length;

/** Brings a private copy (or a new file) to the current version, inside the caller's transaction. */
export function migrate(database: Database): void {
  migrateTo(database, currentVersion());
  database.pragma(`application_id = ${applicationId}`);
}

/** Takes the migrations that lead from the database's version to this one. */
export function migrateTo(database: Database, wanted: number): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  for (const sql of migrations().slice(version % 1000, wanted % 1000))
    for (const statement of sql.split('--> statement-breakpoint')) database.exec(statement);
  if (version < wanted) database.pragma(`user_version = ${wanted}`);
}

/** Brings an opened private copy to this program's schema. True: tables must be refolded, as an older fold wrote them. */
export function bringUpToDate(database: Database): boolean {
  if ((database.pragma('user_version', { simple: true }) as number) < currentVersion()) migrate(database);
  const fold = database.prepare("select value from meta where name = 'fold'").pluck().get();
  return Number(fold ?? 0) < foldVersion;
}

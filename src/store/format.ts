import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { TrackerError } from '../domain/errors.ts';

/** "TRKR": what `file` and SQLite call the application id. */
export const applicationId = 0x54524b52;
/** Only `tracker upgrade` changes the major version; each migration in `drizzle/` is a minor one. */
export const majorVersion = 1;
/** Raised when the fold writes something else from the same events: tables written by an older fold are then refolded. */
export const foldVersion = 1;

export const isNewerMajor = (userVersion: number): boolean => Math.floor(userVersion / 1000) > majorVersion;

/** `drizzle/` beside `dist/` in the package, and beside `src/` where the sources run. */
function migrationsFolder(): string {
  const here = typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));
  const found = [join(here, '../drizzle'), join(here, '../../drizzle')].find((folder) => existsSync(folder));
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
  const version = database.pragma('user_version', { simple: true }) as number;
  for (const sql of migrations().slice(version % 1000))
    for (const statement of sql.split('--> statement-breakpoint')) database.exec(statement);
  if (version < currentVersion()) database.pragma(`user_version = ${currentVersion()}`);
  database.pragma(`application_id = ${applicationId}`);
}

export interface Header {
  walMode: boolean;
  userVersion: number;
}

/**
 * Looks at a file without opening it in SQLite. Undefined: not complete (git is still writing it, or it is truncated).
 * Throws `database` for what is no tracker database or one of a newer major version.
 */
export function readHeader(path: string): Header | undefined {
  const descriptor = openSync(path, 'r');
  try {
    const header = Buffer.alloc(100);
    const length = readSync(descriptor, header, 0, 100, 0);
    return parseHeader(header.subarray(0, length), fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

const magic = Buffer.from('SQLite format 3\0');

/** `readHeader` for the first bytes of a file of `size` bytes. Source: sqlite.org/fileformat2.html §1.3. */
export function parseHeader(bytes: Buffer, size: number): Header | undefined {
  const start = bytes.subarray(0, magic.length);
  if (!start.equals(magic.subarray(0, start.length)))
    throw new TrackerError('database', '.tracker/data.db is not a SQLite database.', notOursHint);
  if (bytes.length < 100) return undefined;
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65536 : bytes.readUInt16BE(16);
  const walMode = bytes[18] === 2 || bytes[19] === 2;
  if (!walMode && bytes.readUInt32BE(28) * pageSize > size) return undefined;
  const userVersion = bytes.readUInt32BE(60);
  if (bytes.readUInt32BE(68) !== applicationId)
    throw new TrackerError('database', '.tracker/data.db is a SQLite database of another program.', notOursHint);
  if (isNewerMajor(userVersion)) throw newerMajor(userVersion);
  return { walMode, userVersion };
}

const notOursHint =
  'It was left as it is. Restore it with git (`git log -- .tracker/data.db` lists its versions), or move it away to start anew.';

const newerMajor = (version: number): TrackerError =>
  new TrackerError(
    'database',
    `.tracker/data.db has format ${Math.floor(version / 1000)}; this program reads up to ${majorVersion}.`,
    'It was left as it is. Install the newer tracker-mcp that the team uses.',
  );

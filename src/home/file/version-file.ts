import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { type Incoming, versionComing } from '../../store/apply/union.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { openTracker } from '../../store/schema/open.ts';
import { openBytes, readUsed } from './bytes.ts';
import type { Told } from './canonical.ts';
import { readHeader } from './header.ts';
import { isCurrent } from './versions.ts';

/** A version that lies in a file of its own, open for its events to be read. Its tables may be anybody's. */
export interface VersionFile {
  db: Db;
  close(): void;
}

/** Throws `database` where the file is no whole version of the database, or its schema is not ours. */
export function openVersionFile(path: string): VersionFile {
  const sqlite = open(path);
  // KiB, for the driver's 16 MB: it is read from one end to the other.
  sqlite.pragma('cache_size = -1000');
  return { db: connect(sqlite), close: () => sqlite.close() };
}

function open(path: string): Database.Database {
  // In write-ahead format SQLite would make files beside it; and what is no whole database is told there.
  return isPlain(path) ? openTracker(path, { readonly: true }) : openBytes(readUsed(path));
}

function isPlain(path: string): boolean {
  try {
    const header = readHeader(path);
    return header !== undefined && isCurrent(header);
  } catch {
    return false;
  }
}

type Keep = (name: string, path: string) => Promise<boolean>;

/** Versions that git has, each in a file as long as `work` needs it; undefined stands for one that git has not got. */
export async function withVersions<T>(
  keep: Keep,
  names: readonly (string | undefined)[],
  work: (versions: (VersionFile | undefined)[]) => Promise<T>,
): Promise<T> {
  const { versions, close } = await openVersions(keep, names);
  try {
    return await work(versions);
  } finally {
    close();
  }
}

/** The same, each in a file until they are closed. */
export async function openVersions(
  keep: Keep,
  names: readonly (string | undefined)[],
): Promise<{ versions: (VersionFile | undefined)[]; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
  const versions: (VersionFile | undefined)[] = [];
  const close = () => {
    for (const one of versions.splice(0)) one?.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const [at, name] of names.entries()) {
      const path = join(folder, `${at}.db`);
      versions.push(name !== undefined && (await keep(name, path)) ? openVersionFile(path) : undefined);
    }
    return { versions: [...versions], close };
  } catch (error) {
    close();
    throw error;
  }
}

/** What `uniteAll` takes in: `theirs`, or what it has and `base` has not. `told` hears of its rows that are no events. */
export const incomingOf = (
  theirs: VersionFile,
  { base, told }: { base?: VersionFile | undefined; told?: Told | undefined } = {},
): Incoming => versionComing({ theirs: theirs.db, base: base?.db }, told);

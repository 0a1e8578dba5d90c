import { rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { openSideFile } from '../refused-locks.ts';
import { checkFile } from '../regular.ts';
import { checkSideSchema } from '../schema/side.ts';

/** Raised when the tables below or the way in which texts are split change: the index is then built anew. */
export const indexFormat = 4;

/**
 * The format stands in the file's name, so that programs of two versions in one work tree do not rebuild each other's index
 * by turns.
 */
export const indexFileName = (path: string): string =>
  path === ':memory:' ? path : path.replace(/(\.[^./\\]*)?$/, `-${indexFormat}$1`);

/**
 * Opens or makes the index; what is there and is no index of this format is replaced, and where nothing can be written
 * the index is kept in memory.
 */
export function openIndexFile(file: string): Database.Database {
  try {
    return openAt(file);
  } catch {
    try {
      if (removeIndexFile(file)) return openAt(file);
    } catch {
      // Below: in memory.
    }
    return openAt(':memory:');
  }
}

/** Everything in it can be computed again. False where that is not allowed. */
export function removeIndexFile(file: string): boolean {
  try {
    checkFile(file, 'index.db');
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
    return true;
  } catch {
    return false;
  }
}

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** A statement that is prepared once for each connection. */
export function statement(index: Database.Database, sql: string): Database.Statement {
  const known = statements.get(index) ?? new Map<string, Database.Statement>();
  statements.set(index, known);
  const found = known.get(sql) ?? index.prepare(sql);
  known.set(sql, found);
  return found;
}

function openAt(file: string): Database.Database {
  if (file !== ':memory:') checkFile(file, 'index.db');
  const index = openSideFile(file, { timeoutMs: 2_000 });
  try {
    index.pragma('journal_mode = WAL');
    index.pragma('synchronous = NORMAL');
    // KiB, for the driver's 16 MB: what does not fit is in the system's cache.
    index.pragma('cache_size = -500');
    index.transaction(() => prepareTables(index)).immediate();
    // From here on waiting is done without blocking the process.
    index.pragma('busy_timeout = 0');
    return index;
  } catch (error) {
    index.close();
    throw error;
  }
}

function prepareTables(index: Database.Database): void {
  const format = index.pragma('user_version', { simple: true });
  if (format === indexFormat) {
    checkSideSchema(index, indexTables);
    return;
  }
  const { tables } = index.prepare('select count(*) tables from sqlite_schema').get() as { tables: number };
  if (format !== 0 || tables > 0) throw new Error(`not a full-text index of format ${indexFormat}`);
  index.exec(indexTables);
  index.pragma(`user_version = ${indexFormat}`);
}

/**
 * `texts` keeps no text, only where which word stands. `doc`, its rowid, is made from the ticket's time of creation, so
 * that descending order is newest first; archived tickets have it negative, which leaves them out at no cost. `marks` are
 * states of the data file that the index has been at, the last one being where it is. `words` has every word that any text
 * has had, and `parts` their trigrams, by which parts of words are found; a word's `id` begins with its length, so that
 * ascending order is shortest first. A hash (bytes) smaller than FTS5's megabyte costs no time, and merging
 * eight segments, not four, saves some.
 */
export const indexTables = `
  create table meta (name text primary key, value text not null);
  create table marks (event integer primary key, id blob not null);
  create table docs (
    doc integer primary key, ticket blob not null unique, number integer not null, event integer not null,
    stamp text not null, words text not null
  );
  create index docs_event on docs (event);
  create table words (id integer primary key, word text not null);
  create virtual table parts using fts5 (word, content = '', detail = none, columnsize = 0, tokenize = "trigram case_sensitive 1");
  create virtual table texts using fts5 (
    title, description, notes, labels, content = '', contentless_delete = 1, prefix = '2',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'"
  );
  create virtual table vocabulary using fts5vocab (texts, row);
  insert into texts (texts, rank) values ('hashsize', 262144);
  insert into parts (parts, rank) values ('hashsize', 262144);
  insert into texts (texts, rank) values ('automerge', 8);
`;

import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Term } from '../../domain/query/model.ts';
import type { Db } from '../schema/connect.ts';
import { indexFileName, openIndexFile, removeIndexFile } from './index-file.ts';
import { findMatch, type Match, matchAny } from './match.ts';
import { type Archived, countMatches, type Hit, listMatches, type RankOptions, rankMatches } from './rank.ts';
import { type Alike, listAlike } from './similar.ts';
import { SourceFault } from './source.ts';
import { countBehind, isUpToDate, updateIndex } from './update.ts';

/**
 * Full text of the tickets of a data file. The index lives outside of that file and is brought up to it before every
 * answer, so answers do not depend on whether it was stale, missing, damaged or another branch's.
 */
export interface FullText {
  /** Does ahead of time what an answer would have to wait for; yields to the event loop about every 20 ms. */
  bringUpToDate(db: Db): Promise<void>;
  /** What finds the terms. Undefined: there is nothing in them to look for. */
  search<T>(db: Db, terms: readonly Term[], look: (found: Found) => T): Promise<T | undefined>;
  /** The tickets that have any of the terms, by their numbers. */
  listAny(db: Db, terms: readonly Term[], archived: Archived): Promise<number[]>;
  /**
   * Tickets, not archived, with a title alike. Undefined when the index is so far behind that the question, a mere hint,
   * would hold up its asker.
   */
  similar(db: Db, title: string, options: { limit: number; atLeast: number }): Promise<Alike[] | undefined>;
  close(): void;
}

/** The tickets that have all terms. */
export interface Found {
  list(archived: Archived): number[];
  count(archived: Archived): number;
  rank(options: RankOptions): Hit[];
}

/** Above this many events a rebuild takes noticeably long. */
const hintBehind = 2_000;
const busyMs = 5_000;

/** `path` is where the index is kept (its format is added to the name), or ":memory:". Opened when it is first needed. */
export function openFullText(path: string): FullText {
  const held = holdIndex(path);
  let running: Promise<void> | undefined;

  const run = (db: Db): Promise<void> => {
    running = updateIndex(held.index(), db).finally(() => {
      running = undefined;
    });
    return running;
  };
  /** Asks the index in the state in which it was found up to date: other callers and processes may bring it elsewhere. */
  const whenUpToDate = async <T>(
    db: Db,
    ask: (index: Database) => T,
    { hint = false } = {},
  ): Promise<T | undefined> => {
    const deadline = performance.now() + busyMs;
    for (;;) {
      try {
        const index = held.index();
        const answer = index.transaction(() => (isUpToDate(index, db) ? { value: ask(index) } : undefined))();
        if (answer) return answer.value;
        if (hint && (running || countBehind(index, db) > hintBehind)) return undefined;
        await (running ? running.catch(() => undefined) : run(db));
      } catch (error) {
        if (error instanceof SourceFault) throw error.cause;
        if (!isBusy(error) || performance.now() > deadline) held.repair(error);
        await delay(1 + Math.random() * 3);
      }
    }
  };
  return {
    async bringUpToDate(db) {
      await whenUpToDate(db, () => undefined);
    },
    search: (db, terms, look) =>
      whenUpToDate(db, (index) => {
        const match = findMatch(index, terms);
        return match && look(foundBy(index, match));
      }),
    async listAny(db, terms, archived) {
      const match = matchAny(terms);
      return (match && (await whenUpToDate(db, (index) => listMatches(index, match, archived)))) ?? [];
    },
    similar: (db, title, options) => whenUpToDate(db, (index) => listAlike(index, title, options), { hint: true }),
    close: held.close,
  };
}

const foundBy = (index: Database, match: Match): Found => ({
  list: (archived) => listMatches(index, match, archived),
  count: (archived) => countMatches(index, match, archived),
  rank: (options) => rankMatches(index, match, options),
});

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');
const isBusy = (error: unknown): boolean => codeOf(error) === 'SQLITE_BUSY';

/** The open index; a damaged file is made anew once, and where that is no help memory is. */
function holdIndex(path: string) {
  let file = indexFileName(path);
  let opened: Database | undefined;
  let renewed = false;
  const close = () => {
    opened?.close();
    opened = undefined;
  };
  return {
    close,
    index(): Database {
      opened ??= openIndexFile(file);
      return opened;
    },
    /** Throws what is not the index's fault. */
    repair(error: unknown): void {
      if (!codeOf(error).startsWith('SQLITE_') || opened?.name === ':memory:') throw error;
      close();
      const isDamaged = /^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(codeOf(error));
      if (isDamaged && !renewed && removeIndexFile(file)) renewed = true;
      else file = ':memory:';
    },
  };
}

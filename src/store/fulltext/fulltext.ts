import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Term } from '../../domain/query/model.ts';
import type { Db } from '../schema/connect.ts';
import { readPosition } from '../schema/position.ts';
import { indexFileName, openIndexFile, removeIndexFile } from './index-file.ts';
import { findMatch, type Match, matchAny, type Wanted } from './match.ts';
import { listNear } from './near.ts';
import { type Archived, countMatches, type Hit, listMatches, type RankOptions, rankMatches } from './rank.ts';
import { type Alike, listAlike } from './similar.ts';
import { fromSource, SourceFault } from './source.ts';
import { countBehind, isUpToDate, updateIndex } from './update.ts';

/**
 * Full text of the tickets of a data file. The index lives outside of that file and is brought up to it before every
 * answer, so answers do not depend on whether it was stale, missing, damaged or another branch's. Where that takes long,
 * as with hundreds of thousands of tickets that no index has yet, answers are about those that it has, and say so.
 */
export interface FullText {
  /** Does ahead of time what an answer would have to wait for; yields to the event loop about every 20 ms. */
  bringUpToDate(db: Db): Promise<void>;
  /** What finds all that is wanted. Undefined: there is nothing in it to look for. */
  search<T>(db: Db, wanted: Wanted, look: (found: Found) => T): Promise<T | undefined>;
  /** The same for any of it. */
  searchAny<T>(db: Db, wanted: Wanted, look: (found: Found) => T): Promise<T | undefined>;
  /** For the terms that no ticket has, not even an archived one, the words in use that are nearest to them, if any are. */
  near(db: Db, terms: readonly Term[]): Promise<Map<Term, string[]>>;
  /**
   * Tickets, not archived, with a title alike. Undefined when the index is so far behind that the question, a mere hint,
   * would hold up its asker.
   */
  similar(db: Db, title: string, options: { limit: number; atLeast: number }): Promise<Alike[] | undefined>;
  /** Lets go of the file, which is to be removed; whoever asks, or is being answered, makes another. */
  letGo(): void;
  close(): void;
}

/** The tickets that have the terms. */
export interface Found {
  /** The part of the tickets that were looked among: 1 for all. */
  indexed: number;
  list(archived: Archived): number[];
  count(archived: Archived): number;
  rank(options: RankOptions): Hit[];
}

/** Above this many events a rebuild takes noticeably long. */
const hintBehind = 2_000;
const busyMs = 5_000;
/** Milliseconds that only go on. For `performance` Node loads what a search has no other use for. */
const clock = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/** In tickets that are to be read. Work, not time: a slow machine gets the same answers. */
export interface Patience {
  /** With as many left an answer waits until the index is complete. */
  left: number;
  /** With more it waits until as many more have been read. */
  read: number;
}
const usualPatience: Patience = { left: 30_000, read: 10_000 };

/** `path` is where the index is kept (its format is added to the name), or ":memory:". Opened when it is first needed. */
export function openFullText(path: string, patience: Patience = usualPatience): FullText {
  const { whenUpToDate, letGo, close } = askUpToDate(path, patience);
  return {
    async bringUpToDate(db) {
      await whenUpToDate(db, () => undefined);
    },
    search: (db, wanted, look) =>
      whenUpToDate(
        db,
        (index, indexed) => {
          const match = findMatch(index, wanted);
          return match && look(foundBy(index, match, indexed));
        },
        { partly: true },
      ),
    async searchAny(db, wanted, look) {
      const match = matchAny(wanted);
      return match && whenUpToDate(db, (index, indexed) => look(foundBy(index, match, indexed)), { partly: true });
    },
    near: async (db, terms) =>
      (await whenUpToDate(db, (index) => listNear(index, terms), { partly: true })) ?? new Map(),
    similar: (db, title, options) => whenUpToDate(db, (index) => listAlike(index, title, options), { hint: true }),
    letGo,
    close,
  };
}

/** Asks the index in the state in which it was found up to date: other callers and processes may bring it elsewhere. */
function askUpToDate(path: string, patience: Patience) {
  const held = holdIndex(path);
  let running: { done: Promise<void>; lineage: string } | undefined;
  const progress = followProgress(patience);

  const run = <T>(db: Db, ask: (index: Database) => T): Promise<{ value: T } | undefined> => {
    const index = held.index();
    const answered = updateIndex(index, db, { told: progress.tell, ask: () => ({ value: ask(index) }) });
    const done = answered.then(
      () => undefined,
      () => undefined,
    );
    const own = { done, lineage: lineageIn(db) };
    running = own;
    // It goes on when nobody waits for it any longer; what stops it the next one who asks will meet.
    void done.then(() => {
      if (running === own) running = undefined;
    });
    return answered;
  };
  const whenUpToDate = async <T>(
    db: Db,
    ask: (index: Database, indexed: number) => T,
    { hint = false, partly = false } = {},
  ): Promise<T | undefined> => {
    const deadline = clock() + busyMs;
    for (;;) {
      let used: Database | undefined;
      try {
        const index = held.index();
        used = index;
        const answer = index.transaction(() => (isUpToDate(index, db) ? { value: ask(index, 1) } : undefined))();
        if (answer) return answer.value;
        if (hint && (running || countBehind(index, db) > hintBehind)) return undefined;
        const own = running ? undefined : run(db, (found) => ask(found, 1));
        // A file of another lineage numbers its tickets otherwise.
        const isOurs = partly && running?.lineage === lineageIn(db);
        const indexed = isOurs && running ? await progress.wait(running.done) : await running?.done;
        if (indexed !== undefined) return index.transaction(() => ask(index, indexed))();
        const found = await own;
        if (found) return found.value;
      } catch (error) {
        if (error instanceof SourceFault) throw error.cause;
        if (used && held.hasLetGo(used)) continue;
        if (!isBusy(error) || clock() > deadline) held.repair(error);
        await delay(1 + Math.random() * 3);
      }
    }
  };
  return { whenUpToDate, letGo: held.letGo, close: held.close };
}

/** How far the building of an index is, and who waits for it to go on. */
function followProgress(patience: Patience) {
  let waiting: ((left: number, total: number) => void)[] = [];
  return {
    tell(left: number, total: number) {
      const told = waiting;
      waiting = [];
      for (const goOn of told) goOn(left, total);
    },
    /** Until it is complete or, where that takes long, until some more of it is done: the part that is then. */
    async wait(building: Promise<void>): Promise<number | undefined> {
      const isOver = building.then(() => undefined);
      let start: number | undefined;
      for (;;) {
        const step = new Promise<{ left: number; total: number }>((resolve) => {
          waiting.push((left, total) => resolve({ left, total }));
        });
        const now = await Promise.race([isOver, step]);
        if (!now) return undefined;
        const read = now.total - now.left;
        start = Math.min(start ?? read, read);
        if (now.left > patience.left && read >= start + patience.read) return read / now.total;
      }
    },
  };
}

const lineageIn = (db: Db): string => fromSource(() => readPosition(db)).lineage;

const foundBy = (index: Database, match: Match, indexed: number): Found => ({
  indexed,
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
  const left = new WeakSet<Database>();
  const close = () => {
    opened?.close();
    opened = undefined;
  };
  return {
    close,
    letGo() {
      if (opened) left.add(opened);
      close();
    },
    hasLetGo: (index: Database): boolean => left.has(index),
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

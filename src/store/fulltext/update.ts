import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Db } from '../schema/connect.ts';
import { isPast, type Position, readPosition } from '../schema/position.ts';
import { type DocRow, removeDoc, renumber, take } from './documents.ts';
import { statement } from './index-file.ts';
import { countTickets, findNumber, fromSource, listChangedSince, listNumbers, listStamps } from './source.ts';
import { openWordList } from './words.ts';

const lockWaitMs = 5_000;
const marksKept = 32;
/** Of as many changes it is known what to read; where there are more, every ticket is compared. */
const few = 50;

/** Whether the index says what this data file says. */
export function isUpToDate(index: Database, db: Db): boolean {
  return isSame(
    findState(index),
    fromSource(() => readPosition(db)),
  );
}

/** About how many events the index is away from the data file. */
export function countBehind(index: Database, db: Db): number {
  const there = fromSource(() => readPosition(db));
  const mark = findCommonMark(index, db, there);
  return mark === undefined ? there.event : Math.abs(there.event - (findState(index)?.event ?? 0));
}

/**
 * Makes the index say what the data file says. Processes that do so at once share the work: each slice is a transaction
 * that skips what another has done meanwhile, and where another has, a last look is taken at what is left. `told` is how many
 * tickets are left to be read, of all; what the index has of the others is then so. `ask` is asked in the transaction that
 * finds the index to say what the file says, so that of several who bring it to several versions each has its answer.
 */
export async function updateIndex<T = undefined>(
  index: Database,
  db: Db,
  { told = () => undefined, ask }: { told?: (left: number, total: number) => void; ask?: () => T } = {},
): Promise<T | undefined> {
  for (;;) {
    const plan = await locked(index, () => {
      const source = fromSource(() => readPosition(db));
      const changed = findChanged(index, db, source);
      if (changed) take(index, db, changed);
      if (changed?.length === 0) {
        storeState(index, source);
        return { answer: ask?.() };
      }
      // Half done it is nobody's: a process that still has the version before must not take it for that one's.
      if (findState(index)) statement(index, 'delete from marks').run();
      return { source, version: versionOf(index), left: changed };
    });
    if ('answer' in plan) return plan.answer;
    const work = plan.left ?? (await listDifferent(index, db));
    const words = openWordList(index);
    const total = plan.left ? work.length : fromSource(() => countTickets(db));
    while (work.length > 0) {
      told(work.length, total);
      await nextTurn();
      await locked(index, () => take(index, db, work, words));
    }
    const done = await locked(index, () => {
      if (
        versionOf(index) !== plan.version ||
        !isSame(
          plan.source,
          fromSource(() => readPosition(db)),
        )
      )
        return undefined;
      storeState(index, plan.source);
      return { answer: ask?.() };
    });
    if (done) return done.answer;
  }
}

/** Changes when another connection has written. */
const versionOf = (index: Database): unknown => index.pragma('data_version', { simple: true });

const isSame = (a: Position | undefined, b: Position): boolean =>
  a?.lineage === b.lineage && a.event === b.event && a.id === b.id;

function findState(index: Database): Position | undefined {
  const query =
    "select (select value from meta where name = 'lineage') lineage, event, lower(hex(id)) id from marks order by event desc limit 1";
  return statement(index, query).get() as Position | undefined;
}

/** The latest state that both the index and the data file have been at, if they are of one lineage. */
function findCommonMark(index: Database, db: Db, source: Position): number | undefined {
  const { lineage } = source;
  if (findState(index)?.lineage !== lineage) return undefined;
  const marks = statement(index, 'select event, lower(hex(id)) id from marks order by event desc').all();
  const isCommon = (mark: Omit<Position, 'lineage'>) => fromSource(() => isPast(db, { lineage, ...mark }));
  return (marks as Omit<Position, 'lineage'>[]).find(isCommon)?.event;
}

/** The tickets that changed since, where these are few; takes back what the file does not have. */
function findChanged(index: Database, db: Db, source: Position): number[] | undefined {
  const mark = findCommonMark(index, db, source);
  const changed = new Set(mark === undefined ? [] : fromSource(() => listChangedSince(db, mark)));
  if (mark === undefined || changed.size > few) return undefined;
  // A git switch, or a process that has died, may have left the index ahead of the file.
  const ahead = statement(index, 'select doc, ticket from docs where event > ? limit ?').all(mark, few + 1) as DocRow[];
  if (ahead.length > few) return undefined;
  for (const { doc, ticket } of ahead) {
    const number = fromSource(() => findNumber(db, ticket));
    if (number === undefined) removeDoc(index, doc);
    else changed.add(number);
  }
  return [...changed];
}

/** Compares every ticket; returns those to be read, the first document last. */
async function listDifferent(index: Database, db: Db): Promise<number[]> {
  if (!statement(index, 'select 1 from docs limit 1').get()) return fromSource(() => listNumbers(db));
  const different = { live: [] as number[], archived: [] as number[] };
  let after: Buffer | undefined = Buffer.alloc(0);
  while (after) {
    const from: Buffer = after;
    after = await locked(index, () => comparePage(index, db, { from, different }));
    await nextTurn();
  }
  return [...different.live.reverse(), ...different.archived];
}

const pageSize = 500;
const afterAllIds = Buffer.alloc(17, 0xff);

/** Returns the id that the next page begins after. */
function comparePage(
  index: Database,
  db: Db,
  { from, different }: { from: Buffer; different: { live: number[]; archived: number[] } },
): Buffer | undefined {
  const page = fromSource(() => listStamps(db, from, pageSize));
  const last = page.length < pageSize ? undefined : page.at(-1);
  const to = last?.id ?? afterAllIds;
  const rows = statement(index, 'select doc, ticket, number, event, stamp from docs where ticket > ? and ticket <= ?');
  const known = new Map((rows.all(from, to) as DocRow[]).map((row) => [row.ticket.toString('latin1'), row]));
  for (const stamped of page) {
    const id = stamped.id.toString('latin1');
    const row = known.get(id);
    known.delete(id);
    if (row?.stamp === stamped.stamp) renumber(index, row, stamped);
    else different[stamped.archived ? 'archived' : 'live'].push(stamped.number);
  }
  for (const { doc } of known.values()) removeDoc(index, doc);
  return last?.id;
}

function storeState(index: Database, { lineage, event, id }: Position): void {
  if (findState(index)?.lineage !== lineage) index.exec('delete from marks');
  statement(index, "insert or replace into meta (name, value) values ('lineage', ?)").run(lineage);
  statement(index, 'delete from marks where event >= ?').run(event);
  statement(index, 'insert into marks (event, id) values (?, unhex(?))').run(event, id);
  statement(index, 'delete from marks where event not in (select event from marks order by event desc limit ?)').run(
    marksKept,
  );
}

/** A write transaction; while another process has the lock, looks again every few milliseconds without blocking. */
async function locked<T>(index: Database, work: () => T): Promise<T> {
  const transaction = index.transaction(work);
  const deadline = performance.now() + lockWaitMs;
  for (;;) {
    try {
      return transaction.immediate();
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY' || performance.now() > deadline) throw error;
      await delay(1 + Math.random() * 3);
    }
  }
}

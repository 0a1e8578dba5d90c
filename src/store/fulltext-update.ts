import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { tokensOf } from '../domain/search-text.ts';
import { titleWords } from '../domain/title-words.ts';
import { statement } from './fulltext-file.ts';
import {
  findNumber,
  fromSource,
  isEvent,
  listChangedSince,
  listStamps,
  readSourceState,
  readTexts,
  type SourceState,
  type Stamped,
  type Texts,
} from './fulltext-source.ts';
import type { Db } from './tx.ts';

/** How long the process is kept from everything else at a time, in ms. */
const sliceMs = 40;
/** Tickets read and written together; fewer than this many changes are taken over in one go. */
const chunk = 50;
const lockWaitMs = 5_000;
const marksKept = 32;

/** Whether the index says what this data file says. */
export function isUpToDate(index: Database, db: Db): boolean {
  const here = findState(index);
  const there = fromSource(() => readSourceState(db));
  return here?.lineage === there.lineage && here.event === there.event && here.id.equals(there.id);
}

/** About how many events the index is away from the data file. */
export function countBehind(index: Database, db: Db): number {
  const there = fromSource(() => readSourceState(db));
  const mark = findCommonMark(index, db, there);
  return mark === undefined ? there.event : Math.abs(there.event - (findState(index)?.event ?? 0));
}

/**
 * Makes the index say what the data file says. Processes that do so at once share the work: each slice is a transaction
 * that skips what another has done meanwhile, and the last look at what is left is taken with the lock held.
 */
export async function updateIndex(index: Database, db: Db): Promise<void> {
  for (;;) {
    const left = await locked(index, () => {
      const source = fromSource(() => readSourceState(db));
      const work = planWork(index, db, source);
      if (work.length > chunk) return work;
      take(index, db, work);
      storeState(index, source);
      return undefined;
    });
    if (left === undefined) return;
    while (left.length > 0) {
      await delay(0);
      await locked(index, () => take(index, db, left));
    }
  }
}

interface State extends SourceState {}

function findState(index: Database): State | undefined {
  const query =
    "select (select value from meta where name = 'lineage') lineage, event, id from marks order by event desc limit 1";
  return statement(index, query).get() as State | undefined;
}

/** The latest state that both the index and the data file have been at, if they are of one lineage. */
function findCommonMark(index: Database, db: Db, source: SourceState): number | undefined {
  if (findState(index)?.lineage !== source.lineage) return undefined;
  const marks = statement(index, 'select event, id from marks order by event desc').all() as Pick<
    State,
    'event' | 'id'
  >[];
  return marks.find((mark) => fromSource(() => isEvent(db, mark)))?.event;
}

/** Takes back what the file does not have; returns the tickets to be read, in the order of their documents. */
function planWork(index: Database, db: Db, source: SourceState): number[] {
  const mark = findCommonMark(index, db, source);
  const changed = new Set(mark === undefined ? [] : fromSource(() => listChangedSince(db, mark)));
  if (mark === undefined || changed.size > chunk) return compareAll(index, db);
  // A git switch, or a process that has died, may have left the index ahead of the file.
  for (const { doc, ticket } of statement(index, 'select doc, ticket from docs where event > ?').all(
    mark,
  ) as DocRow[]) {
    const number = fromSource(() => findNumber(db, ticket));
    if (number === undefined) removeDoc(index, doc);
    else changed.add(number);
  }
  return [...changed];
}

interface DocRow {
  doc: number;
  ticket: Buffer;
  number: number;
  event: number;
  stamp: string;
}

function compareAll(index: Database, db: Db): number[] {
  const known = new Map<string, DocRow>();
  for (const row of statement(index, 'select doc, ticket, number, event, stamp from docs').all() as DocRow[])
    known.set(row.ticket.toString('latin1'), row);
  const different: Stamped[] = [];
  for (const stamped of fromSource(() => listStamps(db))) {
    const id = stamped.id.toString('latin1');
    const row = known.get(id);
    known.delete(id);
    if (row?.stamp !== stamped.stamp) different.push(stamped);
    else renumber(index, row, stamped);
  }
  for (const { doc } of known.values()) removeDoc(index, doc);
  // FTS5 writes its buffer out whenever a rowid is lower than the one before.
  const order = ({ id, archived }: Stamped) => (archived ? -1 : 1) * firstDoc(id);
  return different.sort((a, b) => order(a) - order(b)).map(({ number }) => number);
}

/** Reads tickets off the work until the slice is over; those that another process has read meanwhile cost nothing. */
function take(index: Database, db: Db, work: number[]): void {
  const until = performance.now() + sliceMs;
  const stored = new Set<string>();
  do {
    for (const texts of fromSource(() => readTexts(db, work.splice(0, chunk)))) {
      const row = statement(index, 'select doc, ticket, number, event, stamp from docs where ticket = ?').get(
        texts.id,
      ) as DocRow | undefined;
      if (row?.stamp === texts.stamp) renumber(index, row, texts);
      else storeDoc(index, row, { texts, stored });
    }
  } while (work.length > 0 && performance.now() < until);
}

function renumber(index: Database, row: DocRow, { number, event }: Stamped): void {
  if (row.number === number && row.event === event) return;
  statement(index, 'update docs set number = ?, event = ? where doc = ?').run(number, event, row.doc);
}

function storeDoc(
  index: Database,
  row: DocRow | undefined,
  { texts, stored }: { texts: Texts; stored: Set<string> },
): void {
  if (row) removeDoc(index, row.doc);
  const place = row ? Math.abs(row.doc) : freeDoc(index, texts.id);
  const doc = texts.archived ? -place : place;
  const columns = [texts.title, texts.description, texts.comments, texts.labels].map(tokensOf);
  statement(index, 'insert into texts (rowid, title, description, comments, labels) values (?, ?, ?, ?, ?)').run(
    doc,
    ...columns.map((tokens) => tokens.join(' ')),
  );
  statement(index, 'insert into docs (doc, ticket, number, event, stamp, words) values (?, ?, ?, ?, ?, ?)').run(
    doc,
    texts.id,
    texts.number,
    texts.event,
    texts.stamp,
    titleWords(texts.title).join(' '),
  );
  for (const tokens of columns) storeWords(index, tokens, stored);
}

function removeDoc(index: Database, doc: number): void {
  statement(index, 'delete from texts where rowid = ?').run(doc);
  statement(index, 'delete from docs where doc = ?').run(doc);
}

/** `stored` are those that this transaction has seen to. */
function storeWords(index: Database, tokens: readonly string[], stored: Set<string>): void {
  const insert = statement(index, 'insert or ignore into words (word) values (?)');
  for (const word of tokens) {
    if (word.length < 3 || stored.has(word)) continue;
    stored.add(word);
    insert.run(word);
  }
}

/** Creation time (ms) and 11 of the id's last bits, which differ within a millisecond: a safe integer above 0. */
function firstDoc(id: Buffer): number {
  const time = Math.min(id.readUIntBE(0, 6), 2 ** 41 - 1);
  return time * 2 ** 11 + (id.readUInt16BE(14) & 0x7ff) + 1;
}

function freeDoc(index: Database, id: Buffer): number {
  const taken = statement(index, 'select 1 from docs where doc in (?, ?)');
  let doc = firstDoc(id);
  while (taken.get(doc, -doc)) doc++;
  return doc;
}

function storeState(index: Database, { lineage, event, id }: SourceState): void {
  if (findState(index)?.lineage !== lineage) index.exec('delete from marks');
  statement(index, "insert or replace into meta (name, value) values ('lineage', ?)").run(lineage);
  statement(index, 'delete from marks where event >= ?').run(event);
  statement(index, 'insert into marks (event, id) values (?, ?)').run(event, id);
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

import type { Database } from 'better-sqlite3';
import { tokensOf } from '../../domain/query/search-text.ts';
import { titleWords } from '../../domain/query/title-words.ts';
import type { Db } from '../schema/connect.ts';
import { statement } from './index-file.ts';
import { fromSource, readTexts, type Stamped, type Texts } from './source.ts';
import { openWordList, type WordList } from './words.ts';

/** How long the process is kept from everything else at a time, in ms. */
const sliceMs = 15;
/** Tickets whose texts are held at once. */
const heldTogether = 10;

/** A ticket as the index has it. */
export interface DocRow {
  doc: number;
  ticket: Buffer;
  number: number;
  event: number;
  stamp: string;
}

/** Reads tickets off the end of the work until the slice is over; those that another process has read meanwhile cost nothing. */
export function take(index: Database, db: Db, work: number[], words = openWordList(index)): void {
  const until = performance.now() + sliceMs;
  do {
    for (const texts of fromSource(() => readTexts(db, work.splice(-heldTogether)))) {
      const row = statement(index, 'select doc, ticket, number, event, stamp from docs where ticket = ?').get(
        texts.id,
      ) as DocRow | undefined;
      if (row?.stamp === texts.stamp) renumber(index, row, texts);
      else storeDoc(index, row, { texts, words });
    }
  } while (work.length > 0 && performance.now() < until);
  words.flush();
}

export function renumber(index: Database, row: DocRow, { number, event }: Stamped): void {
  if (row.number === number && row.event === event) return;
  statement(index, 'update docs set number = ?, event = ? where doc = ?').run(number, event, row.doc);
}

/** No phrase goes from one note to the next. */
const boundary = '\ue000';

function storeDoc(index: Database, row: DocRow | undefined, { texts, words }: { texts: Texts; words: WordList }): void {
  if (row) removeDoc(index, row.doc);
  const place = row ? Math.abs(row.doc) : freeDoc(index, texts.id);
  const doc = texts.archived ? -place : place;
  const notes = texts.notes.flatMap((note) => [...tokensOf(note), boundary]);
  const columns = [tokensOf(texts.title), tokensOf(texts.description), notes, tokensOf(texts.labels)];
  statement(index, 'insert into texts (rowid, title, description, notes, labels) values (?, ?, ?, ?, ?)').run(
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
  for (const tokens of columns) words.add(tokens);
}

export function removeDoc(index: Database, doc: number): void {
  statement(index, 'delete from texts where rowid = ?').run(doc);
  statement(index, 'delete from docs where doc = ?').run(doc);
}

/** In the years from 2020 to 2054 */
const epoch = Date.UTC(2020, 0);
const timeBits = 40;
const countBits = 13;

/** Below it stand those that found no place in their millisecond: nobody's clock is in the first hours of 2020. */
const firstOfClock = 2 ** 39;
const tries = 16;

/** Creation time (ms) and the id's last bits, which count within a millisecond: a safe integer. */
function firstDoc(id: Buffer): number {
  const time = Math.min(Math.max(id.readUIntBE(0, 6) - epoch, 0), 2 ** timeBits - 1);
  return Math.max(time * 2 ** countBits + (id.readUInt16BE(14) % 2 ** countBits) + 1, firstOfClock);
}

function freeDoc(index: Database, id: Buffer): number {
  const taken = statement(index, 'select 1 from docs where doc = ? union all select 1 from docs where doc = ?');
  const first = firstDoc(id);
  for (let doc = first; doc < first + tries; doc++) if (!taken.get(doc, -doc)) return doc;
  // Ids are their makers' choice: all may be of one millisecond, and a search for a place then ever longer.
  const live = statement(index, 'select max(doc) from docs where doc between 1 and ?').pluck();
  const archived = statement(index, 'select -min(doc) from docs where doc between ? and -1').pluck();
  const most = firstOfClock - 1;
  return 1 + Math.max(Number(live.get(most) ?? 0), Number(archived.get(-most) ?? 0));
}

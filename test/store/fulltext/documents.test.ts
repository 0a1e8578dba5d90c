import type { Database } from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { type DocRow, removeDoc, renumber, take } from '../../../src/store/fulltext/documents.ts';
import { openIndexFile } from '../../../src/store/fulltext/index-file.ts';
import { listNumbers, listStamps } from '../../../src/store/fulltext/source.ts';
import type { Db } from '../../../src/store/schema/connect.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { fileOf } from '../../support/store-book.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

function openIndex(): Database {
  const index = openIndexFile(':memory:');
  onTestFinished(() => void index.close());
  return index;
}

const takeAll = (index: Database, db: Db, work = listNumbers(db)) => {
  while (work.length > 0) take(index, db, work);
};

const docsIn = (index: Database) =>
  index.prepare('select * from docs order by doc desc').all() as (DocRow & { words: string })[];
const docsWith = (index: Database, word: string) =>
  index.prepare('select rowid from texts where texts match ?').pluck().all(`"${word}"`);

test('documents stand in the order in which their tickets were made, those of archived ones at the same place below zero', () => {
  const index = openIndex();
  const { db, create, archive, change } = recordTickets();
  const [first, , third] = ['first', 'second', 'third'].map((title) => create(title));
  takeAll(index, db);
  expect(docsIn(index).map((row) => row.words)).toEqual(['third', 'second', 'first']);
  const places = docsIn(index).map((row) => row.doc);
  archive(first!);
  archive(third!);
  takeAll(index, db);
  expect(docsIn(index).map((row) => row.doc)).toEqual([places[1], -places[2]!, -places[0]!]);
  expect(docsWith(index, 'third')).toEqual([-places[0]!]);
  change(third!, { set: { archived: false } });
  takeAll(index, db);
  expect(docsIn(index).map((row) => row.doc)).toEqual([places[0], places[1], -places[2]!]);
});

test('tickets made in one millisecond whose ids end alike have places side by side, also where a wrong clock has dated them', () => {
  const index = openIndex();
  const times = [0, Date.UTC(1999, 0), Date.UTC(2026, 0), Date.UTC(2054, 0), Date.UTC(2100, 0), 2 ** 43];
  const pairs = times.map((time, i) =>
    // The places are told apart by 13 bits of the id.
    [0, 1].map((n) => {
      const number = 100_000 + 2 * i + n;
      return ticketWriter({ title: `case${i}`, number }, { time, seed: 10 * i + n * 2 ** 13 }).create;
    }),
  );
  const { db } = fileOf(pairs.flat());
  takeAll(index, db);
  const placesOf = (i: number) => docsIn(index).flatMap((row) => (row.words === `case${i}` ? [row.doc] : []));
  const places = times.map((_, i) => placesOf(i));
  for (const [a, b] of places) expect([a! - b!, b! > 0, Number.isSafeInteger(a)]).toEqual([1, true, true]);
  expect(places[3]![1]!).toBeGreaterThan(places[2]![0]!);
  for (const [i, own] of places.entries()) expect(docsWith(index, `case${i}`).toSorted()).toEqual(own.toSorted());
});

test('what is taken is the end of the work, ten tickets or more, and what is there already is not written again', () => {
  const index = openIndex();
  const { db, create } = recordTickets();
  for (let n = 0; n < 25; n++) create(`t${n}`);
  const work = listNumbers(db);
  expect(work).toEqual(Array.from({ length: 25 }, (_, n) => 25 - n));
  take(index, db, work);
  expect(work).toEqual(Array.from({ length: work.length }, (_, n) => 25 - n));
  expect(docsIn(index).map((row) => row.number)).toEqual(
    Array.from({ length: 25 - work.length }, (_, n) => 25 - work.length - n),
  );
  expect(work.length).toBeLessThanOrEqual(15);
  takeAll(index, db, work);
  const changes = () => index.prepare('select total_changes()').pluck().get();
  const before = changes();
  takeAll(index, db);
  expect([docsIn(index).length, changes()]).toEqual([25, before]);
});

test('a text that has changed is found by its new words alone, and nothing is where there is no ticket', () => {
  const index = openIndex();
  const { db, create, change, comment } = recordTickets();
  const ticket = create('alpha', { description: 'bravo', labels: ['charlie'] });
  takeAll(index, db);
  comment(ticket, 'delta');
  change(ticket, { set: { title: 'echo' } });
  takeAll(index, db, [1, 99]);
  const found = (...words: string[]) => words.map((word) => docsWith(index, word).length);
  expect(found('alpha', 'bravo', 'charlie', 'delta', 'echo')).toEqual([0, 1, 1, 1, 1]);
  expect(docsIn(index)).toMatchObject([{ number: 1, event: 4, words: 'echo' }]);
  removeDoc(index, docsIn(index)[0]!.doc);
  expect([docsIn(index), found('bravo', 'echo')]).toEqual([[], [0, 0]]);
});

test('a ticket that only has another number keeps its document', () => {
  const index = openIndex();
  const { db, create } = recordTickets();
  create('alpha');
  takeAll(index, db);
  const [row] = docsIn(index);
  const [stamped] = listStamps(db, Buffer.alloc(0), 1);
  renumber(index, row!, { ...stamped!, number: 7, event: 9 });
  expect(docsIn(index)).toEqual([{ ...row, number: 7, event: 9 }]);
});

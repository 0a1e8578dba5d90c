import { expect, test } from 'vitest';
import { idToBytes } from '../../../src/domain/event/id.ts';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import {
  findNumber,
  fromSource,
  listChangedSince,
  listNumbers,
  listStamps,
  readTexts,
  SourceFault,
} from '../../../src/store/fulltext/source.ts';
import type { Db } from '../../../src/store/schema/connect.ts';
import { readPosition } from '../../../src/store/schema/position.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { eventsIn, fileOf } from '../../support/store-book.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';

const anna = authorOf('anna');
const nowhere = Buffer.alloc(0);

test('what the data file throws is told from what the index throws', () => {
  const { db, sqlite } = recordTickets();
  expect(fromSource(() => 7)).toBe(7);
  sqlite.close();
  expect(() => fromSource(() => readPosition(db))).toThrow(SourceFault);
  expect(() => fromSource(() => readPosition(db))).toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ message: expect.stringContaining('not open') }) }),
  );
});

test('a ticket has its number in the file', () => {
  const { db, create } = recordTickets();
  expect([findNumber(db, idToBytes(create('one'))), findNumber(db, Buffer.alloc(16))]).toEqual([1, undefined]);
});

test('what changed since an event is each ticket once, and no project', () => {
  const { db, create, comment, record } = recordTickets();
  const [one, two] = [create('one'), create('two')];
  const { event } = readPosition(db);
  expect(listChangedSince(db, event)).toEqual([]);
  record(null, 'project', { project: 'WEB' }, anna);
  comment(two, 'a');
  comment(two, 'b');
  expect(listChangedSince(db, event)).toEqual([2]);
  comment(one, 'c');
  expect(listChangedSince(db, event).toSorted()).toEqual([1, 2]);
});

test('all tickets are listed the newest first, behind them the archived ones the oldest first', () => {
  const { db, clock, create, archive } = recordTickets();
  const made = ['a', 'b', 'c', 'd'].map((title) => create(title));
  clock.now -= 3_600_000;
  create('oldest');
  archive(made[0]!);
  archive(made[2]!);
  expect(listNumbers(db)).toEqual([4, 2, 5, 1, 3]);
});

test('stamps come page by page in the order of ids, each with the last event of its ticket', () => {
  const { db, create, comment, numberOf } = recordTickets();
  const ids = ['a', 'b', 'c'].map((title) => create(title));
  comment(ids[0]!, 'later');
  const inOrder = ids.toSorted();
  const pages = [
    listStamps(db, nowhere, 2),
    listStamps(db, idToBytes(inOrder[1]!), 2),
    listStamps(db, idToBytes(inOrder[2]!), 2),
  ];
  expect(pages.map((page) => page.map((row) => row.number))).toEqual(
    [inOrder.slice(0, 2), inOrder.slice(2), []].map((some) => some.map(numberOf)),
  );
  expect(pages.flat().map((row) => [row.number, row.event, row.archived])).toEqual(
    inOrder.map((id) => [numberOf(id), id === ids[0] ? 5 : numberOf(id) + 1, false]),
  );
});

test('a stamp differs when something was written to its ticket, and is the same in another file of the same events', () => {
  const { db, create, change, comment, archive } = recordTickets();
  const [one] = [create('one', { description: 'text' }), create('two')];
  const stamps = (of: Db = db) => new Map(listStamps(of, nowhere, 9).map((row) => [row.id.toString('hex'), row.stamp]));
  const own = idToBytes(one).toString('hex');
  const seen = [stamps()];
  for (const write of [
    () => comment(one, 'said'),
    () => change(one, { add: { labels: ['x'] } }),
    () => archive(one),
    () => change(one, { set: { archived: false } }),
  ]) {
    write();
    seen.push(stamps());
  }
  expect(new Set(seen.map((all) => all.get(own))).size).toBe(5);
  for (const all of seen)
    expect([...all].filter(([id]) => id !== own)).toEqual([...seen[0]!].filter(([id]) => id !== own));
  const events = eventsIn(db);
  expect(stamps(fileOf(events.toReversed()).db)).toEqual(stamps());
  const redacted = events.map((event) =>
    event.kind === 'comment' ? redactEvent(event, { actor: 'a', time: 1 }) : event,
  );
  expect(stamps(fileOf(redacted).db).get(own)).not.toBe(stamps().get(own));
});

test('a merged description, which stands in no event, is part of the stamp and of the texts', () => {
  const { create, write } = ticketWriter({ description: 'one\ntwo\nthree\nfour\nfive\n' });
  const edit = (text: string, time: number) => write({ kind: 'edit', payload: { text }, time });
  const [top, end] = [edit('ONE\ntwo\nthree\nfour\nfive\n', 2_000), edit('one\ntwo\nthree\nfour\nFIVE!\n', 3_000)];
  const stampOf = (events: Parameters<typeof fileOf>[0]) => listStamps(fileOf(events).db, nowhere, 1)[0]!.stamp;
  expect(readTexts(fileOf([create, top, end]).db, [1])[0]?.description).toBe('ONE\ntwo\nthree\nfour\nFIVE!\n');
  expect(stampOf([create, top, end])).toMatch(/ 25 0$/);
  expect(stampOf([create, top])).toMatch(/ - 0$/);
});

test('texts are the title, the description as it is, the labels and the notes that stand', () => {
  const { db, create, change, record, comment } = recordTickets();
  const ticket = create('one', { description: 'made', labels: ['a'] });
  create('bare');
  create('edited');
  const gone = comment(ticket, 'gone');
  comment(ticket, 'first');
  comment(ticket, 'second');
  record(ticket, 'retract', { event: gone, undo: gone }, anna);
  change(ticket, { add: { labels: ['b'] } });
  const read = (numbers: number[]) =>
    readTexts(db, numbers).map(({ number, title, description, labels, notes }) => ({
      ...{ number, title, description },
      ...{ labels: labels.split('\n').toSorted(), notes },
    }));
  const bare = { number: 2, title: 'bare', description: '', labels: [''], notes: [] };
  const full = { number: 1, title: 'one', labels: ['a', 'b'], notes: ['second', 'first'] };
  expect(read([2, 1, 99])).toEqual([{ ...full, description: 'made' }, bare]);
  const base = record(ticket, 'edit', { text: 'written' }, anna);
  expect(read([1])[0]?.description).toBe('written');
  record(ticket, 'edit', { base, splice: { at: 0, deleteCount: 0, insert: 're' } }, anna);
  expect(read([1])).toEqual([{ ...full, description: 'rewritten' }]);
  expect(read([])).toEqual([]);
});

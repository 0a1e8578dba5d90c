import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { changeEvents } from '../../../src/store/apply/change-events.ts';
import { refold } from '../../../src/store/apply/refold.ts';
import { fileOf, type OpenFile, openFile, tablesOf } from '../../support/store-book.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

/** Tickets that have nothing to do with any other. */
const bystanders = Array.from(
  { length: 50 },
  (_, at) => ticketWriter({ number: 500_000 + at }, { time: at, seed: 5_000 + at * 10 }).create,
);

/** How many tickets are folded when events come to others and to the bystanders; the tables are those of a refold. */
function folded(there: readonly TrackerEvent[], added: TrackerEvent[]): { count: number; file: OpenFile } {
  const file = fileOf([...bystanders, ...there]);
  const count = file.sqlite.transaction(() => changeEvents(file.db, { added, removed: [] }))();
  const copy = openFile(file.sqlite.serialize());
  copy.sqlite.transaction(() => refold(copy.db))();
  expect(tablesOf(file)).toEqual(tablesOf(copy));
  return { count, file };
}

const older = ticketWriter({ number: 100_001, title: 'older' }, { time: 10, seed: 1 });
const younger = ticketWriter({ number: 100_001, title: 'younger' }, { time: 20, seed: 100 });

test('a comment affects its ticket alone', () => {
  const comment = older.write({ kind: 'comment', payload: { body: 'b' }, time: 30 });
  expect(folded([older.create, younger.create], [comment]).count).toBe(2); // they contest a key
  expect(folded([older.create], [comment]).count).toBe(1);
});

test('a ticket that leaves a contested key affects the one that was passed over for it', () => {
  const leaves = older.write({
    kind: 'update',
    payload: { key: { project: 'PAY', number: 300_000 } },
    time: 30,
  });
  const { count, file } = folded([older.create, younger.create], [leaves]);
  expect(count).toBe(2);
  expect(file.sqlite.prepare("select key from tickets where title = 'younger'").pluck().get()).toBe('PAY-100001');
});

test('a ticket that comes affects those that led to it before', () => {
  const links = older.write({ kind: 'link', payload: { type: 'blocks', target: younger.ticket }, time: 30 });
  const { count, file } = folded([older.create, links], [younger.create]);
  expect(count).toBe(2);
  expect(file.sqlite.prepare('select count(*) from links').pluck().get()).toBe(1);
});

test('an older ticket of the same idempotency key makes the younger one its duplicate', () => {
  const idempotency = { key: 'k', hash: 'h', index: 0 };
  const first = ticketWriter({ number: 100_001, idempotency }, { time: 10, seed: 1 });
  const second = ticketWriter({ number: 100_002, idempotency }, { time: 20, seed: 100 });
  const { count, file } = folded([second.create], [first.create]);
  expect(count).toBe(2);
  expect(file.sqlite.prepare("select count(*) from links where type = 'duplicates'").pluck().get()).toBe(1);
});

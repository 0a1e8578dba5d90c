import { expect, test } from 'vitest';
import { appendEvent, recordEvent } from '../../../src/store/apply/record.ts';
import { listAllEvents, listTicketEvents } from '../../../src/store/read/events.ts';
import { listProjects } from '../../../src/store/read/projects.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { eventsIn, openFile, tablesOf } from '../../support/store-book.ts';
import { authorOf } from '../../support/ticket-events.ts';

const anna = authorOf('anna');

test('an event has the heads of its ticket as parents, and none of another ticket', () => {
  const { db, create, record, numberOf } = recordTickets();
  const [one, two] = [create('one'), create('two')];
  const first = record(one, 'comment', { body: 'a' }, anna);
  record(two, 'comment', { body: 'b' }, anna);
  record(one, 'comment', { body: 'c' }, anna);
  const [made, , last] = listTicketEvents(db, numberOf(one));
  expect(made?.parents).toEqual([]);
  expect(last?.parents).toEqual([first]);
});

test('a project belongs to no ticket, and is there once it is recorded', () => {
  const { db, record } = recordTickets();
  record(null, 'project', { project: 'WEB' }, anna);
  expect(listProjects(db)).toEqual(['PAY', 'WEB']);
  expect(listAllEvents(db).at(-1)).toMatchObject({ kind: 'project', ticket: null, parents: [] });
});

test('events that are appended one by one make the tables that recording them made', () => {
  const book = recordTickets();
  const ticket = book.create('one', { labels: ['a'] });
  book.change(ticket, { set: { title: 'renamed' }, add: { labels: ['b'] } });
  book.record(ticket, 'edit', { text: 'written' }, anna);
  const other = openFile();
  for (const event of eventsIn(book.db)) appendEvent(other.db, event, event.ticket === null ? null : 1);
  expect(tablesOf(other).tickets).toEqual(tablesOf(book).tickets);
  expect(tablesOf(other).labels).toEqual(tablesOf(book).labels);
});

test('what comes before the ticket that it is of is kept, and is the ticket’s when that comes', () => {
  const book = recordTickets();
  const ticket = book.create('one', { labels: ['a'] });
  book.record(ticket, 'comment', { body: 'early' }, anna);
  book.record(ticket, 'edit', { text: 'written' }, anna);
  const [made, project, ...others] = eventsIn(book.db).toSorted(
    (a, b) => Number(b.kind === 'create') - Number(a.kind === 'create'),
  );
  const other = openFile();
  for (const event of [project!, ...others]) appendEvent(other.db, event, null);
  expect(tablesOf(other).tickets).toEqual([]);
  expect(eventsIn(other.db)).toEqual([project, ...others]);
  appendEvent(other.db, made!, 1);
  expect(eventsIn(other.db)).toEqual([project, ...others, made]);
  expect(listTicketEvents(other.db, 1)).toHaveLength(3);
  const withoutNumbers = ({ description_event: _, ...row }: Record<string, unknown>) => row;
  expect(tablesOf(other).tickets!.map(withoutNumbers)).toEqual(tablesOf(book).tickets!.map(withoutNumbers));
});

test('nothing is recorded where the clock stands before 1970', () => {
  const before = { now: -86_400_000 } as never;
  expect(() => recordEvent(before, { ticket: null, kind: 'project', payload: { project: 'PAY' } })).toThrow(
    expect.objectContaining({ code: 'database', message: expect.stringContaining('stands at 1969-12-31') }),
  );
});

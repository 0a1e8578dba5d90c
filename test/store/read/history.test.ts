import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import {
  getEvent,
  keysOf,
  listHistory,
  listSessionEvents,
  listStatuses,
  listVersions,
} from '../../../src/store/read/history.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { refusal } from '../../support/refusal.ts';
import { fileOf } from '../../support/store-book.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';

const anna = authorOf('anna');

test('versions of a description are what wrote one, from its creation on', () => {
  const { db, create, change, record, numberOf } = recordTickets();
  const [bare, made] = [create('bare'), create('made', { description: '' })];
  for (const ticket of [bare, made]) {
    change(ticket, { set: { title: 'renamed' } });
    record(ticket, 'edit', { text: 'written' }, anna);
  }
  const kinds = (ticket: string) => listVersions({ db }, numberOf(ticket)).map((event) => event.kind);
  expect([kinds(bare), kinds(made)]).toEqual([['edit'], ['create', 'edit']]);
});

test('statuses are those given after the creation, whatever the change was, with their times', () => {
  const { db, clock, create, change, record, numberOf } = recordTickets();
  const ticket = create('one', { status: 'todo' });
  record(ticket, 'move', { set: { status: 'in_progress' } }, anna);
  const first = clock.now;
  change(ticket, { set: { title: 'renamed' } });
  record(ticket, 'claim', { set: { status: 'review' }, claim: null }, anna);
  record(create('other'), 'move', { set: { status: 'done' } }, anna);
  expect(listStatuses({ db }, numberOf(ticket))).toEqual([
    { time: first, status: 'in_progress' },
    { time: first + 120_000, status: 'review' },
  ]);
});

test('the history of a ticket has the links that others have to it; all of them the newest first, in pages', () => {
  const { db, clock, create, comment, link, numberOf } = recordTickets();
  const [one, other] = [create('one'), create('other')];
  const since = clock.now;
  comment(one, 'said');
  link(other, 'blocks', one);
  link(one, 'related', other);
  comment(other, 'aside');
  const shown = (page: Partial<Parameters<typeof listHistory>[1]>) => {
    const { events, total } = listHistory({ db }, { limit: 50, ...page });
    return [events.map(({ event }) => event), total];
  };
  // 1 is the project's.
  expect(shown({})).toEqual([[7, 6, 5, 4, 3, 2, 1], 7]);
  expect(shown({ ticket: numberOf(one) })).toEqual([[6, 5, 4, 2], 4]);
  expect(shown({ ticket: numberOf(one), limit: 2 })).toEqual([[6, 5], 4]);
  expect(shown({ ticket: numberOf(one), before: 5 })).toEqual([[4, 2], 2]);
  expect(shown({ after: 5 })).toEqual([[7, 6], 2]);
  expect(shown({ after: 3, before: 6, limit: 1 })).toEqual([[5], 2]);
  expect(shown({ since })).toEqual([[7, 6, 5, 4, 3], 5]);
  expect(shown({ since: since + 1, ticket: numberOf(one) })).toEqual([[6, 5, 4], 3]);
  expect(shown({ ticket: 99 })).toEqual([[], 0]);
});

/** A comment of the ticket that has this id. */
function commentWith(id: string, { write }: ReturnType<typeof ticketWriter>): TrackerEvent {
  return { ...write({ kind: 'comment', payload: { body: id } }), id };
}

test('an event is found by its last six characters or its whole id, and several of the same six are told apart', () => {
  const writer = ticketWriter();
  const stem = '01ARZ3NDEKTSV4RRFFQ6';
  const ids = ['0ABCDEF', '1ABCDEF', 'ZABCDEF', '0ABCDEG'].map((end) => stem.slice(0, 19) + end);
  const { db } = fileOf([writer.create, ...ids.map((id) => commentWith(id, writer))]);
  const found = (reference: string) => getEvent({ db }, reference).id;
  expect(['abcdeg', '#ABCDEG', ' abcdeg ', ids[3]!.toLowerCase()].map(found)).toEqual(Array(4).fill(ids[3]));
  expect(found(ids[1]!)).toBe(ids[1]);
  expect(refusal(() => found('abcdef'))).toEqual({
    code: 'invalid_input',
    message: '"abcdef" could be 3 events.',
    hint: `Send the whole id: ${ids.slice(0, 3).join(', ')}.`,
  });
  for (const reference of ['abcdeh', 'abcde', 'abcdefg', 'abcdeu', '', writer.ticket])
    expect(refusal(() => found(reference))).toMatchObject({
      code: 'not_found',
      message: `There is no event "${reference}".`,
    });
});

test('every id is found by its last six characters, whatever bits stand before these', () => {
  const { db, create } = recordTickets();
  for (let n = 0; n < 40; n++) create(`t${n}`);
  const { events } = listHistory({ db }, { limit: 100 });
  expect(events.map(({ id }) => getEvent({ db }, id.slice(-6)).id)).toEqual(events.map(({ id }) => id));
});

test('the events of a session are listed the newest first, from whichever client they came', () => {
  const { db, create, record } = recordTickets();
  const ticket = create('one');
  const mine = [
    record(ticket, 'comment', { body: 'a' }, authorOf('bob', 'shared')),
    record(ticket, 'comment', { body: 'b' }, { ...authorOf('carl', 'shared'), client: 'other/2' }),
  ];
  record(ticket, 'comment', { body: 'c' }, authorOf('bob', 'another'));
  expect(listSessionEvents({ db }, 'shared').map(({ id }) => id)).toEqual(mine.reverse());
  expect(listSessionEvents({ db }, 'none')).toEqual([]);
});

test('keys are those of the tickets that the file has', () => {
  const { db, create } = recordTickets();
  const [one, two] = [create('one'), create('two')];
  const missing = ticketWriter({}, { seed: 900 }).ticket;
  expect(keysOf({ db }, [two, missing, one])).toEqual(
    new Map([
      [one, 'PAY-100001'],
      [two, 'PAY-100002'],
    ]),
  );
  expect(keysOf({ db }, [])).toEqual(new Map());
});

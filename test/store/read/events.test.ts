import { describe, expect, test } from 'vitest';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import {
  getEventId,
  listAllEvents,
  listFaults,
  listIds,
  listPresent,
  listRedacted,
  listTicketEvents,
} from '../../../src/store/read/events.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { refusal } from '../../support/refusal.ts';
import { eventsIn, fileOf } from '../../support/store-book.ts';

function twoTickets() {
  const book = recordTickets();
  const [one, two] = [book.create('one'), book.create('two')];
  book.comment(one, 'said');
  return { ...book, one, two };
}

test('events are read in the order in which they came, of all tickets or of one', () => {
  const { db, one, numberOf } = twoTickets();
  const said = (events: readonly { kind: string; ticket: string | null }[]) =>
    events.map(({ kind, ticket }) => [kind, ticket === one]);
  expect(said(listAllEvents(db))).toEqual([
    ['project', false],
    ['create', true],
    ['create', false],
    ['comment', true],
  ]);
  expect(said(listTicketEvents(db, numberOf(one)))).toEqual([
    ['create', true],
    ['comment', true],
  ]);
  expect([...listIds(db)]).toEqual(listAllEvents(db).map(({ id }) => id));
});

test('ids are looked for among those that the file has, and among the redacted ones', () => {
  const { db } = twoTickets();
  const [first, second, ...others] = eventsIn(db).filter((event) => event.kind !== 'project');
  const redacted = fileOf([redactEvent(first!, { actor: 'a', time: 1 }), second!, ...others]);
  const ids = [first!.id, second!.id, '01ARZ3NDEKTSV4RRFFQ69G5FAV'];
  expect(listPresent(redacted.db, ids)).toEqual(new Set([first!.id, second!.id]));
  expect(listRedacted(redacted.db, ids)).toEqual(new Set([first!.id]));
});

test('an event has its id by its number, and a number that there is not is damage', () => {
  const { db } = twoTickets();
  for (const { event, id } of listAllEvents(db)) expect(getEventId(db, event)).toBe(id);
  expect(refusal(() => getEventId(db, 99))).toMatchObject({ code: 'internal' });
});

describe('a row that is no event', () => {
  test.each([
    ["update events set payload = '{' where event = 4", 'payload'],
    ['update events set payload = \'{"body":7}\' where event = 4', 'payload'],
    ['update events set time = -1 where event = 4', 'time'],
    ["update events set parents = x'00' where event = 4", 'parents'],
    ['update events set actor = 99 where event = 4', 'author'],
  ])('%s: is passed over, and told of', (sql, part) => {
    const { db, sqlite, one, numberOf } = twoTickets();
    sqlite.exec(sql);
    expect(listAllEvents(db).map(({ kind }) => kind)).toEqual(['project', 'create', 'create']);
    expect(listTicketEvents(db, numberOf(one)).map(({ kind }) => kind)).toEqual(['create']);
    expect(listFaults(db)).toEqual([
      { event: 4, kind: 'comment', fault: expect.stringMatching(new RegExp(`^${part}`)) },
    ]);
    // Also by name, where its payload may be no JSON.
    expect(listRedacted(db, [...listIds(db)])).toEqual(new Set());
  });
});

import { expect, test } from 'vitest';
import { priorities } from '../../../src/domain/event/ticket.ts';
import { sorts } from '../../../src/domain/query/model.ts';
import { findTickets } from '../../../src/store/find/find.ts';
import { orderOf, parseCursor, renderCursor, urgency, urgencyOf } from '../../../src/store/find/order.ts';
import { findReady } from '../../../src/store/find/ready.ts';
import { tickets } from '../../../src/store/schema/schema.ts';
import { titlesFound } from '../../support/asked-tickets.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';

function datedTickets() {
  const book = recordTickets();
  const first = book.create('a', { priority: 'low', points: 3, due: '2026-12-01' });
  book.create('b', { priority: 'urgent' });
  book.create('c', { priority: 'low', points: 8, due: '2026-11-01' });
  book.change(first, { set: { status: 'todo' } });
  return book;
}

test.each([
  ['', 'acb'],
  ['sort:updated-asc', 'bca'],
  ['sort:created', 'cba'],
  ['sort:created-asc', 'abc'],
  ['sort:priority', 'bac'],
  ['sort:priority-asc', 'cab'],
  ['sort:due', 'cab'],
  ['sort:due-desc', 'acb'],
  ['sort:points', 'cab'],
  ['sort:points-asc', 'acb'],
  ['sort:relevance', 'acb'],
])('"%s" gives %s', async (text, expected) => {
  const { tx } = datedTickets();
  expect((await titlesFound(tx(), text)).join('')).toBe(expected);
  const paged: string[] = [];
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const page = await findTickets(tx(), read(text), { limit: 1, after });
    paged.push(...page.rows.map((row) => row.title));
    after = page.next;
  }
  expect(paged.join('')).toBe(expected);
});

test('a place is read from its cursor as it was, whatever its numbers', () => {
  const place = [-1, 0, 1_790_000_000_123, Number.MAX_SAFE_INTEGER];
  const cursor = renderCursor('p', place);
  expect(cursor).toBe('p-1.0.mubbs7ln.2gosa7pa2gv');
  expect(parseCursor(cursor, { letter: 'p', length: 4 })).toEqual(place);
  expect(parseCursor(undefined, { letter: 'p', length: 4 })).toBeUndefined();
});

test.each([
  ['of another order', 'c1.2'],
  ['of the other direction', 'P1.2'],
  ['of fewer numbers', 'p1'],
  ['of more numbers', 'p1.2.3'],
  ['with numbers that are too long', `p1.${'z'.repeat(12)}`],
  ['with what is no number', 'p1.-'],
  ['with something before it', ' p1.2'],
  ['with something after it', 'p1.2\n'],
  ['that is empty', ''],
])('a cursor %s is refused', (_, cursor) => {
  expect(() => parseCursor(cursor, { letter: 'p', length: 2 })).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(`"${cursor}"`) }),
  );
});

test('a cursor belongs to one order in one direction', async () => {
  const letters = sorts.flatMap((by) =>
    (['asc', 'desc'] as const).map((direction) => orderOf({ by, direction }).letter),
  );
  expect(new Set(letters).size).toBe(sorts.length * 2);
  const { tx } = datedTickets();
  const { next } = await findTickets(tx(), read('sort:created'), { limit: 1 });
  const refused = { code: 'invalid_input' };
  for (const text of ['sort:due', 'sort:created-asc', ''])
    await expect(findTickets(tx(), read(text), { limit: 1, after: next })).rejects.toMatchObject(refused);
  await expect(findTickets(tx(), read(''), { limit: 1, after: "1'; drop" })).rejects.toMatchObject(refused);
  await expect(findReady(tx(), read(''), { limit: 1, after: next })).rejects.toMatchObject(refused);
});

test('urgency is the same number in SQL and out of it, and none for what is no priority', () => {
  const { create, db } = recordTickets();
  for (const priority of [...priorities, 'dire' as 'none']) create(priority, { priority });
  const asked = { priority: tickets.priority, urgency: urgency.mapWith(Number) };
  const rows = db.select(asked).from(tickets).orderBy(tickets.ticket).all();
  expect(rows.map((row) => row.urgency)).toEqual([4, 3, 2, 1, 0, 0]);
  for (const row of rows) expect(urgencyOf(row.priority)).toBe(row.urgency);
});

test('a place in a ranking is counted from its beginning', () => {
  expect(parseCursor('r1', { letter: 'r', length: 1, isCount: true })).toEqual([1]);
  expect(() => parseCursor('r-1', { letter: 'r', length: 1, isCount: true })).toThrow('"r-1" does not belong');
});

import { expect, test } from 'vitest';
import { isPast, readPosition } from '../../../src/store/schema/position.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { eventsIn, fileOf, openFile } from '../../support/store-book.ts';

test('a file is at its last event, within the lineage of what it was built from', () => {
  expect(readPosition(openFile().db)).toEqual({ lineage: '', event: 0, id: '' });
  const { db, create } = recordTickets();
  const before = readPosition(db);
  create('one');
  const after = readPosition(db);
  expect([after.lineage, after.event]).toEqual([before.lineage, before.event + 1]);
  expect(readPosition(fileOf(eventsIn(db)).db).lineage).not.toBe(after.lineage);
});

test('a file goes on from where it was, and from no place of another branch or lineage', () => {
  const { db, create } = recordTickets();
  const before = readPosition(db);
  create('one');
  const after = readPosition(db);
  expect([before, after].map((position) => isPast(db, position))).toEqual([true, true]);
  const others = [
    { ...after, id: 'f'.repeat(32) },
    { ...after, event: after.event + 1 },
    { ...after, lineage: 'another' },
  ];
  expect(others.map((position) => isPast(db, position))).toEqual([false, false, false]);
  expect(isPast(openFile().db, { lineage: '', event: 0, id: '' })).toBe(true);
});

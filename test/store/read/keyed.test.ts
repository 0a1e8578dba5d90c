import { expect, test } from 'vitest';
import { findCall, findMade } from '../../../src/store/read/keyed.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';

test('the owner of an idempotency key is found by the place in its batch', () => {
  const { db, create } = recordTickets();
  for (const index of [0, 1]) create(`n${index}`, { idempotency: { key: 'nightly', hash: 'x', index } });
  create('younger', { idempotency: { key: 'nightly', hash: 'y', index: 0 } });
  const owner = (key: string, index: number) => findMade({ db }, { key, index })?.title;
  expect([owner('nightly', 0), owner('nightly', 1), owner('nightly', 2), owner('weekly', 0)]).toEqual([
    'n0',
    'n1',
    undefined,
    undefined,
  ]);
});

test('of several calls with one key the earliest is meant, and of what it did alike in two clones the earliest', () => {
  const { db, create } = recordTickets();
  for (const [title, hash] of [
    ['first', 'x'],
    ['other', 'y'],
    ['again', 'x'],
  ] as const)
    create(title, { idempotency: { key: 'nightly', hash, index: 0 } });
  create('place', { idempotency: { key: 'nightly', hash: 'x', index: 1 } });
  const { hash, events } = findCall({ db }, 'nightly')!;
  expect(hash).toBe('x');
  expect(events.map(({ payload }) => 'title' in payload && payload.title)).toEqual(['first', 'place']);
  expect(findCall({ db }, 'weekly')).toBeUndefined();
});

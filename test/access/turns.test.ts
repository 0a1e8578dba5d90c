import { expect, test } from 'vitest';
import { openAgain, openStore } from './opened.ts';

test('of several servers one has the turn, until it leaves it or is not heard of for as long as it said', async () => {
  const { store, found, clock } = openStore();
  const other = openAgain(found, clock);
  expect(await store.takeTurn('sync', 'a', 1_000)).toBe(true);
  expect(await other.takeTurn('sync', 'b', 1_000)).toBe(false);
  expect(await other.takeTurn('webhooks', 'b', 1_000)).toBe(true);
  await other.leaveTurn('sync', 'b');
  clock.time += 999;
  expect(await other.takeTurn('sync', 'b', 1_000)).toBe(false);
  expect(await store.takeTurn('sync', 'a', 1_000)).toBe(true);
  clock.time += 1_000;
  expect(await other.takeTurn('sync', 'b', 1_000)).toBe(true);
  expect(await store.takeTurn('sync', 'a', 1_000)).toBe(false);
  await other.leaveTurn('sync', 'b');
  expect(await store.takeTurn('sync', 'a', 1_000)).toBe(true);
});

test('a clock that was set back keeps nobody out', async () => {
  const { store, clock } = openStore();
  await store.takeTurn('sync', 'a', 1_000);
  clock.time -= 86_400_000;
  expect(await store.takeTurn('sync', 'b', 1_000)).toBe(true);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dayMs, openAgain, openStore, refused } from './opened.ts';

const call = { hash: 'h', events: ['E1', 'E2'], answer: { line: 'made' }, isDone: false };

test('a call is known by its key for thirty days, and what it was answered with for one', async () => {
  const { store, clock } = openStore();
  await store.calls.keep('k', call);
  expect(await store.calls.find('k')).toEqual(call);
  expect(await store.calls.find('other')).toBeUndefined();
  await store.calls.keep('k', { ...call, isDone: true });
  expect(await store.calls.find('k')).toEqual({ ...call, isDone: true });
  clock.time += dayMs;
  expect(await store.calls.find('k')).toEqual({ ...call, answer: undefined, isDone: true });
  clock.time += 29 * dayMs;
  expect(await store.calls.find('k')).toBeUndefined();
});

test('of a call that has written nothing nothing is known after a day', async () => {
  const { store, clock } = openStore();
  await store.calls.keep('k', { ...call, events: [], isDone: true });
  expect(await store.calls.find('k')).toMatchObject({ answer: { line: 'made' } });
  clock.time += dayMs;
  expect(await store.calls.find('k')).toBeUndefined();
});

test('what is too old leaves the file with the next call, and a key stands in it in no letters of its own', async () => {
  const { store, clock, found } = openStore();
  await store.calls.keep('my-very-own-key', { ...call, answer: { line: 'of the old one' } });
  clock.time += 31 * dayMs;
  await store.calls.keep('k', call);
  await store.close();
  const bytes = readFileSync(found.path, 'latin1');
  expect(bytes).not.toContain('my-very-own-key');
  const again = openAgain(found, { ...clock, now: () => clock.time - 31 * dayMs });
  expect(await again.calls.find('my-very-own-key')).toBeUndefined();
});

test('a change with a key is done once, and one that is refused leaves its key free', async () => {
  const { store } = openStore();
  const keyed = { key: 'k', hash: 'h', answerOf: (made: unknown) => ({ was: (made as { handle: string }).handle }) };
  expect(await refused(() => store.once(keyed).addActor({ handle: '-', kind: 'human' }))).toMatch(/^invalid_input/);
  expect(await store.calls.find('k')).toBeUndefined();
  await store.once(keyed).addActor({ handle: 'alice', kind: 'human' });
  expect(await store.calls.find('k')).toMatchObject({ hash: 'h', answer: { was: 'alice' }, isDone: true });
  expect(await refused(() => store.once(keyed).addActor({ handle: 'bob', kind: 'human' }))).toMatch(/^busy/);
  expect((await store.listActors()).map(({ handle }) => handle)).toEqual(['alice']);
});

test('a key of one tracker is unknown to another', async () => {
  const { store, found, clock } = openStore();
  await store.calls.keep('k', call);
  expect(await openAgain({ ...found, id: 'another' }, clock).calls.find('k')).toBeUndefined();
});

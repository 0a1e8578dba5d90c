import { expect, test } from 'vitest';
import type { Webhook } from '../../../src/access/access.ts';
import { writePosition } from '../../../src/serve/position.ts';
import { type Pending, positionAfter, startPending, updatePending } from '../../../src/serve/webhooks/pending.ts';
import type { State } from '../../../src/store/schema/state.ts';
import { openTracker } from '../../support/in-process.ts';
import { makeRepository } from '../../support/workspace.ts';

const hookAt = (position: string, events: string[] = []): Webhook => ({
  ...{ id: 'a', url: 'https://a.example/', events, isPrivate: false, createdAt: 0, position },
  ...{ tries: 0, nextAt: 0, lastAt: null, lastFault: null, disabledAt: null },
});

function open(repository = makeRepository()) {
  const { call, workspace } = openTracker(repository.root);
  const read = <T>(work: (state: State) => T) => workspace.home.read(async (state) => work(state));
  return { repository, create: (title: string) => call('ticket', { action: 'create', title }), read };
}

const kindsOf = (pending: Pending) => (pending.waiting.get('a') ?? []).map(({ kind }) => kind);

test('a webhook waits for what came after its position, from the very first event on, and only for its kinds', async () => {
  const { create, read } = open();
  const start = await read(({ position }) => writePosition(position));
  await create('One');
  const pending = await read(startPending);
  expect(await read((state) => updatePending(pending, state, [hookAt(start)]))).toEqual(new Map());
  expect(kindsOf(pending)).toEqual(['project', 'create']);
  const [first] = pending.waiting.get('a')!;
  const only = await read(startPending);
  await read((state) => updatePending(only, state, [hookAt(positionAfter(pending, first!), ['create'])]));
  expect(kindsOf(only)).toEqual(['create']);
});

test('what is new is added once, and what is removed waits for nothing', async () => {
  const { create, read } = open();
  await create('One');
  const hook = hookAt(await read(({ position }) => writePosition(position)));
  const pending = await read(startPending);
  await read((state) => updatePending(pending, state, [hook]));
  expect(kindsOf(pending)).toEqual([]);
  await create('Two');
  for (let time = 0; time < 2; time++) await read((state) => updatePending(pending, state, [hook]));
  expect(kindsOf(pending)).toEqual(['create']);
  await read((state) => updatePending(pending, state, []));
  expect(pending.waiting.size).toBe(0);
});

test('in another history it goes on before the first that it was not told of, and a position of none is where it is now', async () => {
  const one = open();
  const two = open();
  for (const { create } of [one, two]) await create('Start');
  const hook = hookAt(await one.read(({ position }) => writePosition(position)));
  const pending = await one.read(startPending);
  await one.read((state) => updatePending(pending, state, [hook]));
  const moved = await two.read((state) => updatePending(pending, state, [hook]));
  expect(kindsOf(pending)).toEqual(['project', 'create']);
  // All of it is new to who was there.
  expect(moved.get('a')).toBe('.0.');
  const anew = await two.read(startPending);
  const there = await two.read((state) => updatePending(anew, state, [hook]));
  expect(there.get('a')).toBe(await two.read(({ position }) => writePosition(position)));
  expect(kindsOf(anew)).toEqual([]);
});

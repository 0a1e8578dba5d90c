import { expect, test } from 'vitest';
import { runTracker } from '../../cli/run-tracker.ts';
import { type Served, serve } from '../served.ts';
import { listen } from './listening.ts';

const create = async ({ ask, tokens }: Served, title: string) => {
  const { body } = await ask('POST /api/v1/actions/ticket/create', { token: tokens.alice, body: { title } });
  return body.tickets[0] as { id: string; key: string };
};
const kindsOf = (events: readonly { kind: string }[]) => events.map(({ kind }) => kind);

test('what has changed since a position is told once, from now on where none is given', async () => {
  const served = await serve();
  const { ask, tokens } = served;
  const start = await ask('GET /api/v1/events', { token: tokens.bob });
  expect(start.body).toMatchObject({ events: [], left: 0 });
  const { key, id } = await create(served, 'One');
  const since = await ask(`GET /api/v1/events?after=${start.body.position}`, { token: tokens.bob });
  expect(kindsOf(since.body.events)).toEqual(['project', 'create']);
  expect(since.body.events[1]).toMatchObject({ ticket: id, key, actor: 'alice' });
  const after = await ask(`GET /api/v1/events?after=${since.body.position}`, { token: tokens.bob });
  expect(after.body).toEqual({ events: [], position: since.body.position, left: 0 });
});

test('a long history comes in parts, each of which leads to the next', async () => {
  const served = await serve();
  const { ask, tokens } = served;
  const { body: start } = await ask('GET /api/v1/events', { token: tokens.bob });
  for (const title of ['One', 'Two', 'Three']) await create(served, title);
  const kinds: string[] = [];
  for (let at = start.position, left = 1; left > 0; ) {
    const { body } = await ask(`GET /api/v1/events?after=${at}&limit=1`, { token: tokens.bob });
    kinds.push(...kindsOf(body.events));
    ({ position: at, left } = body);
  }
  expect(kinds).toEqual(['project', 'create', 'create', 'create']);
});

test('a position of another history is answered with where this one is, and what is no position is refused', async () => {
  const served = await serve();
  const { ask, tokens } = served;
  await create(served, 'One');
  for (const other of ['nowhere.1.00000000', 'nowhere.99.00000000'])
    expect((await ask(`GET /api/v1/events?after=${other}`, { token: tokens.bob })).body).toMatchObject({ reset: true });
  for (const wrong of ['x', '1', 'a.b.c', '../..', 'x'.repeat(5_000)])
    expect(await ask(`GET /api/v1/events?after=${wrong}`, { token: tokens.bob })).toMatchObject({ status: 400 });
  expect(await ask('GET /api/v1/events?limit=0', { token: tokens.bob })).toMatchObject({ status: 400 });
  expect(await ask('GET /api/v1/events')).toMatchObject({ status: 401 });
});

test('whoever listens hears of each change once, whoever makes it', async () => {
  const served = await serve();
  const { url, tokens, repository } = served;
  const all = await Promise.all([1, 2, 3].map(() => listen(url, { token: tokens.bob! })));
  for (const one of all) await one.hear('hello');
  const { key } = await create(served, 'One');
  const cwd = repository.root;
  expect(await runTracker({ cwd }, 'create', 'Beside', '--type', 'task')).toMatchObject({ code: 0 });
  expect(await runTracker({ cwd }, 'move', key, 'todo')).toMatchObject({ code: 0 });
  for (const { hear, heard } of all) {
    await hear('change', ({ data }) => data.events.some(({ kind }: { kind: string }) => kind === 'move'));
    const events = heard.filter(({ event }) => event === 'change').flatMap(({ data }) => data.events);
    expect(kindsOf(events)).toEqual(['project', 'create', 'create', 'move']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  }
});

test('a change comes with the cards that look different after it: the ticket’s, and those of what it blocks and is part of', async () => {
  const served = await serve();
  const { url, ask, tokens } = served;
  const write = async (call: string, body: object = {}) => ask(`POST /api/v1${call}`, { token: tokens.alice, body });
  const epic = (await write('/tickets', { title: 'All of it', type: 'epic' })).body;
  const first = (await write('/tickets', { title: 'First', parent: epic.key })).body;
  const second = (await write('/tickets', { title: 'Second', blocked_by: [first.key] })).body;
  await write('/tickets', { title: 'Other' });
  const { hear } = await listen(url, { token: tokens.bob! });
  await hear('hello');
  const { headers } = await write(`/tickets/${first.key}/close`);
  const made = headers.get('tracker-events')!.split(', ');
  const { data } = await hear('change', ({ data: { events } }) =>
    events.some(({ id }: { id: string }) => id === made[0]),
  );
  expect(data.gone).toEqual([]);
  const byKey = new Map<string, object>(data.cards.map((card: { key: string }) => [card.key, card]));
  expect([...byKey.keys()].sort()).toEqual([epic.key, first.key, second.key].sort());
  expect(byKey.get(first.key)).toMatchObject({ status: 'done', category: 'done', parent: epic.key });
  expect(byKey.get(epic.key)).toMatchObject({ children: [1, 1] });
  expect(byKey.get(second.key)).not.toHaveProperty('blocked');
  const { body } = await ask('GET /api/v1/cards?query=is:open%20OR%20is:closed', { token: tokens.bob });
  for (const card of data.cards) expect(body.cards).toContainEqual(card);
});

test('whoever comes back with the last id has missed nothing', async () => {
  const served = await serve();
  const { url, tokens } = served;
  const first = await listen(url, { token: tokens.bob! });
  await first.hear('hello');
  await create(served, 'One');
  const { id } = await first.hear('change');
  first.leave();
  const { key } = await create(served, 'Two');
  const second = await listen(url, { token: tokens.bob!, headers: { 'Last-Event-ID': id! } });
  const { data } = await second.hear('change');
  expect(data.events).toMatchObject([{ kind: 'create', key }]);
});

test('a branch that git checks out beneath is another history, of which listeners are told', async () => {
  const served = await serve();
  const { url, tokens, repository } = served;
  await create(served, 'One');
  repository.git('add', '.');
  repository.git('commit', '--quiet', '--message', 'One');
  repository.git('branch', 'other');
  await create(served, 'Two');
  repository.git('commit', '--quiet', '--all', '--message', 'Two');
  const { hear } = await listen(url, { token: tokens.bob! });
  await hear('hello');
  repository.git('checkout', '--quiet', 'other');
  const { data } = await hear('reset');
  expect(data.position).toMatch(/^\S+\.\d+\.[\da-f]{8}$/);
});

test('who holds what is told when that changes, though no event says so', async () => {
  const served = await serve();
  const { ask, url, tokens } = served;
  const { key } = await create(served, 'One');
  const { hear } = await listen(url, { token: tokens.bob! });
  expect((await hear('leases')).data).toEqual([]);
  await ask('POST /api/v1/actions/ticket/claim', { token: tokens.bot, body: { id: key } });
  const { data } = await hear('leases', (one) => one.data.length > 0);
  expect(data).toMatchObject([{ key, actor: 'alice/bot' }]);
});

test('a server that stops says so to whoever listens', async () => {
  const { url, tokens, close } = await serve();
  const { hear, isEnded } = await listen(url, { token: tokens.bob! });
  await hear('hello');
  await close();
  await hear('bye');
  expect(isEnded()).toBe(true);
});

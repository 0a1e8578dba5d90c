import { expect, onTestFinished, test, vi } from 'vitest';
import { keepAnswers } from '../../../src/serve/rest/kept-answers.ts';
import { api, open } from './as-alice.ts';

test('a list that is as it was is answered with 304 until something is written, held or asked by another', async () => {
  const { as, ask, tokens, audit } = await open();
  const { key } = (await as('POST /tickets', { title: 'One', type: 'task' })).body;
  await as(`POST /tickets/${key}/move`, { status: 'todo' });
  for (const path of [
    '/tickets',
    '/board',
    '/board/ready',
    '/cards',
    '/cards/ids?query=One',
    '/projects',
    '/labels',
    '/people',
    '/conflicts',
    '/reviews',
    '/search?query=One',
  ]) {
    const tag = (await as(`GET ${path}`)).headers.get('etag') ?? '';
    expect(tag, path).toMatch(/^W\/"\S+\.\d+\.[0-9a-f]{8}\.\S+"$/);
    const same = await as(`GET ${path}`, undefined, { 'If-None-Match': `"other", ${tag}` });
    expect(same, path).toMatchObject({ status: 304, body: '' });
    expect(same.headers.get('etag')).toBe(tag);
    const other = await ask(`GET ${api}${path}`, { token: tokens.bob, headers: { 'If-None-Match': tag } });
    expect(other.status, path).toBe(200);
  }
  const before = (await as('GET /board/ready')).headers.get('etag') ?? '';
  await ask(`POST ${api}/tickets/${key}/claim`, { token: tokens.bot, body: {} });
  const after = await as('GET /board/ready', undefined, { 'If-None-Match': before });
  expect(after).toMatchObject({ status: 200, body: { total: 0 } });
  const one = await as(`GET /tickets/${key}`);
  const again = await as(`GET /tickets/${key}`, undefined, { 'If-None-Match': one.headers.get('etag') ?? '' });
  expect(again.status).toBe(200);
  expect((await audit()).some(({ code }) => code !== null)).toBe(false);
});

test('cards that were kept are answered to who asks the same of the same state, and to nobody else', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { as, ask, tokens } = await open();
  const make = async (title: string, assignee: string): Promise<string> => {
    const { key } = (await as('POST /tickets', { title, type: 'task', assignees: [assignee] })).body;
    await as(`POST /tickets/${key}/move`, { status: 'todo' });
    return key;
  };
  const own = await make('Own', 'alice');
  const other = await make('Other', 'bob');
  type Cards = { key: string; title: string; claim?: string }[];
  const cardsOf = async (handle: string, query = ''): Promise<Cards> =>
    (await ask(`GET ${api}/cards${query}`, { token: tokens[handle] })).body.cards;
  const keysOf = async (handle: string, query?: string) => (await cardsOf(handle, query)).map(({ key }) => key).sort();
  const claimsIn = (cards: Cards) => cards.flatMap(({ claim }) => claim ?? []);
  // What was made the first time is kept by the second.
  for (let time = 1; time <= 2; time++) {
    expect(await keysOf('alice')).toEqual([own, other].sort());
    expect(await keysOf('bob')).toEqual([own, other].sort());
    expect(await keysOf('alice', '?query=assignee:me')).toEqual([own]);
    expect(await keysOf('bob', '?query=assignee:me')).toEqual([other]);
    expect(await keysOf('bob', '?query=Own')).toEqual([own]);
    const { claim } = (await cardsOf('alice')).find(({ key }) => key === own)!;
    expect(claim).toBeUndefined();
  }
  await ask(`POST ${api}/tickets/${own}/claim`, { token: tokens.bot, body: {} });
  expect(claimsIn(await cardsOf('bob'))).toEqual(['alice/bot']);
  expect(claimsIn(await cardsOf('alice'))).toEqual(['alice/bot']);
  // Nothing is written when a lease ends.
  vi.setSystemTime(Date.now() + 3 * 86_400_000);
  expect(claimsIn(await cardsOf('bob'))).toEqual([]);
  expect(claimsIn(await cardsOf('alice'))).toEqual([]);
  await as(`PATCH /tickets/${other}`, { title: 'Another' });
  expect((await cardsOf('bob')).map(({ title }) => title).sort()).toEqual(['Another', 'Own']);
});

test('an answer is kept as long as there is room', () => {
  const kept = keepAnswers(10);
  kept.keep('a', '1234');
  kept.keep('b', '5678');
  expect(String(kept.find('a')?.text)).toBe('1234');
  kept.keep('c', '90');
  expect(kept.find('b')).toBeDefined();
  // The one that was asked for longest ago.
  kept.keep('d', '12');
  expect(['a', 'b', 'c', 'd'].map((tag) => kept.find(tag) !== undefined)).toEqual([false, true, true, true]);
  kept.keep('e', 'longer than there is room');
  expect(['b', 'c', 'd', 'e'].map((tag) => kept.find(tag) !== undefined)).toEqual([false, false, false, false]);
});

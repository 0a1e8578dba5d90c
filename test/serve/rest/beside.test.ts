import { expect, onTestFinished, test, vi } from 'vitest';
import { api, open } from './as-alice.ts';

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

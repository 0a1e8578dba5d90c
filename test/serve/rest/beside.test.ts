import { expect, onTestFinished, test, vi } from 'vitest';
import type { Holder } from '../../../src/access/access.ts';
import { lookBeside } from '../../../src/serve/rest/beside.ts';
import { keepAnswers } from '../../../src/serve/rest/kept-answers.ts';
import { routes } from '../../../src/serve/rest/routes.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { authorOf } from '../../support/ticket-events.ts';
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

test('cards are made once for whoever asks without a query, and for each where one may be about them', async () => {
  const { create, tx } = recordTickets();
  create('One');
  const kept = keepAnswers();
  const route = routes.find(({ path }) => path === '/cards')!;
  let made = 0;
  const ask = async (actor: string, query?: string): Promise<number> => {
    const holder = { token: { scopes: ['read'] } } as unknown as Holder;
    const args = { action: 'cards', ...(query !== undefined && { query }) };
    const looked = lookBeside(route, { args, holder, isList: true }, { ifNoneMatch: undefined, kept });
    await looked.around(tx({ author: authorOf(actor) }), async () => ++made);
    if (!looked.known()) kept.keep(looked.beside().keepAs!, { text: 'made' });
    return made;
  };
  expect([await ask('anna'), await ask('anna'), await ask('bob')]).toEqual([1, 1, 1]);
  expect([await ask('anna', 'assignee:me'), await ask('bob', 'assignee:me')]).toEqual([2, 3]);
  expect([await ask('anna', 'assignee:me'), await ask('bob', 'assignee:me')]).toEqual([3, 3]);
  create('Two');
  expect([await ask('bob'), await ask('anna')]).toEqual([4, 4]);
});

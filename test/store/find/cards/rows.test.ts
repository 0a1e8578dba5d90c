import { expect, test } from 'vitest';
import { type CardRow, listCards, listCardsOf, listIds } from '../../../../src/store/find/cards/cards.ts';
import type { ReadTx } from '../../../../src/store/tx.ts';
import { read, recordTickets } from '../../../support/recorded-tickets.ts';
import { authorOf } from '../../../support/ticket-events.ts';

const cardsOf = async (tx: ReadTx, text = ''): Promise<Record<string, CardRow>> =>
  Object.fromEntries((await listCards(tx, read(text))).map((card) => [card.title, card]));

test('a card has what its ticket has, and nothing for what it has not', async () => {
  const { create, comment, tx } = recordTickets();
  const epic = create('epic', { type: 'epic' });
  create('plain');
  const full = create('full', {
    ...{ parent: epic, labels: ['b', 'a'], assignees: ['anna', 'zoe'], points: 3, due: '2026-12-01', priority: 'high' },
  });
  comment(full, 'One');
  comment(full, 'Two');
  const cards = await cardsOf(tx());
  expect(cards.full).toMatchObject({
    ...{ labels: ['a', 'b'], assignees: ['anna', 'zoe'], points: 3, due: '2026-12-01', priority: 'high', comments: 2 },
    ...{ parent: cards.epic!.key, type: 'task', status: 'backlog', category: 'todo', revision: 1, id: full },
  });
  const always = ['category', 'created', 'id', 'key', 'priority', 'revision', 'status', 'title', 'type', 'updated'];
  expect(Object.keys(cards.plain!).sort()).toEqual([...always, 'ready'].sort());
});

test('what is blocked, held or a whole of open parts is not ready, and what is closed is neither', async () => {
  const { create, link, archive, change, numberOf, tx } = recordTickets();
  const [free, waiting, blocker, whole] = ['free', 'waiting', 'blocker', 'whole'].map((title) =>
    create(title, { status: 'todo' }),
  );
  create('part', { status: 'todo', parent: whole! });
  link(blocker!, 'blocks', waiting!);
  link(blocker!, 'blocks', create('closed', { status: 'done' }));
  create('stuck', { status: 'blocked' });
  create('strange', { type: 'of another program', status: 'todo' });
  archive(create('hidden', { status: 'todo' }));
  const states = (cards: Record<string, CardRow>) =>
    Object.fromEntries(
      Object.entries(cards).map(([title, { ready, blocked }]) => [title, ready ? 'ready' : blocked ? 'blocked' : '']),
    );
  expect(states(await cardsOf(tx(), 'is:any'))).toMatchObject({
    ...{
      free: 'ready',
      waiting: 'blocked',
      blocker: 'ready',
      whole: '',
      part: 'ready',
      closed: '',
      stuck: 'blocked',
      strange: '',
    },
  });
  expect((await cardsOf(tx(), 'is:archived')).hidden).toMatchObject({ archived: true });
  const liveClaims = new Map([[numberOf(free!), { actor: 'bob', session: 's', running: true, until: 0, since: 7 }]]);
  expect((await cardsOf(tx({ liveClaims }))).free).toMatchObject({ claim: 'bob', claimed: 7 });
  expect((await cardsOf(tx({ liveClaims }))).free).not.toHaveProperty('ready');
  change(blocker!, { set: { status: 'done' } });
  expect((await cardsOf(tx())).waiting).toMatchObject({ ready: true });
});

test('the state of its review is on a card', async () => {
  const { create, record, tx } = recordTickets();
  const ticket = create('a');
  const submission = record(ticket, 'submit', { message: 'Done', evidence: [] }, authorOf('anna'));
  expect((await cardsOf(tx())).a?.review).toBe('waiting');
  record(ticket, 'decide', { submission, decision: 'approved' }, authorOf('bob'));
  expect((await cardsOf(tx())).a?.review).toBe('approved');
});

test('a query shows its cards alone, and their ids are the same', async () => {
  const { create, tx } = recordTickets();
  for (const label of ['x', 'y']) create(label, { labels: [label] });
  for (const text of ['label:x', 'is:open', 'is:closed', '-label:x'])
    expect(await listIds(tx(), read(text)), text).toEqual((await listCards(tx(), read(text))).map(({ id }) => id));
  expect(Object.keys(await cardsOf(tx(), 'label:x'))).toEqual(['x']);
});

test('a card tells of its children, of what a merge has left and of other branches', async () => {
  const { create, archive, numberOf, tx } = recordTickets();
  const whole = create('whole', { type: 'epic' });
  for (const [title, status] of [
    ['first', 'done'],
    ['second', 'todo'],
    ['third', 'todo'],
  ] as const)
    create(title, { status, parent: whole });
  archive(create('hidden', { parent: whole }));
  const at = Date.now();
  const note = { ticket: whole, event: whole, status: 'in_progress', actor: 'zoe', at, place: 'refs/heads/side' };
  const elsewhere = new Map([[numberOf(whole), note]]);
  const cards = await cardsOf(tx({ elsewhere, now: at }), 'is:any');
  expect(cards.whole).toMatchObject({ children: [1, 3], elsewhere: 'in_progress on side by zoe' });
  expect(cards.first).not.toHaveProperty('children');
});

test('the cards of some tickets are those that they have among all', async () => {
  const { create, link, comment, numberOf, tx } = recordTickets();
  const whole = create('whole', { type: 'epic', labels: ['b', 'a'] });
  const blocker = create('blocker', { parent: whole, assignees: ['zoe', 'anna'] });
  const waiting = create('waiting', { parent: whole });
  link(blocker, 'blocks', waiting);
  comment(waiting, 'One');
  create('other', { labels: ['c'] });
  const all = await listCards(tx(), read('is:any'));
  const wanted = [whole, blocker, waiting];
  const some = listCardsOf(tx(), wanted.map(numberOf));
  expect(some).toHaveLength(3);
  for (const card of some) expect(card).toEqual(all.find(({ id }) => id === card.id));
  expect(listCardsOf(tx(), [99])).toEqual([]);
});

test('cards are in the order of a column: by their places, then the most urgent, then the oldest', async () => {
  const { create, record, tx } = recordTickets();
  const put = (ticket: string, rank: string) => record(ticket, 'rank', { rank }, authorOf('anna'));
  const [first, second] = [create('a', { priority: 'low' }), create('b', { status: 'done' })];
  create('c');
  create('d', { priority: 'of a newer program' as 'low' });
  create('e', { priority: 'none' });
  create('f', { priority: 'urgent' });
  const last = create('g');
  for (const one of [last, first]) put(one, 'V');
  put(second, 'Uz');
  const cards = await listCards(tx(), read('is:any'));
  const tied = [
    ['a', first],
    ['g', last],
  ].sort(([, a], [, b]) => (a! < b! ? -1 : 1));
  expect(cards.map(({ title }) => title)).toEqual(['b', ...tied.map(([title]) => title), 'f', 'c', 'd', 'e']);
  expect(cards.map(({ rank }) => rank)).toEqual(['Uz', 'V', 'V', ...Array(4).fill(undefined)]);
});

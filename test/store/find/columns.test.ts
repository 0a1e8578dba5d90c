import { expect, test } from 'vitest';
import { listColumns } from '../../../src/store/find/columns.ts';
import type { ReadTx } from '../../../src/store/tx.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';

async function columnsOf(tx: ReadTx, text: string, limit = 3): Promise<Record<string, string>> {
  const columns = await listColumns(tx, read(text), { statuses: ['backlog', 'todo', 'done'], limit });
  return Object.fromEntries([...columns].map(([status, rows]) => [status, rows.map((row) => row.title).join('')]));
}

function makeBook() {
  const book = recordTickets();
  const { create, archive } = book;
  create('a', { priority: 'low', labels: ['x'] });
  create('b', { priority: 'high', labels: ['x'], points: 1 });
  create('c', { priority: 'high', labels: ['x'], points: 3 });
  create('d', { priority: 'none', labels: ['x'] });
  create('e', { status: 'todo', labels: ['x'] });
  create('f', { status: 'in_progress', labels: ['x'] });
  archive(create('g', { priority: 'urgent', labels: ['x'] }));
  return book;
}

// The first is answered from an index alone, the others are not.
test.each(['', 'label:x', 'is:open'])('"%s" shows the most urgent, then the oldest, of each status', async (text) => {
  const { tx } = makeBook();
  expect(await columnsOf(tx(), text)).toEqual({ backlog: 'bca', todo: 'e', done: '' });
  expect(await columnsOf(tx(), text, 1)).toEqual({ backlog: 'b', todo: 'e', done: '' });
  expect(await columnsOf(tx(), text, 4)).toEqual({ backlog: 'bcad', todo: 'e', done: '' });
});

test.each([
  ['sort:created', 'dcba'],
  ['sort:points', 'cbda'],
  ['sort:relevance', 'bcad'],
  ['label:x sort:created-asc', 'abcd'],
])('"%s" has an order of its own in every column', async (text, backlog) => {
  expect((await columnsOf(makeBook().tx(), text, 5)).backlog).toBe(backlog);
});

test('types that share a status share its column, in one order', async () => {
  const { create, tx } = recordTickets();
  create('a', { type: 'bug', status: 'done' });
  create('b', { type: 'task', status: 'done' });
  create('c', { type: 'bug', status: 'done' });
  create('d', { type: 'epic', status: 'done', priority: 'high' });
  for (const text of ['', 'status:done']) {
    expect((await columnsOf(tx(), text, 5)).done).toBe('dabc');
    expect((await columnsOf(tx(), text, 3)).done).toBe('dab');
  }
});

test('a query shows what it means and nothing else', async () => {
  const { tx } = makeBook();
  expect(await columnsOf(tx(), 'priority:high')).toEqual({ backlog: 'bc', todo: '', done: '' });
  expect(await columnsOf(tx(), 'is:archived')).toEqual({ backlog: 'g', todo: '', done: '' });
  expect(await columnsOf(tx(), 'status:in_progress')).toEqual({ backlog: '', todo: '', done: '' });
});

test('a priority that only a newer program knows is as urgent as none', async () => {
  const { create, tx } = recordTickets();
  create('a', { priority: 'none' });
  create('b', { priority: 'dire' as 'none' });
  create('c', { priority: 'none' });
  create('d', { priority: 'low' });
  for (const text of ['', 'is:open']) expect((await columnsOf(tx(), text, 5)).backlog).toBe('dabc');
});

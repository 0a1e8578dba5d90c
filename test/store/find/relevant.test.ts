import { expect, test } from 'vitest';
import { findTickets } from '../../../src/store/find/find.ts';
import { findByRelevance } from '../../../src/store/find/relevant.ts';
import { openFullText } from '../../../src/store/fulltext/fulltext.ts';
import type { ReadTx } from '../../../src/store/tx.ts';
import { titlesFound } from '../../support/asked-tickets.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';

/** The titles of each page, and how many tickets every page said there are. */
async function pagesOf(tx: ReadTx, text: string, limit: number) {
  const pages: string[] = [];
  const totals = new Set<number>();
  let after: string | undefined;
  do {
    const page = await findByRelevance(tx, read(text), { limit, after });
    pages.push(page.rows.map((row) => row.title).join(' '));
    totals.add(page.total);
    after = page.next;
  } while (after !== undefined);
  return { pages, totals: [...totals] };
}

test('a key looked for like a word is that ticket, before those that mention it', async () => {
  const { create, tx } = recordTickets();
  create('the one');
  create('follows PAY-100001');
  expect(await titlesFound(tx(), 'PAY-100001')).toEqual(['the one', 'follows PAY-100001']);
  expect(await titlesFound(tx(), 'pay-100001 is:open')).toEqual(['the one', 'follows PAY-100001']);
  expect(await titlesFound(tx(), 'PAY-100001 is:closed')).toEqual([]);
});

test('an answer from an index that is being built says of how many tickets it speaks, and blames no condition', async () => {
  for (const text of ['alpha', 'alpha sort:created', '-alpha', 'alpha type:bug']) {
    const book = recordTickets({ fullText: openFullText(':memory:', { left: 0, read: 0 }) });
    book.create('alpha');
    const partly = book.tx({ caveats: new Set() });
    const found = await findTickets(partly, read(text), { limit: 5 });
    expect([...partly.caveats]).toEqual([expect.stringMatching(/^index: 0 %\./)]);
    expect(found.emptiedBy).toBeUndefined();
    await book.fullText.bringUpToDate(book.db);
    const whole = book.tx({ caveats: new Set() });
    await findTickets(whole, read(text), { limit: 5 });
    expect(whole.caveats.size).toBe(0);
    book.fullText.close();
  }
});

test('the ticket that is named is on the first page alone, also when its own text has the key', async () => {
  const { create, tx } = recordTickets();
  create('PAY-100001');
  create('after-PAY-100001');
  create('before-PAY-100001');
  const { pages, totals } = await pagesOf(tx(), 'PAY-100001', 1);
  expect(pages[0]).toBe('PAY-100001');
  expect(pages.toSorted()).toEqual(['PAY-100001', 'after-PAY-100001', 'before-PAY-100001']);
  expect(totals).toEqual([3]);
});

test('archived tickets are found alone, with others, or not at all, as the query asks', async () => {
  const { create, archive, tx } = recordTickets();
  create('webhook');
  archive(create('webhook-old', { labels: ['x'] }));
  create('webhook-done', { status: 'done' });
  expect(await pagesOf(tx(), 'webhook', 5)).toEqual({ pages: ['webhook webhook-done'], totals: [2] });
  expect(await pagesOf(tx(), 'webhook is:archived', 5)).toEqual({ pages: ['webhook-old'], totals: [1] });
  expect(await pagesOf(tx(), 'webhook is:archived label:x', 5)).toEqual({ pages: ['webhook-old'], totals: [1] });
  expect((await pagesOf(tx(), 'webhook is:archived,closed', 1)).pages.toSorted()).toEqual([
    'webhook-done',
    'webhook-old',
  ]);
  expect((await pagesOf(tx(), 'webhook -is:archived', 5)).totals).toEqual([2]);
});

test('the ranking goes on over pages where filters thin it out, each ticket once', async () => {
  const { create, tx } = recordTickets();
  for (let i = 0; i < 30; i++) create(`webhook-${i}`, { labels: [i % 2 ? 'odd' : 'even'] });
  for (const text of ['webhook', 'webhook label:odd']) {
    const whole = await pagesOf(tx(), text, 100);
    const { pages, totals } = await pagesOf(tx(), text, 8);
    expect(pages.join(' ')).toBe(whole.pages.join(' '));
    expect(totals).toEqual(whole.totals);
    expect(pages).toHaveLength(Math.ceil(totals[0]! / 8));
    expect(new Set(pages.join(' ').split(' ')).size).toBe(totals[0]);
  }
});

test('a page behind the last ticket is empty, and a cursor of another order is refused', async () => {
  const { create, tx } = recordTickets();
  create('webhook');
  expect(await findByRelevance(tx(), read('webhook'), { limit: 5, after: 'r9' })).toEqual({ rows: [], total: 1 });
  await expect(findByRelevance(tx(), read('webhook'), { limit: 5, after: 'u1.2' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

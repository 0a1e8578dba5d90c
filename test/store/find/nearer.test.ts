import { expect, test } from 'vitest';
import { renderQuery } from '../../../src/domain/query/render.ts';
import { findEmptying } from '../../../src/store/find/emptied.ts';
import { findTickets } from '../../../src/store/find/find.ts';
import { readNearer } from '../../../src/store/find/nearer.ts';
import { findReady } from '../../../src/store/find/ready.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';

function tickets() {
  const book = recordTickets();
  book.create('Caching of invoices', { status: 'todo' });
  book.create('Invoice layout', { type: 'bug', status: 'triage', description: 'Seen with caching on' });
  book.archive(book.create('Shelved gadget'));
  return book;
}

test('where no ticket has a word, those that have the nearest are found, and it is said', async () => {
  const { tx } = tickets();
  const found = await findTickets(tx(), read('cachng'), { limit: 1 });
  expect(found).toMatchObject({ total: 2, rows: [{ title: 'Caching of invoices' }], next: 'r1' });
  expect(found.notes).toEqual(['No ticket has cachng; searched for caching instead.']);
  const second = await findTickets(tx(), read('cachng'), { limit: 1, after: 'r1' });
  expect(second.rows[0]?.title).toBe('Invoice layout');
  expect([...second.snippets!.values()]).toEqual(['Seen with caching on']);
});

test.each([
  ['cachng layout type:bug', 'layout caching type:bug'],
  ['cachng OR nonsenseword', 'caching OR nonsenseword'],
  ['(cachng type:bug) OR layuot', '(caching type:bug) OR layout'],
  ['cachng -layuot', '-layuot caching'],
])('of %s only the words to be found are replaced', async (text, nearer) => {
  const { tx } = tickets();
  expect(renderQuery((await readNearer(tx(), read(text)))!.query)).toBe(nearer);
});

test.each([
  ...['caching nonsenseword', '"cachng"', 'cachng*', 'type:bug', '', 'gadget', 'caching type:epic'],
  ...['layout OR cachng', 'cachng OR type:epic', '-cachng', '-(cachng OR layuot)'],
])('nothing is replaced in "%s", which finds nothing for other reasons or may find something', async (text) => {
  const { tx } = tickets();
  expect(await readNearer(tx(), read(text))).toBeUndefined();
});

test('what is to be changed or taken is never found by a near word, which is only offered', async () => {
  const { tx } = tickets();
  expect(await findReady(tx(), read('cachng'), { limit: 1 })).toMatchObject({ rows: [], total: 0 });
  expect(await findEmptying(tx(), read('cachng'))).toEqual({ emptiedBy: 'cachng', nearest: 'caching' });
});

test('where the near words find nothing either, the condition that left nothing is named', async () => {
  const { tx } = tickets();
  expect(await findTickets(tx(), read('cachng type:epic'), { limit: 5 })).toMatchObject({
    total: 0,
    emptiedBy: 'type:epic',
    notes: ['No ticket has cachng; searched for caching instead.'],
  });
});

test('where nothing is found, words that may have been meant to join or leave out are named', async () => {
  const { tx } = tickets();
  for (const text of ['caching or layout', 'caching NOT layout'])
    expect((await findTickets(tx(), read(text), { limit: 5 })).notes?.[0]).toMatch(
      /^(?:or|NOT) is searched for as a word/,
    );
  expect(await findTickets(tx(), read('caching "or" layout'), { limit: 5 })).not.toHaveProperty('notes');
});

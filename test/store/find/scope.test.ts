import { describe, expect, test } from 'vitest';
import { archivedOf, filtersOf, hasWords, listNamed, partsOf, readScope } from '../../../src/store/find/scope.ts';
import { tickets } from '../../../src/store/schema/schema.ts';
import type { ReadTx } from '../../../src/store/tx.ts';
import { askedTickets } from '../../support/asked-tickets.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';

async function scoped(tx: ReadTx, text: string): Promise<string[]> {
  const rows = tx.db
    .select({ title: tickets.title })
    .from(tickets)
    .where(await readScope(tx, read(text)));
  return rows
    .all()
    .map((row) => row.title)
    .toSorted();
}

describe('words and filters together:', () => {
  const { tx } = askedTickets();
  const all = ['epic', 'finished', 'login', 'signup', 'stuck', 'waiting'];

  test.each<[string, string[]]>([
    ['login', ['login']],
    ['discussed', ['signup']],
    ['discussed label:frontend', ['signup']],
    ['login is:closed', []],
    ['-login', all.filter((title) => title !== 'login')],
    ['-login -signup is:open', ['epic', 'stuck', 'waiting']],
    ['login -fails', []],
    ['shelved', []],
    ['shelved is:archived', ['shelved']],
    ['-shelved is:archived', []],
    ['-login is:archived', ['shelved']],
    ['PAY-100002', ['login']],
    ['100002 is:closed', []],
    ['PAY-100007', []],
    ['PAY-100007 is:archived', ['shelved']],
    ['!!!', []],
  ])('%s', async (text, expected) => {
    expect(await scoped(tx(), text)).toEqual(expected);
  });
});

test('archived tickets are left out unless a condition is about them or names tickets', async () => {
  const { tx } = askedTickets();
  for (const [text, archived] of [
    ['', 'without'],
    ['label:security', 'without'],
    ['-is:archived', 'without'],
    ['-key:100001', 'without'],
    ['is:open', 'without'],
    ['is:archived', 'with'],
    ['is:open,archived', 'with'],
    ['key:100007', 'with'],
  ] as const) {
    expect([text, archivedOf(read(text))]).toEqual([text, archived]);
    const found = await scoped(tx(), text);
    expect([text, found.includes('shelved')]).toEqual([text, archived === 'with']);
  }
});

test('that a ticket is not archived is looked up in an index where no condition has a better one', () => {
  const { tx } = askedTickets();
  const planOf = (text: string, route: 'seek' | 'walk' = 'seek') => {
    const query = tx()
      .db.select()
      .from(tickets)
      .where(filtersOf(tx(), read(text), route))
      .toSQL();
    const rows = tx()
      .db.$client.prepare(`explain query plan ${query.sql}`)
      .all(...query.params);
    return (rows as { detail: string }[])[0]!.detail;
  };
  for (const text of ['', '-label:security', 'points:3'])
    expect([text, planOf(text)]).toEqual([text, expect.stringContaining('tickets_status (archived=?')]);
  for (const text of ['label:security', 'assignee:bob', 'key:100002', 'parent:100001'])
    expect([text, planOf(text)]).toEqual([text, expect.not.stringContaining('tickets_status')]);
  expect(planOf('status:todo')).toContain('tickets_rank (status=?');
  expect(planOf('type:task', 'walk')).not.toContain('tickets_status');
});

test('only words that are to be found make a ranking', () => {
  expect(['login', 'a -b', '-a -b', 'is:open', ''].map((text) => hasWords(read(text)))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('a word on its own that is a key names that ticket', () => {
  const { create, change, tx, numberOf } = recordTickets();
  const ticket = create('one', { number: 100_001 });
  change(ticket, { key: { project: 'WEB', number: 100_009 } });
  for (const text of ['WEB-100009', 'web-100009', '#WEB-100009', '"web-100009"', 'PAY-100001', '100001'])
    expect([text, listNamed(tx(), partsOf(read(text)).wanted)]).toEqual([text, [numberOf(ticket)]]);
  for (const text of ['', '100009', '-web-100009', 'web-100009 one', 'key:web-100009', 'web-100009x', '12'])
    expect([text, listNamed(tx(), partsOf(read(text)).wanted)]).toEqual([text, []]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countByStatus, countTickets, eachMatching, findTickets } from '../../../src/store/find/find.ts';
import { findReady } from '../../../src/store/find/ready.ts';
import { askedTickets, held } from '../../support/asked-tickets.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';

// What each filter means is where.test.ts, orders are order.test.ts, rankings relevant.test.ts.
test.each([
  ...['', 'is:open', 'priority:>=high', 'label:security,frontend', 'login', '-login', 'is:archived', 'type:bgu'],
  ...['login OR type:epic', '(login OR signup) sort:due', '-(type:bug OR signup)', 'is:archived OR login'],
])('however "%s" is asked, page by page, one by one, or counted, it means the same tickets', async (text) => {
  const { tx } = askedTickets();
  const { rows, total } = await findTickets(tx(), read(text), { limit: 50 });
  const keys = rows.map((row) => row.key).toSorted();
  expect(total).toBe(keys.length);
  expect(await countTickets(tx(), read(text))).toBe(total);
  const seen: string[] = [];
  await eachMatching(tx(), read(text), ({ key }) => void seen.push(key));
  expect(seen.toSorted()).toEqual(keys);
  expect((await countByStatus(tx(), read(text))).reduce((sum, row) => sum + row.count, 0)).toBe(total);
  expect((await findTickets(tx(), read(text), { limit: 1 })).total).toBe(total);
});

test('one that is shown on its own has what statistics need, as its row says', async () => {
  const { tx } = askedTickets();
  const [row] = (await findTickets(tx(), read('type:bug'), { limit: 1 })).rows;
  const { ticket, key, type, status, createdAt, updatedAt } = row!;
  const seen: unknown[] = [];
  await eachMatching(tx(), read('type:bug'), (one) => void seen.push(one));
  expect(seen).toEqual([{ ticket, key, type, status, createdAt, updatedAt }]);
});

test.each([
  '',
  'sort:created-asc',
  'sort:priority',
  'sort:due',
  'sort:points',
  'ticket',
  'ticket sort:updated',
  '-nothing',
  'label:x',
  'ticket OR nothing',
  '(ticket OR type:bug) sort:created',
  'tickte',
])('pages of "%s" show every ticket once, also when others are written meanwhile', async (text) => {
  const book = recordTickets();
  for (let i = 0; i < 23; i++) {
    const priority = (['urgent', 'low', 'medium'] as const)[i % 3]!;
    const due = i % 4 === 0 ? { due: `2026-11-${10 + i}` } : {};
    book.create(`ticket ${i}`, { priority, labels: ['x'], ...due, ...(i % 2 && { points: (i % 13) + 1 }) });
  }
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await findTickets(book.tx(), read(text), { limit: 5, after });
    expect(page.total).toBeGreaterThanOrEqual(23);
    expect(page.next?.length ?? 0).toBeLessThan(24);
    seen.push(...page.rows.map((row) => row.title));
    after = page.next;
    if (seen.length === 10 && text === '') book.create('late');
  } while (after !== undefined);
  expect(seen.toSorted()).toEqual(Array.from({ length: 23 }, (_, i) => `ticket ${i}`).toSorted());
});

test('what was counted before a write is counted anew after it', async () => {
  const { tx, create, clock } = recordTickets();
  for (const title of ['a', 'b', 'c']) create(title);
  expect(await countTickets(tx(), read('is:open'))).toBe(3);
  create('d');
  expect(await countTickets(tx(), read('is:open'))).toBe(4);
  expect((await findReady(tx({ now: clock.now }), read(''), { limit: 1 })).total).toBe(4);
});

test('what was counted for one caller, time or claim is not taken for another', async () => {
  const { tx, create, numberOf } = recordTickets();
  const ticket = create('a', { assignees: ['anna'], due: '2026-10-05' });
  const author = { ...tx().author, actor: 'bob' };
  const counts = async (text: string, ...transactions: ReturnType<typeof tx>[]) => {
    const found: number[] = [];
    for (const each of transactions) found.push(await countTickets(each, read(text)));
    return found;
  };
  const claimed = tx({ liveClaims: new Map([[numberOf(ticket), held]]) });
  expect(await counts('assignee:me', tx(), tx({ author }))).toEqual([1, 0]);
  expect(await counts('is:overdue', tx(), tx({ now: Date.parse('2026-10-06') }))).toEqual([0, 1]);
  expect(await counts('created:1d', tx(), tx({ now: Date.parse('2026-12-06') }))).toEqual([1, 0]);
  expect(await counts('is:claimed', tx(), claimed)).toEqual([0, 1]);
  expect(await counts('is:ready', tx(), claimed)).toEqual([1, 0]);
});

test('the best match comes first, and a snippet shows what the title does not', async () => {
  const { create, comment, tx } = recordTickets();
  const long = `${'some words before it '.repeat(10)}the token is refreshed too late when the clock is skewed ${'and after '.repeat(10)}`;
  create('session ends', { description: long });
  const commented = create('logout');
  comment(commented, 'Seen with a stale token.');
  create('token refresh');
  const found = await findTickets(tx(), read('token'), { limit: 10 });
  expect(found.rows[0]?.title).toBe('token refresh');
  const snippets = found.rows.map((row) => found.snippets!.get(row.ticket));
  expect(snippets[0]).toBeUndefined();
  expect(snippets).toContain('Seen with a stale token.');
  const cut = snippets.find((snippet) => snippet?.startsWith('…'))!;
  expect(cut).toContain('the token is refreshed');
  expect(cut.split(' ').length).toBeLessThanOrEqual(12);
});

test('counts by status tell types and priorities apart', async () => {
  const { tx } = askedTickets();
  expect(await countByStatus(tx(), read('priority:>=high'))).toEqual([
    { type: 'bug', status: 'confirmed', priority: 'urgent', count: 1 },
    { type: 'task', status: 'todo', priority: 'high', count: 1 },
  ]);
});

const pieces = fc.oneof(
  fc.constantFrom(
    'type:',
    'label:',
    '-',
    'is:',
    'assignee:',
    'created:',
    'key:',
    'points:',
    'no:',
    'due:',
    'sort:',
    'parent:',
    'author:',
  ),
  fc.constantFrom(
    'bug',
    'ready',
    'blocked',
    'me',
    'none',
    '>=',
    '..',
    '9999y',
    '2026',
    'login',
    'PAY-100001',
    '100001',
    '*',
    'Backend',
  ),
  fc.constantFrom(' ', ' ', ' ', ' OR ', '(', ')', '-(', '"', ',', ':', '%', "'", '\0', '_', '\ud83d'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

test('no text makes a search fail, and no filter adds to a result', async () => {
  const { tx } = askedTickets();
  const text = fc.array(pieces, { maxLength: 20 }).map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(text, async (asked) => {
      const query = read(asked);
      const found = await findTickets(tx(), query, { limit: 3 });
      expect(found.rows.length).toBe(Math.min(3, found.total));
      // What is found by near words alone does not count.
      if (!found.notes) expect(await countTickets(tx(), query)).toBe(found.total);
      const fewer = await findTickets(
        tx(),
        { ...query, filters: [...query.filters, ...read('is:open').filters] },
        { limit: 3 },
      );
      expect(fewer.total).toBeLessThanOrEqual(found.total);
      await findReady(tx(), query, { limit: 2 });
    }),
    { numRuns: 300 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listColumns } from '../../../src/store/find/columns.ts';
import { countByStatus, countTickets, eachMatching, findTickets } from '../../../src/store/find/find.ts';
import { findReady } from '../../../src/store/find/ready.ts';
import type { ReadTx } from '../../../src/store/tx.ts';
import { read, recordTickets, startTime } from '../../support/recorded-tickets.ts';
import { authorOf } from '../../support/ticket-events.ts';

const day = 86_400_000;

const titles = async (tx: ReadTx, text: string, limit = 50): Promise<string[]> =>
  (await findTickets(tx, read(text), { limit })).rows.map((row) => row.title);

/** One ticket for every kind of question. */
function makeBook() {
  const book = recordTickets();
  const { create, change, comment, link, archive } = book;
  const epic = create('epic', { type: 'epic', status: 'open', priority: 'none' });
  const login = create('login', {
    type: 'bug',
    status: 'confirmed',
    priority: 'urgent',
    labels: ['Backend', 'security'],
    assignees: ['anna', 'bob/claude-code'],
    points: 5,
    due: '2026-10-05',
    parent: epic,
    description: 'The login fails.',
  });
  const signup = create(
    'signup',
    { status: 'todo', priority: 'high', labels: ['frontend'], points: 8, due: '2026-11-20' },
    authorOf('bob'),
  );
  const blocked = create('waiting', { priority: 'low', parent: epic, labels: ['good first issue'] });
  const stuck = create('stuck', { status: 'blocked' });
  const done = create('finished', { status: 'done', assignees: ['bob'], due: '2026-10-02' });
  const old = create('shelved', { labels: ['security'] });
  link(signup, 'blocks', blocked);
  link(done, 'blocks', login);
  comment(signup, 'as discussed');
  archive(old);
  change(done, { set: { points: 1 } });
  return { ...book, epic, login, signup, blocked, stuck, done, old };
}

const held = { actor: 'bob', session: 's', running: true, until: Number.POSITIVE_INFINITY };

describe('filters', () => {
  const { tx, numberOf, login, clock } = makeBook();
  const at = tx({ liveClaims: new Map([[numberOf(login), held]]) });
  const open = ['epic', 'login', 'signup', 'stuck', 'waiting'];
  const all = [...open, 'finished'].toSorted();

  test.each<[string, string[]]>([
    ['', all],
    ['*', all],
    ['type:bug', ['login']],
    ['type:bug,epic', ['epic', 'login']],
    ['-type:task', ['epic', 'login']],
    ['status:todo,done', ['finished', 'signup']],
    ['priority:>=high', ['login', 'signup']],
    ['priority:<low', ['epic']],
    ['priority:medium', ['finished', 'stuck']],
    ['label:backend', ['login']],
    ['label:security label:backend', ['login']],
    ['label:security label:frontend', []],
    ['label:security,frontend', ['login', 'signup']],
    ['label:"good first issue"', ['waiting']],
    ['no:label', ['epic', 'finished', 'stuck']],
    ['-label:backend', ['epic', 'finished', 'signup', 'stuck', 'waiting']],
    ['label:none,frontend', ['epic', 'finished', 'signup', 'stuck']],
    ['assignee:me', ['login']],
    ['assignee:@me', ['login']],
    ['assignee:bob', ['finished', 'login']],
    ['assignee:bob/claude-code', ['login']],
    ['assignee:BOB', ['finished', 'login']],
    ['assignee:none', ['epic', 'signup', 'stuck', 'waiting']],
    ['no:assignee is:open', ['epic', 'signup', 'stuck', 'waiting']],
    ['author:bob', ['signup']],
    ['-author:bob type:bug', ['login']],
    ['project:pay', all],
    ['project:other', []],
    ['parent:none', ['epic', 'finished', 'signup', 'stuck']],
    ['parent:PAY-100001', ['login', 'waiting']],
    ['parent:100001', ['login', 'waiting']],
    ['key:pay-100002,#100003', ['login', 'signup']],
    ['key:PAY-100007', ['shelved']],
    ['-key:PAY-100002 type:bug', []],
    ['is:open', open],
    ['is:closed', ['finished']],
    ['is:archived', ['shelved']],
    ['is:archived,closed', ['finished', 'shelved']],
    ['is:ready', ['signup']],
    ['is:blocked', ['stuck', 'waiting']],
    ['is:claimed', ['login']],
    ['-is:claimed type:bug', []],
    ['is:overdue', ['login']],
    ['points:>=5', ['login', 'signup']],
    ['points:1..5', ['finished', 'login']],
    ['points:8,1', ['finished', 'signup']],
    ['-points:>=5', ['epic', 'finished', 'stuck', 'waiting']],
    ['no:points', ['epic', 'stuck', 'waiting']],
    ['due:<2026-10-06', ['finished', 'login']],
    ['due:2026-11', ['signup']],
    ['due:2026-10-05', ['login']],
    ['due:>2026-10-05', ['signup']],
    ['no:due', ['epic', 'stuck', 'waiting']],
    ['created:2026-10-01', all],
    ['created:<2026-10-01', []],
    ['updated:7d', []],
    ['updated:30d', all],
    ['has:description', ['login']],
    ['has:comment', ['signup']],
    ['has:link', ['finished', 'login', 'signup', 'waiting']],
    ['no:link,comment', ['epic', 'finished', 'login', 'stuck', 'waiting']],
    ['has:review', []],
    ['no:conflict', all],
    ['login', ['login']],
    ['discussed', ['signup']],
    ['login is:closed', []],
    ['-login', all.filter((title) => title !== 'login')],
    ['-login -signup is:open', ['epic', 'stuck', 'waiting']],
    ['shelved', []],
    ['shelved is:archived', ['shelved']],
    ['type:bgu', []],
    ['!!!', []],
  ])('%s', async (text, expected) => {
    clock.now = startTime + 10 * day;
    const now = { ...at, now: clock.now };
    expect((await titles(now, text)).toSorted()).toEqual(expected);
    expect(await countTickets(now, read(text))).toBe(expected.length);
    const seen: string[] = [];
    await eachMatching(now, read(text), ({ key }) => seen.push(key));
    expect(seen).toHaveLength(expected.length);
    expect((await countByStatus(now, read(text))).reduce((sum, row) => sum + row.count, 0)).toBe(expected.length);
    expect((await findTickets(now, read(text), { limit: 1 })).total).toBe(expected.length);
  });

  test('a former key finds its ticket', async () => {
    const { create, change, tx: late } = recordTickets();
    const ticket = create('moved', { number: 123_456 });
    change(ticket, { key: { project: 'WEB', number: 123_456 } });
    expect(await titles(late(), 'key:PAY-123456')).toEqual(['moved']);
    expect(await titles(late(), 'key:WEB-123456')).toEqual(['moved']);
  });
});

describe('order and pages', () => {
  const dated = () => {
    const book = recordTickets();
    const [a, b, c] = [
      book.create('a', { priority: 'low', points: 3, due: '2026-12-01' }),
      book.create('b', { priority: 'urgent' }),
      book.create('c', { priority: 'low', points: 8, due: '2026-11-01' }),
    ];
    book.change(a, { set: { status: 'todo' } });
    return { ...book, a, b, c };
  };

  test.each([
    ['', 'acb'],
    ['sort:updated-asc', 'bca'],
    ['sort:created', 'cba'],
    ['sort:created-asc', 'abc'],
    ['sort:priority', 'bac'],
    ['sort:due', 'cab'],
    ['sort:due-desc', 'acb'],
    ['sort:points', 'cab'],
    ['sort:points-asc', 'acb'],
    ['sort:relevance', 'acb'],
  ])('%s gives %s', async (text, expected) => {
    expect((await titles(dated().tx(), text)).join('')).toBe(expected);
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

  test('a cursor of another order, or none at all, is refused', async () => {
    const { tx } = dated();
    const { next } = await findTickets(tx(), read('sort:created'), { limit: 1 });
    await expect(findTickets(tx(), read('sort:due'), { limit: 1, after: next })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(findTickets(tx(), read(''), { limit: 1, after: "1'; drop" })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(findReady(tx(), read(''), { limit: 1, after: next })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('what was counted before a write is counted anew after it', async () => {
    const { tx, create, clock } = dated();
    expect(await countTickets(tx(), read('is:open'))).toBe(3);
    create('d');
    expect(await countTickets(tx(), read('is:open'))).toBe(4);
    expect((await findReady(tx({ now: clock.now }), read(''), { limit: 1 })).total).toBe(4);
  });
});

describe('words', () => {
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

  test('a key looked for like a word is that ticket, before those that mention it', async () => {
    const { create, tx } = recordTickets();
    create('the one');
    create('follows PAY-100001');
    expect(await titles(tx(), 'PAY-100001')).toEqual(['the one', 'follows PAY-100001']);
    expect(await titles(tx(), 'pay-100001 is:open')).toEqual(['the one', 'follows PAY-100001']);
    expect(await titles(tx(), 'PAY-100001 is:closed')).toEqual([]);
  });

  test('the ranking goes on over pages where filters thin it out', async () => {
    const { create, tx } = recordTickets();
    for (let i = 0; i < 30; i++) create(`webhook ${i}`, { labels: [i % 2 ? 'odd' : 'even'] });
    const first = await findTickets(tx(), read('webhook label:odd'), { limit: 8 });
    const second = await findTickets(tx(), read('webhook label:odd'), { limit: 8, after: first.next });
    expect(first.total).toBe(15);
    expect(new Set([...first.rows, ...second.rows].map((row) => row.ticket)).size).toBe(15);
    expect(second.next).toBeUndefined();
  });
});

describe('an empty result', () => {
  const emptying = async (text: string) => {
    const { emptiedBy, nearest } = await findTickets(makeBook().tx(), read(text), { limit: 5 });
    return [emptiedBy, nearest];
  };

  test.each([
    ['type:bug status:todo', 'type:bug', undefined],
    ['is:open label:bakend', 'label:bakend', 'label:Backend'],
    ['assignee:anan type:bug', 'assignee:anan', 'assignee:anna'],
    ['author:bobb', 'author:bobb', 'author:bob'],
    ['project:PAI is:open', 'project:PAI', 'project:PAY'],
    ['login nonsenseword', 'nonsenseword', undefined],
    ['login is:closed', 'is:closed', undefined],
    ['priority:>=hgih is:open', 'priority:>=hgih', undefined],
    ['is:open is:closed type:decision', 'is:closed', undefined],
  ])('%s is emptied by %s', async (text, culprit, nearest) => {
    expect(await emptying(text)).toEqual([culprit, nearest]);
  });

  test('where there is no ticket no qualifier is to blame', async () => {
    expect(await findTickets(recordTickets().tx(), read('is:open login'), { limit: 5 })).toEqual({
      rows: [],
      total: 0,
    });
  });
});

describe('ready tickets', () => {
  test('they come by priority, then by how many wait for them, then by age', async () => {
    const { create, link, tx, archive } = recordTickets();
    const old = create('old');
    const key = create('holds up three');
    const middle = create('waits, and holds up two');
    const [x, y] = [create('waits x', { type: 'bug', status: 'triage' }), create('waits y')];
    const done = create('done', { status: 'done' });
    create('urgent', { priority: 'urgent' });
    const one = create('holds up one');
    const last = create('waits z');
    link(key, 'blocks', middle);
    link(middle, 'blocks', x);
    link(middle, 'blocks', y);
    link(one, 'blocks', last);
    link(done, 'blocks', old);
    archive(create('archived'));
    create('not confirmed', { type: 'bug', status: 'triage' });
    const found = await findReady(tx(), read(''), { limit: 10 });
    expect(found.rows.map((row) => row.title)).toEqual(['urgent', 'holds up three', 'holds up one', 'old']);
    expect(found.total).toBe(4);
  });

  test('claims and the query leave tickets out, and pages go on', async () => {
    const { create, tx, numberOf } = recordTickets();
    const ids = Array.from({ length: 12 }, (_, i) => create(`t${i}`, { labels: [i % 2 ? 'odd' : 'even'] }));
    const liveClaims = new Map([[numberOf(ids[1]!), held]]);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await findReady(tx({ liveClaims }), read('label:odd'), { limit: 2, after });
      expect(page.total).toBe(5);
      seen.push(...page.rows.map((row) => row.title));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(['t3', 't5', 't7', 't9', 't11']);
  });

  test('they are the tickets that is:ready finds', async () => {
    const { tx } = makeBook();
    const ready = await findReady(tx(), read(''), { limit: 50 });
    expect(ready.rows.map((row) => row.title).toSorted()).toEqual((await titles(tx(), 'is:ready')).toSorted());
  });
});

test('columns show the most urgent, then the oldest, with a query and without', async () => {
  const { create, tx } = recordTickets();
  for (const [title, priority] of [
    ['a', 'low'],
    ['b', 'high'],
    ['c', 'high'],
    ['d', 'none'],
  ] as const)
    create(title, { priority, labels: ['x'] });
  create('e', { status: 'todo', labels: ['x'] });
  for (const text of ['', 'label:x', 'is:open']) {
    const columns = await listColumns(tx(), read(text), { statuses: ['backlog', 'todo', 'done'], limit: 3 });
    expect([...columns].map(([status, rows]) => [status, rows.map((row) => row.title).join('')])).toEqual([
      ['backlog', 'bca'],
      ['todo', 'e'],
      ['done', ''],
    ]);
  }
});

test('counts by status tell types and priorities apart', async () => {
  const { tx } = makeBook();
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
  fc.constantFrom(' ', ' ', ' ', '"', ',', ':', '%', "'", '\0', '_', '\ud83d'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

test('no text makes a search fail, and no filter adds to a result', async () => {
  const { tx } = makeBook();
  const text = fc.array(pieces, { maxLength: 20 }).map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(text, async (asked) => {
      const query = read(asked);
      const found = await findTickets(tx(), query, { limit: 3 });
      expect(found.rows.length).toBe(Math.min(3, found.total));
      expect(await countTickets(tx(), query)).toBe(found.total);
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

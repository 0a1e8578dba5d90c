import { expect, test } from 'vitest';
import { findReady } from '../../../src/store/find/ready.ts';
import type { ReadTx } from '../../../src/store/tx.ts';
import { askedTickets, held, titlesFound } from '../../support/asked-tickets.ts';
import { read, recordTickets } from '../../support/recorded-tickets.ts';
import { fileOf } from '../../support/store-book.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

const readyTitles = async (tx: ReadTx, text = ''): Promise<string[]> =>
  (await findReady(tx, read(text), { limit: 50 })).rows.map((row) => row.title);

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

test('what waits by two ways, is closed or put away counts once or not at all', async () => {
  const { create, link, archive, tx } = recordTickets();
  const [none, one, two] = [create('holds up none'), create('holds up one, twice'), create('holds up two')];
  const [a, b] = [create('a'), create('b', { status: 'in_progress' })];
  const [closed, gone] = [create('closed', { status: 'cancelled' }), create('gone')];
  for (const target of [closed, gone]) link(none, 'blocks', target);
  archive(gone);
  for (const _ of [1, 2]) link(one, 'blocks', b);
  link(two, 'blocks', a);
  link(two, 'blocks', b);
  link(a, 'blocks', b);
  expect(await readyTitles(tx())).toEqual(['holds up two', 'holds up one, twice', 'holds up none']);
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

test('a page begins behind the place of the cursor, though the ticket there is ready no more', async () => {
  const { create, change, tx } = recordTickets();
  create('a', { priority: 'high' });
  const last = create('b');
  create('c');
  const first = await findReady(tx(), read(''), { limit: 2 });
  change(last, { set: { status: 'in_progress' } });
  create('before it', { priority: 'urgent' });
  const second = await findReady(tx(), read(''), { limit: 2, after: first.next });
  expect(second.rows.map((row) => row.title)).toEqual(['c']);
  expect(second.next).toBeUndefined();
  change(last, { set: { status: 'todo', priority: 'none' } });
  const behind = await findReady(tx(), read(''), { limit: 50, after: 'y0.zzzzzzzzz.0.zzzzzzzz.0' });
  expect([behind.rows, behind.total]).toEqual([[], 4]);
  await expect(findReady(tx(), read(''), { limit: 2, after: 'y0.0.1' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

test('words, and filters that take in archived and closed tickets, add none that is not ready', async () => {
  const { tx } = askedTickets();
  expect(await readyTitles(tx(), 'signup')).toEqual(['signup']);
  expect(await readyTitles(tx(), 'is:archived,closed')).toEqual([]);
  expect(await readyTitles(tx(), 'key:100007,100003')).toEqual(['signup']);
  expect(await readyTitles(tx())).toEqual((await titlesFound(tx(), 'is:ready')).toSorted());
});

test('of two tickets that block each other after a merge the later block is suspended, and one of them is ready', async () => {
  const one = ticketWriter({ number: 100_001, title: 'one' });
  const two = ticketWriter({ number: 100_002, title: 'two' }, { seed: 50 });
  const there = one.write({ kind: 'link', payload: { type: 'blocks', target: two.ticket }, time: 2_000 });
  const back = two.write({ kind: 'link', payload: { type: 'blocks', target: one.ticket }, time: 3_000 });
  const { db } = fileOf([one.create, two.create, there, back]);
  expect(await readyTitles(recordTickets().tx({ db }))).toEqual(['one']);
});

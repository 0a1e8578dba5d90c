import { expect, test } from 'vitest';
import type { AuditEntry } from '../../src/access/audit-rows.ts';
import { dayMs, makeClock, makePlace, openAgain, openStore, refused } from './opened.ts';

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ token: 'tok', actor: 'alice/bot', address: '10.0.0.1', action: 'ticket.move', subject: 'PAY-1' },
  ...{ events: [], code: null, ...more },
});

test('what was done and refused is listed with its events, the newest first, a page at a time', async () => {
  const { store, clock } = openStore();
  await store.note(entry({ events: ['a1', 'b2'] }));
  clock.time += 1;
  await store.note(entry({ token: null, actor: null, code: 'unauthorized', subject: null }));
  const rows = await store.listAudit({});
  expect(rows).toEqual([
    { ...entry({ token: null, actor: null, code: 'unauthorized', subject: null }), number: 2, time: clock.time },
    { ...entry({ events: ['a1', 'b2'] }), number: 1, time: clock.time - 1 },
  ]);
  expect([await store.listAudit({ limit: 1 }), await store.listAudit({ before: 2 })]).toEqual([[rows[0]], [rows[1]]]);
  expect(await refused(() => store.listAudit({ limit: 0 }))).toBe('invalid_input: The limit is 1 to 10000, not 0.');
});

test('rows are found by actor, token and what they are about, and another tracker has none of them', async () => {
  const { store, found, clock } = openStore();
  await store.note(entry());
  await store.note(entry({ actor: 'carol', token: 'other', subject: 'PAY-2' }));
  const numbers = async (query: object) => (await store.listAudit(query)).map(({ number }) => number);
  expect(await numbers({ actor: 'carol' })).toEqual([2]);
  expect(await numbers({ token: 'tok' })).toEqual([1]);
  expect(await numbers({ subject: 'PAY-2', actor: 'carol' })).toEqual([2]);
  expect(await numbers({ subject: 'PAY-2', token: 'tok' })).toEqual([]);
  expect(await openAgain({ ...found, id: 'f'.repeat(32) }, clock).listAudit({})).toEqual([]);
});

test('of the reads of a token one a minute is noted, and every write', async () => {
  const { store, clock } = openStore();
  const read = (token: string | null) => store.note(entry({ action: 'ticket.get', token }), { isRead: true });
  await store.note(entry());
  for (let at = 0; at < 3; at++) await read('tok');
  await read('other');
  for (let at = 0; at < 2; at++) await read(null);
  clock.time += 59_999;
  await read('tok');
  await store.note(entry());
  clock.time += 1;
  await read('tok');
  const tokens = (await store.listAudit({})).map(({ action, token }) => `${action} ${token}`).reverse();
  expect(tokens).toEqual([
    ...['ticket.move tok', 'ticket.get tok', 'ticket.get other', 'ticket.get null'],
    ...['ticket.move tok', 'ticket.get tok'],
  ]);
});

test('what callers name is kept in one line of a bounded length', async () => {
  const { store } = openStore();
  const long = `x\n${'y'.repeat(10_000)}`;
  await store.note(entry({ subject: long, address: long, actor: long, events: Array(500).fill('e') }));
  const [row] = await store.listAudit({});
  for (const text of [row!.subject, row!.address, row!.actor]) {
    expect(text).not.toContain('\n');
    expect(text!.length).toBeLessThanOrEqual(100);
  }
  expect(row!.events).toHaveLength(200);
});

test('rows are kept for 90 days, and so many of them', async () => {
  const { store, clock, found } = openStore(makePlace(), { ...makeClock(), auditRows: 10 });
  const numbers = async () => (await store.listAudit({})).map(({ number }) => number);
  for (let at = 0; at < 12; at++) await store.note(entry());
  expect(await numbers()).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  const later = { now: () => clock.now() + 90 * dayMs, random: clock.random };
  await openAgain(found, later).note(entry());
  expect(await numbers()).toEqual([13]);
});

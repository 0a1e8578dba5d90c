import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { TrackerEvent } from '../../../src/domain/event/event.ts';
import { foldTicket } from '../../../src/domain/event/fold.ts';
import { idToBytes } from '../../../src/domain/event/id.ts';
import { resolveTickets } from '../../../src/domain/event/resolve.ts';
import { insertEvent } from '../../../src/store/apply/insert-event.ts';
import { resolveAlone } from '../../../src/store/apply/resolve-alone.ts';
import { listTicketEvents } from '../../../src/store/read/events.ts';
import { tickets } from '../../../src/store/schema/schema.ts';
import { byTicket } from '../../support/reference.ts';
import { fileOf } from '../../support/store-book.ts';
import { ticketWriter } from '../../support/ticket-events.ts';

// That the tables are what a refold computes after any write is refold.test.ts; here is when it is done without one.

/** What is made of the latest event of a ticket in a file of the others, and of its suspended links its own. */
function resolve(before: readonly TrackerEvent[], latest: TrackerEvent) {
  const { db } = fileOf(before);
  const row = db
    .select()
    .from(tickets)
    .where(eq(tickets.id, idToBytes(latest.ticket!)))
    .get()!;
  insertEvent(db, latest, row.ticket);
  const all = listTicketEvents(db, row.ticket);
  const state = foldTicket(all)!;
  const found = resolveAlone(db, { before: row, state, all, latest: all.at(-1)! });
  if (!found) return undefined;
  const states = [...byTicket([...before, latest]).values()].map((events) => foldTicket(events)!);
  const together = resolveTickets(states).get(latest.ticket!)!;
  const own = new Set(all.map(({ id }) => id).filter((id) => together.suspended.has(id)));
  expect({ ...found, aliases: found.aliases.toSorted() }).toEqual({ ...together, suspended: own });
  return found;
}

const [one, two] = [ticketWriter({ number: 100_001 }), ticketWriter({ number: 100_002 }, { time: 1_500, seed: 50 })];
const both = [one.create, two.create];
const rename = { kind: 'update', payload: { set: { title: 'x' } } } as const;

test('a new ticket is what it says of itself', () => {
  const { db } = fileOf([]);
  const { create } = ticketWriter({ number: 123_456, parent: one.ticket });
  const state = foldTicket([create])!;
  const only = { ...create, event: 1 };
  expect(resolveAlone(db, { before: undefined, state, all: [only], latest: only })).toEqual({
    ...{ number: 123_456, aliases: [], parent: one.ticket },
    ...{ suspended: new Set(), duplicates: undefined, conflicts: [] },
  });
});

test('a ticket that moves leaves its former keys as aliases, but for the one that it comes back to', () => {
  const move = (project: string, number: number, parents: TrackerEvent[], time: number) =>
    one.write({ kind: 'update', payload: { key: { project, number } }, parents, time });
  const first = move('WEB', 100_009, [one.create], 2_000);
  expect(resolve(both, first)).toMatchObject({ number: 100_009, aliases: ['PAY-100001'] });
  const second = move('OPS', 100_008, [first], 3_000);
  expect(resolve([...both, first], second)?.aliases.toSorted()).toEqual(['PAY-100001', 'WEB-100009']);
  const back = move('PAY', 100_001, [second], 4_000);
  expect(resolve([...both, first, second], back)).toMatchObject({ number: 100_001 });
  expect(resolve([...both, first, second], back)?.aliases.toSorted()).toEqual(['OPS-100008', 'WEB-100009']);
});

test('a ticket that keeps the alternative of its key keeps it through other changes', () => {
  const younger = ticketWriter({ number: 100_001 }, { time: 2_000, seed: 90 });
  const found = resolve([one.create, younger.create], younger.write({ ...rename, time: 3_000 }));
  expect(found?.number).not.toBe(100_001);
  expect(found?.aliases).toEqual(['PAY-100001']);
});

test('a key that another was passed over for is left to all of them together', () => {
  const younger = ticketWriter({ number: 100_001 }, { time: 2_000, seed: 90 });
  const before = [one.create, two.create, younger.create];
  const key = { project: 'WEB', number: 100_001 };
  expect(resolve(before, one.write({ kind: 'update', payload: { key }, time: 3_000 }))).toBeUndefined();
  expect(resolve(before, two.write({ kind: 'update', payload: { key }, time: 3_000 }))).toBeDefined();
  expect(resolve(before, one.write({ ...rename, time: 3_000 }))).toBeDefined();
});

test('edges that change while a link is suspended are for all together; what changes no edge leaves it suspended', () => {
  const there = one.write({ kind: 'link', payload: { type: 'blocks', target: two.ticket }, time: 2_000 });
  const back = two.write({ kind: 'link', payload: { type: 'blocks', target: one.ticket }, time: 3_000 });
  const before = [...both, there, back];
  const other = ticketWriter({ number: 100_003 }, { time: 1_800, seed: 90 });
  for (const written of [
    { kind: 'unlink', payload: { links: [there.id] } },
    { kind: 'link', payload: { type: 'related', target: two.ticket } },
    { kind: 'update', payload: { set: { parent: null } } },
  ] as const) {
    const latest = other.write({ ...written, time: 4_000 } as Parameters<typeof other.write>[0]);
    expect(resolve([...before, other.create], latest)).toBeUndefined();
    expect(resolve([...both, other.create], latest)).toBeDefined();
  }
  const renamed = two.write({ ...rename, parents: [back], time: 4_000 });
  expect(resolve(before, renamed)?.suspended).toEqual(new Set([back.id]));
});

test('a parent that is suspended stays so through what changes no edge, and its conflict with it', () => {
  const under = one.write({ kind: 'update', payload: { set: { parent: two.ticket } }, time: 3_000 });
  const over = two.write({ kind: 'update', payload: { set: { parent: one.ticket } }, time: 2_000 });
  const before = [...both, under, over];
  const conflicts = [{ field: 'parent', event: under.id, value: two.ticket }];
  expect(resolve(before, one.write({ ...rename, parents: [under], time: 4_000 }))).toMatchObject({
    parent: null,
    conflicts,
  });
  expect(resolve(before, two.write({ ...rename, parents: [over], time: 4_000 }))).toMatchObject({
    parent: one.ticket,
    conflicts: [],
  });
  const link = one.write({ kind: 'link', payload: { url: 'https://example.org' }, parents: [under], time: 4_000 });
  expect(resolve(before, link)).toBeUndefined();
});

test('the younger of two tickets of one idempotency key goes on naming the older', () => {
  const idempotency = { key: 'nightly', hash: 'x', index: 0 };
  const older = ticketWriter({ number: 100_001, idempotency });
  const younger = ticketWriter({ number: 100_002, idempotency }, { time: 2_000, seed: 90 });
  const before = [older.create, younger.create];
  expect(resolve(before, younger.write({ ...rename, time: 3_000 }))?.duplicates).toBe(older.ticket);
  expect(resolve(before, older.write({ ...rename, time: 3_000 }))?.duplicates).toBeUndefined();
});

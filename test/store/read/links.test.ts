import { expect, test } from 'vitest';
import {
  blockEdges,
  isReadyTicket,
  type LinkView,
  listLinks,
  listMadeReady,
  listOpenBlockers,
} from '../../../src/store/read/links.ts';
import { getRow } from '../../../src/store/read/tickets.ts';
import { held } from '../../support/asked-tickets.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { fileOf } from '../../support/store-book.ts';
import { authorOf, ticketWriter } from '../../support/ticket-events.ts';

const anna = authorOf('anna');
const seen = (links: LinkView[]) => links.map(({ type, target }) => `${type} ${target?.title}`);

test('a link reads as a sentence from either end, and belongs to the ticket that it was made on', () => {
  const { db, create, link, numberOf } = recordTickets();
  const [a, b] = [create('a'), create('b')];
  for (const type of ['blocks', 'related', 'duplicates', 'discovered_from'] as const) link(a, type, b);
  link(b, 'related', a);
  const [mine, theirs] = [a, b].map((ticket) => listLinks({ db }, numberOf(ticket)));
  expect(seen(mine!)).toEqual(['blocks b', 'related b', 'duplicates b', 'discovered_from b', 'related b']);
  expect(seen(theirs!)).toEqual(['blocked_by a', 'related a', 'duplicated_by a', 'discovered a', 'related a']);
  expect(mine!.map((one) => one.owner)).toEqual([a, a, a, a, b]);
  expect(mine!.map((one) => one.event)).toEqual(theirs!.map((one) => one.event));
  expect(mine![0]!.target).toMatchObject({ ticket: numberOf(b), type: 'task', status: 'backlog', archived: false });
});

test('commits and addresses have no ticket at their other end', () => {
  const { db, create, record, numberOf } = recordTickets();
  const ticket = create('a');
  const made = [
    record(ticket, 'link', { commit: 'abc', subject: 'Fix it' }, anna),
    record(ticket, 'link', { commit: 'def' }, anna),
    record(ticket, 'link', { url: 'https://example.org' }, anna),
  ];
  const common = { owner: ticket, suspended: false };
  expect(listLinks({ db }, numberOf(ticket))).toEqual([
    { ...common, event: made[0], type: 'commit', commit: 'abc', subject: 'Fix it' },
    { ...common, event: made[1], type: 'commit', commit: 'def' },
    { ...common, event: made[2], type: 'url', url: 'https://example.org' },
  ]);
});

test('what blocks a ticket is open and not put away, and what it leaves behind is ready when nothing else blocks it', () => {
  const { create, link, change, archive, tx, numberOf } = recordTickets();
  const [a, b, target] = [create('a'), create('b'), create('target')];
  link(a, 'blocks', target);
  link(b, 'blocks', target);
  link(a, 'related', target);
  const blockers = () => seen(listOpenBlockers(tx(), numberOf(target)));
  const madeReady = (by: string) => listMadeReady(tx(), numberOf(by)).map((row) => row.title);
  expect([blockers(), madeReady(a)]).toEqual([['blocked_by a', 'blocked_by b'], []]);
  change(a, { set: { status: 'cancelled' } });
  expect([blockers(), madeReady(a)]).toEqual([['blocked_by b'], []]);
  archive(b);
  expect([blockers(), madeReady(a), madeReady(target)]).toEqual([[], ['target'], []]);
});

test('a ticket is ready in a status to start from, when nobody holds it and it is not put away', () => {
  const { create, change, archive, tx, numberOf } = recordTickets();
  const ticket = create('one', { type: 'bug', status: 'triage' });
  const isReady = (liveClaims = tx().liveClaims) => isReadyTicket(tx({ liveClaims }), getRow(tx(), numberOf(ticket)));
  expect(isReady()).toBe(false);
  change(ticket, { set: { status: 'confirmed' } });
  expect(isReady()).toBe(true);
  expect(isReady(new Map([[numberOf(ticket), held]]))).toBe(false);
  archive(ticket);
  expect(isReady()).toBe(false);
});

test('of two links that close a cycle the later one is shown as suspended, blocks nothing and is no edge', () => {
  const [one, two] = [ticketWriter({ number: 100_001 }), ticketWriter({ number: 100_002 }, { time: 1_500, seed: 50 })];
  const there = one.write({ kind: 'link', payload: { type: 'blocks', target: two.ticket }, time: 2_000 });
  const back = two.write({ kind: 'link', payload: { type: 'blocks', target: one.ticket }, time: 3_000 });
  const missing = ticketWriter({}, { seed: 90 }).ticket;
  const away = one.write({ kind: 'link', payload: { type: 'blocks', target: missing }, time: 4_000 });
  const { db } = fileOf([one.create, two.create, there, back, away]);
  const tx = recordTickets().tx({ db });
  expect(listLinks(tx, 1).map(({ type, suspended }) => [type, suspended])).toEqual([
    ['blocks', false],
    ['blocked_by', true],
  ]);
  expect([listOpenBlockers(tx, 1), listOpenBlockers(tx, 2)].map((links) => links.length)).toEqual([0, 1]);
  expect([listMadeReady(tx, 1), listMadeReady(tx, 2)]).toEqual([[], []]);
  const { blocks, blockers } = blockEdges(tx);
  expect([blocks.get(1), blocks.get(2), blockers.get(1), blockers.get(2)]).toEqual([[2], [], [], [1]]);
});

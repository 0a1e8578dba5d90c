import { and, eq, gt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { isEverything, type Query } from '../../domain/query/model.ts';
import { isBlocking } from '../read/links.ts';
import type { TicketRow } from '../read/tickets.ts';
import { links, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { remembered } from './memo.ts';
import { parseCursor, renderCursor, urgencyOf } from './order.ts';
import { listRanked } from './ranks.ts';
import { rowsInOrder, valuesOf } from './rows.ts';
import { readScope } from './scope.ts';
import { inReadyStatus, isTerminal, isUnarchived } from './where.ts';

export interface FoundReady {
  rows: TicketRow[];
  /** On all pages. */
  total: number;
  next?: string;
  /** What would be among them but for its being held or closed on other branches, in the same order. */
  passed: Passed[];
}

export interface Passed {
  ticket: number;
  /** It would come before the first of the page. */
  isAhead: boolean;
}

/**
 * The ready tickets that a query means, in the order to take them: priority, then the place on the board where somebody set
 * one, then how many open tickets wait for each, directly or not, then age. Throws `invalid_input` for a foreign cursor.
 */
export async function findReady(
  tx: ReadTx,
  query: Query,
  { limit, after: cursor }: { limit: number; after?: string | undefined },
): Promise<FoundReady> {
  const place = parseCursor(cursor, { letter: 'y', length: 5 });
  const after = place && readyAt(place, placesOf(tx));
  const wanted = await listWanted(tx, query);
  const startable = remembered(tx, 'ready', () => listReady(tx)).filter(
    ({ ticket }) => wanted === undefined || wanted.has(ticket),
  );
  // Claims first: whoever closes a ticket has it noted before the claim ends, so that at no time both are missing.
  const ready = startable.filter(({ ticket }) => !tx.liveClaims.has(ticket) && !tx.elsewhere.has(ticket));
  const start = after === undefined ? 0 : ready.findIndex((one) => compareReady(one, after) > 0);
  const page = start < 0 ? [] : ready.slice(start, start + limit);
  const last = page.at(-1);
  const next = last && start + page.length < ready.length ? renderCursor('y', placeOf(last)) : undefined;
  const rows = rowsInOrder(
    tx.db,
    page.map((one) => one.ticket),
  );
  const [first] = page;
  const passed = startable
    .filter(({ ticket }) => tx.elsewhere.has(ticket))
    .map((one) => ({ ticket: one.ticket, isAhead: first === undefined || compareReady(one, first) < 0 }));
  return { rows, total: ready.length, passed, ...(next && { next }) };
}

interface Ready {
  urgency: number;
  /** How many tickets have a place before it. */
  place: number;
  unblocks: number;
  createdAt: number;
  ticket: number;
}

const compareReady = (a: Ready, b: Ready): number =>
  b.urgency - a.urgency ||
  a.place - b.place ||
  b.unblocks - a.unblocks ||
  a.createdAt - b.createdAt ||
  a.ticket - b.ticket;

const placeOf = ({ urgency, place, unblocks, createdAt, ticket }: Ready): number[] => [
  ...[urgency, place, unblocks, createdAt, ticket],
];

/** Others may have been put before it since. */
function readyAt(cursor: readonly number[], places: ReadonlyMap<number, number>): Ready {
  const [urgency, place, unblocks, createdAt, ticket] = cursor as [number, number, number, number, number];
  return { urgency, place: places.get(ticket) ?? place, unblocks, createdAt, ticket };
}

const placesOf = (tx: ReadTx): ReadonlyMap<number, number> =>
  remembered(tx, 'places', () => new Map(listRanked(tx).map(({ ticket }, at) => [ticket, at])));

/** Behind all that have one. */
const noPlace = 2 ** 40;

async function listWanted(tx: ReadTx, query: Query): Promise<ReadonlySet<number> | undefined> {
  if (isEverything(query)) return undefined;
  const where = and(isUnarchived, inReadyStatus(tx), await readScope(tx, query));
  const rows = tx.db.select({ ticket: tickets.ticket }).from(tickets).where(where).all();
  return new Set(rows.map((row) => row.ticket));
}

/** All of them, whoever holds them, in order. */
function listReady(tx: ReadTx): Ready[] {
  const blocks = listOpenBlocks(tx);
  const places = placesOf(tx);
  const waiting = new Set([...[...blocks.values()].flat(), ...listOpenParents(tx)]);
  const rows = tx.db
    .select({ ticket: tickets.ticket, priority: tickets.priority, createdAt: tickets.createdAt })
    .from(tickets)
    .where(and(isUnarchived, inReadyStatus(tx)));
  type Values = [ticket: number, priority: string, createdAt: number];
  const ready: Ready[] = [];
  for (const [ticket, priority, createdAt] of valuesOf<Values>(tx.db, rows))
    if (!waiting.has(ticket))
      ready.push({
        ...{ ticket, urgency: urgencyOf(priority), place: places.get(ticket) ?? noPlace },
        ...{ unblocks: countWaiting(blocks, ticket), createdAt },
      });
  return ready.sort(compareReady);
}

/** Tickets that have an open part. */
function listOpenParents(tx: ReadTx): number[] {
  const { parent, type, status } = tickets;
  const isOpenChild = and(
    gt(parent, 0),
    sql`+${isUnarchived}`,
    sql`not ${isTerminal(tx, sql`${type}`, sql`${status}`)}`,
  );
  const rows = tx.db.selectDistinct({ parent }).from(tickets).where(isOpenChild);
  return [...valuesOf<[parent: number]>(tx.db, rows)].map(([ticket]) => ticket);
}

/** Blocker → blocked, of links that count between open tickets. */
function listOpenBlocks(tx: ReadTx): Map<number, number[]> {
  const blocker = alias(tickets, 'blocker');
  const target = alias(tickets, 'target');
  const open = (end: typeof blocker | typeof target) =>
    sql`${end.archived} = 0 and not ${isTerminal(tx, sql`${end.type}`, sql`${end.status}`)}`;
  const rows = tx.db
    .select({ from: links.ticket, to: links.target })
    .from(links)
    .innerJoin(blocker, eq(blocker.ticket, links.ticket))
    .innerJoin(target, eq(target.ticket, links.target))
    .where(and(isBlocking, open(blocker), open(target)));
  const blocks = new Map<number, number[]>();
  for (const [from, to] of valuesOf<[from: number, to: number]>(tx.db, rows)) {
    const known = blocks.get(from);
    if (known) known.push(to);
    else blocks.set(from, [to]);
  }
  return blocks;
}

/** How many open tickets cannot start before this one is done. */
function countWaiting(blocks: ReadonlyMap<number, number[]>, ticket: number): number {
  const direct = blocks.get(ticket);
  if (direct === undefined) return 0;
  const waiting = new Set(direct);
  for (const one of waiting) {
    if (waiting.size > mostWaiting) return mostWaiting;
    for (const next of blocks.get(one) ?? []) waiting.add(next);
  }
  waiting.delete(ticket);
  return Math.min(waiting.size, mostWaiting);
}

/** What unblocks more comes no earlier: a long chain would be gone through once for each ticket that it begins with. */
const mostWaiting = 1000;

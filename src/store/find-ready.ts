import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Query } from '../domain/query-model.ts';
import { remembered } from './find-memo.ts';
import { parseCursor, renderCursor, urgencyOf } from './find-order.ts';
import { rowsInOrder } from './find-rows.ts';
import { readScope } from './find-scope.ts';
import { inReadyStatus, isTerminal, isUnarchived } from './find-where.ts';
import { links, tickets } from './schema.ts';
import type { TicketRow } from './tickets.ts';
import type { ReadTx } from './tx.ts';

/**
 * The ready tickets that a query means, in the order to take them: priority, then how many open tickets wait for each,
 * directly or not, then age. Throws `invalid_input` for a foreign cursor.
 */
export async function findReady(
  tx: ReadTx,
  query: Query,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<{ rows: TicketRow[]; total: number; next?: string }> {
  const place = parseCursor(after, { letter: 'y', length: 4 });
  const wanted = await listWanted(tx, query);
  const ready = remembered(tx, 'ready', () => listReady(tx)).filter(
    ({ ticket }) => !tx.claimed.has(ticket) && (wanted === undefined || wanted.has(ticket)),
  );
  const start = place === undefined ? 0 : ready.findIndex((one) => comparePlaces(placeOf(one), place) > 0);
  const page = start < 0 ? [] : ready.slice(start, start + limit);
  const last = page.at(-1);
  const next = last && start + page.length < ready.length ? renderCursor('y', placeOf(last)) : undefined;
  const rows = rowsInOrder(
    tx.db,
    page.map((one) => one.ticket),
  );
  return { rows, total: ready.length, ...(next && { next }) };
}

interface Ready {
  ticket: number;
  urgency: number;
  unblocks: number;
  createdAt: number;
}

const placeOf = ({ urgency, unblocks, createdAt, ticket }: Ready): number[] => [-urgency, -unblocks, createdAt, ticket];

function comparePlaces(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

async function listWanted(tx: ReadTx, query: Query): Promise<ReadonlySet<number> | undefined> {
  if (query.filters.length === 0 && query.terms.length === 0) return undefined;
  const where = and(isUnarchived, inReadyStatus(tx), await readScope(tx, query));
  const rows = tx.db.select({ ticket: tickets.ticket }).from(tickets).where(where).all();
  return new Set(rows.map((row) => row.ticket));
}

/** All of them, whoever holds them, in order. */
function listReady(tx: ReadTx): Ready[] {
  const blocks = listOpenBlocks(tx);
  const blocked = new Set([...blocks.values()].flat());
  const rows = tx.db
    .select({ ticket: tickets.ticket, priority: tickets.priority, createdAt: tickets.createdAt })
    .from(tickets)
    .where(and(isUnarchived, inReadyStatus(tx)))
    .all();
  return rows
    .filter((row) => !blocked.has(row.ticket))
    .map(({ ticket, priority, createdAt }) => {
      return { ticket, urgency: urgencyOf(priority), unblocks: countWaiting(blocks, ticket), createdAt };
    })
    .sort((a, b) => comparePlaces(placeOf(a), placeOf(b)));
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
    .where(
      and(eq(links.type, 'blocks'), eq(links.suspended, false), isNotNull(links.target), open(blocker), open(target)),
    )
    .all();
  const blocks = new Map<number, number[]>();
  for (const { from, to } of rows) {
    const known = blocks.get(from);
    if (known) known.push(to!);
    else blocks.set(from, [to!]);
  }
  return blocks;
}

/** How many open tickets cannot start before this one is done. */
function countWaiting(blocks: ReadonlyMap<number, number[]>, ticket: number): number {
  const direct = blocks.get(ticket);
  if (direct === undefined) return 0;
  const waiting = new Set(direct);
  for (const one of waiting) for (const next of blocks.get(one) ?? []) waiting.add(next);
  waiting.delete(ticket);
  return waiting.size;
}

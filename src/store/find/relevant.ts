import { and, type SQL } from 'drizzle-orm';
import type { Group, Query } from '../../domain/query/model.ts';
import type { Found } from '../fulltext/fulltext.ts';
import type { Archived } from '../fulltext/rank.ts';
import { fromSource } from '../fulltext/source.ts';
import type { TicketRow } from '../read/tickets.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { parseCursor, renderCursor } from './order.ts';
import { rowsInOrder } from './rows.ts';
import { archivedOf, filtersOf, groupsOf, listNamed, noteIndexed, partsOf } from './scope.ts';
import { inNumbers } from './where.ts';

interface Hits {
  numbers: number[];
  total: number;
}

/**
 * A page of what has the query's words, the best first. A cursor is a place in this ranking; what is written meanwhile may
 * move a ticket over it.
 */
export async function findByRelevance(
  tx: ReadTx,
  query: Query,
  page: { limit: number; after?: string | undefined },
): Promise<{ rows: TicketRow[]; total: number; next?: string }> {
  const offset = parseCursor(page.after, { letter: 'r', length: 1, isCount: true })?.[0] ?? 0;
  const window = { offset, limit: page.limit };
  const { wanted, mixed } = partsOf(query);
  const named = listNamed(tx, wanted);
  const whole = wholeOf(query, mixed);
  const groups = await groupsOf(tx, mixed, query);
  const look = (found?: Found): Hits => {
    if (found) noteIndexed(tx, found);
    return whole && named.length === 0 && found
      ? { numbers: found.rank({ archived: whole, ...window }).map((hit) => hit.number), total: found.count(whole) }
      : lookAmong(tx, query, { found, named, groups, ...window });
  };
  const { numbers, total } = (await tx.fullText.search(tx.db, wanted, look)) ?? look();
  const rows = rowsInOrder(tx.db, numbers);
  const end = offset + numbers.length;
  return { rows, total, ...(end < total && numbers.length > 0 && { next: renderCursor('r', [end]) }) };
}

/** Where no filter but that of archived tickets is to be applied, full text can count and rank alone. */
function wholeOf({ filters }: Query, mixed: readonly Group[]): Archived | undefined {
  if (mixed.length > 0) return undefined;
  if (filters.length === 0) return 'without';
  const [only] = filters;
  const isOnlyArchived = filters.length === 1 && only?.field === 'is' && !only.not && only.values.join() === 'archived';
  return isOnlyArchived ? 'only' : undefined;
}

interface Among {
  found: Found | undefined;
  named: number[];
  groups: SQL | undefined;
  offset: number;
  limit: number;
}

function lookAmong(tx: ReadTx, query: Query, { found, named, groups, offset, limit }: Among): Hits {
  const archived = archivedOf(query);
  const candidates = new Set([...named, ...(found?.list(archived) ?? [])]);
  const where = and(inNumbers(candidates), filtersOf(tx, query), groups);
  const among = new Set(
    fromSource(() => tx.db.select({ ticket: tickets.ticket }).from(tickets).where(where).all()).map(
      (row) => row.ticket,
    ),
  );
  const total = among.size;
  const first = named.filter((number) => among.delete(number));
  const numbers = first.slice(offset, offset + limit);
  const from = Math.max(0, offset - first.length);
  const ranked = found?.rank({ archived, offset: from, limit: limit - numbers.length, among }) ?? [];
  return { numbers: [...numbers, ...ranked.map((hit) => hit.number)], total };
}

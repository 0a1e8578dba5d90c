import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import { priorities } from '../../domain/event/ticket.ts';
import { getFrom } from '../../domain/get-from.ts';
import { isEverything, type Query } from '../../domain/query/model.ts';
import type { TicketRow } from '../read/tickets.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { countByStatus } from './find.ts';
import { boardOrder, orderOf, renderOrder, urgencyOf } from './order.ts';
import { rowsInOrder } from './rows.ts';
import { readScope } from './scope.ts';
import { isUnarchived } from './where.ts';

/**
 * For each of the statuses the first tickets that a query means: those that somebody gave a place by that, then the most
 * urgent first, then the oldest, unless the query has an order.
 */
export async function listColumns(
  tx: ReadTx,
  query: Query,
  { statuses, limit }: { statuses: readonly string[]; limit: number },
): Promise<Map<string, TicketRow[]>> {
  const asksForAll = isEverything(query) && query.sort === undefined;
  const columns = asksForAll
    ? await listAllColumns(tx, query, { statuses, limit })
    : await listSomeColumns(tx, query, { statuses, limit });
  const rows = new Map(rowsInOrder(tx.db, [...columns.values()].flat()).map((row) => [row.ticket, row]));
  return new Map(
    [...columns].map(([status, numbers]) => [status, numbers.map((number) => getFrom(rows, number, 'ticket'))]),
  );
}

interface Wanted {
  statuses: readonly string[];
  limit: number;
}

const placed = prepared((db) =>
  db
    .select({ ticket: tickets.ticket })
    .from(tickets)
    .where(and(sql`+${isUnarchived}`, eq(tickets.status, placeholders.status), gt(tickets.rank, '')))
    .orderBy(tickets.rank, tickets.id)
    .limit(placeholders.limit)
    .prepare(),
);

/** Few are passed over for their place: those with one are shown first. */
const oldest = prepared((db) =>
  db
    .select({ ticket: tickets.ticket, createdAt: tickets.createdAt })
    .from(tickets)
    .where(
      and(
        isUnarchived,
        eq(tickets.type, placeholders.type),
        eq(tickets.status, placeholders.status),
        eq(tickets.priority, placeholders.priority),
        sql`+${isNull(tickets.rank)}`,
      ),
    )
    .orderBy(tickets.createdAt, tickets.ticket)
    .limit(placeholders.limit)
    .prepare(),
);

/** From the index alone, so that it takes the same time however many tickets there are. */
async function listAllColumns(tx: ReadTx, query: Query, { statuses, limit }: Wanted): Promise<Map<string, number[]>> {
  const counts = await countByStatus(tx, query);
  const columns = new Map<string, number[]>();
  for (const status of statuses) {
    const numbers = placed(tx.db)
      .all({ status, limit })
      .map(({ ticket }) => ticket);
    // A priority that only a newer program knows is as urgent as none.
    for (let urgency = priorities.length - 1; urgency >= 0 && numbers.length < limit; urgency--) {
      const groups = counts.filter((count) => count.status === status && urgencyOf(count.priority) === urgency);
      const found = groups.flatMap(({ type, priority }) => oldest(tx.db).all({ type, status, priority, limit }));
      found.sort((a, b) => a.createdAt - b.createdAt || a.ticket - b.ticket);
      for (const { ticket } of found) numbers.push(ticket);
    }
    columns.set(status, numbers.slice(0, limit));
  }
  return columns;
}

async function listSomeColumns(tx: ReadTx, query: Query, { statuses, limit }: Wanted): Promise<Map<string, number[]>> {
  const where = and(await readScope(tx, query), inArray(tickets.status, [...statuses]));
  const asked = query.sort && query.sort.by !== 'relevance' ? renderOrder(orderOf(query.sort)) : undefined;
  const order = asked ?? boardOrder;
  const place = sql<number>`row_number() over (partition by ${tickets.status} order by ${order})`;
  const ranked = tx.db
    .select({ ticket: tickets.ticket, status: tickets.status, place: place.as('place') })
    .from(tickets)
    .where(where)
    .as('ranked');
  const rows = tx.db.select().from(ranked).where(sql`${ranked.place} <= ${limit}`).orderBy(sql`${ranked.place}`).all();
  const columns = new Map<string, number[]>(statuses.map((status) => [status, []]));
  for (const row of rows) columns.get(row.status)?.push(row.ticket);
  return columns;
}

import { and, asc, desc, sql } from 'drizzle-orm';
import type { Query } from '../../domain/query/model.ts';
import type { TicketRow } from '../read/tickets.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { urgency } from './order.ts';
import { readScope } from './scope.ts';
import { isOpen } from './where.ts';

/** The open tickets that a query means, the most urgent first, then the oldest. */
export async function listOpen(tx: ReadTx, query: Query, limit: number): Promise<TicketRow[]> {
  return tx.db
    .select()
    .from(tickets)
    .where(and(isOpen(tx), await readScope(tx, query)))
    .orderBy(desc(sql`${urgency}`), asc(tickets.createdAt))
    .limit(limit)
    .all();
}

import { eq } from 'drizzle-orm';
import { idempotency } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { getRow, type TicketRow } from './tickets.ts';

export interface Batch {
  /** What was made, in the order of the input. */
  tickets: TicketRow[];
  /** Of the input. */
  hash: string;
}

/** What was made with this idempotency key; undefined where it has not been used. */
export function findBatch(tx: ReadTx, key: string): Batch | undefined {
  const rows = tx.db.select().from(idempotency).where(eq(idempotency.key, key)).orderBy(idempotency.position).all();
  const [first] = rows;
  return first && { tickets: rows.map((row) => getRow(tx, row.ticket)), hash: first.hash };
}

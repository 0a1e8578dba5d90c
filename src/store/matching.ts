import type { Query } from '../domain/query-model.ts';
import { readScope } from './find-scope.ts';
import { tickets } from './schema.ts';
import type { ReadTx } from './tx.ts';

export interface MatchingTicket {
  ticket: number;
  key: string;
  type: string;
  status: string;
  createdAt: number;
  updatedAt: number;
}

/** All tickets that a query means, as far as statistics need them. */
export async function listMatching(tx: ReadTx, query: Query): Promise<MatchingTicket[]> {
  const { ticket, key, type, status, createdAt, updatedAt } = tickets;
  return tx.db
    .select({ ticket, key, type, status, createdAt, updatedAt })
    .from(tickets)
    .where(await readScope(tx, query))
    .all();
}

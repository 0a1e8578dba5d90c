import { and, asc, count, eq, type SQL, sql } from 'drizzle-orm';
import { isTerminal, type TypeStatus, terminalStatuses } from '../../domain/rules/workflow.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import type { TicketRow, Tx } from './tickets.ts';

/** The plus keeps SQLite from the index that begins with this column, which would go through all tickets. */
const isUnarchived = sql`+${tickets.archived} = 0`;

const childCounts = prepared((db) =>
  db
    .select({
      type: tickets.type,
      status: tickets.status,
      n: count(),
      points: sql<number>`coalesce(sum(${tickets.points}), 0)`,
    })
    .from(tickets)
    .where(and(eq(tickets.parent, placeholders.ticket), isUnarchived))
    .groupBy(tickets.type, tickets.status)
    .prepare(),
);

/** Number of children, how many are in a terminal status, and the points of all. */
export function progressOf(
  tx: Pick<ReadTx, 'db' | 'config'>,
  ticket: number,
): { done: number; total: number; points: number } | undefined {
  const rows = childCounts(tx.db).all({ ticket });
  if (rows.length === 0) return undefined;
  const done = rows.filter((row) => isTerminal(tx.config.types, row.type, row.status));
  return {
    done: sum(done.map((row) => row.n)),
    total: sum(rows.map((row) => row.n)),
    points: sum(rows.map((row) => row.points)),
  };
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

/** The open ones first, then the oldest: at most `limit`. */
export const firstChildren = (tx: Pick<ReadTx, 'db' | 'config'>, ticket: number, limit: number): TicketRow[] =>
  tx.db
    .select()
    .from(tickets)
    .where(and(eq(tickets.parent, ticket), isUnarchived))
    .orderBy(inStatus(terminalStatuses(tx.config.types)), asc(tickets.createdAt))
    .limit(limit)
    .all();

function inStatus(pairs: readonly TypeStatus[]): SQL {
  const rows = pairs.map(({ type, status }) => sql`(${type}, ${status})`);
  return sql`(${tickets.type}, ${tickets.status}) in (values ${sql.join(rows, sql`, `)})`;
}

export const listChildren = (tx: Tx, ticket: number): TicketRow[] =>
  tx.db
    .select()
    .from(tickets)
    .where(and(eq(tickets.parent, ticket), isUnarchived))
    .orderBy(asc(tickets.createdAt))
    .all();

import { type Query, sql } from 'drizzle-orm';
import type { TicketRow } from '../read/tickets.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { tickets } from '../schema/schema.ts';

const byNumbers = prepared((db) =>
  db
    .select()
    .from(tickets)
    .where(sql`${tickets.ticket} in (select value from json_each(${placeholders.numbers}))`)
    .prepare(),
);

/** The rows with these numbers, in their order. */
export function rowsInOrder(db: Db, numbers: readonly number[]): TicketRow[] {
  if (numbers.length === 0) return [];
  const rows = new Map(
    byNumbers(db)
      .all({ numbers: JSON.stringify(numbers) })
      .map((row) => [row.ticket, row]),
  );
  return numbers.flatMap((number) => rows.get(number) ?? []);
}

/** The values of each row in turn, before any other query: those of a large tracker are not to be held all at once. */
export function valuesOf<Values>({ $client }: Db, query: { toSQL(): Query }): Iterable<Values> {
  const { sql: text, params } = query.toSQL();
  return $client
    .prepare(text)
    .raw()
    .iterate(...params) as Iterable<Values>;
}

import { type SQL, sql } from 'drizzle-orm';
import { beginningOf } from '../../domain/cut.ts';
import { TrackerError } from '../../domain/errors.ts';
import { priorities } from '../../domain/event/ticket.ts';
import type { Query, SortBy } from '../../domain/query/model.ts';
import { tickets } from '../schema/schema.ts';

/** An order of rows, all keys in one direction, and the place in it that a cursor names. */
export interface Order {
  keys: SQL[];
  direction: 'asc' | 'desc';
  /** The rows that come after a place. */
  after(place: readonly number[]): SQL;
  /** Tells the cursors of one order from those of another. */
  letter: string;
}

/** `relevance` is no order of rows: it is for full text to say. */
export function orderOf({ by, direction }: NonNullable<Query['sort']>): Order {
  const first = by === 'relevance' || by === 'updated' ? [] : [firstKey(by, direction)];
  const keys = [...first, sql`${tickets.updatedAt}`, sql`${tickets.ticket}`];
  const letter = by === 'points' ? 'o' : by.charAt(0);
  return {
    keys,
    direction,
    after: (place) => {
      const values = place.map((value) => sql`${value}`);
      const way = sql.raw(direction === 'desc' ? '<' : '>');
      return sql`(${sql.join(keys, sql`, `)}) ${way} (${sql.join(values, sql`, `)})`;
    },
    letter: direction === 'desc' ? letter : letter.toUpperCase(),
  };
}

/** `order by` what. */
export const renderOrder = ({ keys, direction }: Order): SQL =>
  sql.join(
    keys.map((key) => sql`${key} ${sql.raw(direction)}`),
    sql`, `,
  );

/** How urgent: 4 for urgent, 0 for none. */
export const urgencyOf = (priority: string): number => {
  const at = (priorities as readonly string[]).indexOf(priority);
  return at < 0 ? 0 : lowest - at;
};

/** Where a page ends: a letter for its order, and the numbers of the place in base 36. */
export const renderCursor = (letter: string, place: readonly number[]): string =>
  letter + place.map((value) => value.toString(36)).join('.');

/** Throws `invalid_input` for what was not made by `renderCursor` for this order with as many numbers. */
export function parseCursor(
  cursor: string | undefined,
  { letter, length, isCount = false }: { letter: string; length: number; isCount?: boolean },
): number[] | undefined {
  if (cursor === undefined) return undefined;
  const number = `${isCount ? '' : '-?'}[0-9a-z]{1,11}`;
  const pattern = new RegExp(`^${letter}${number}(?:\\.${number}){${length - 1}}$`);
  if (pattern.test(cursor))
    return cursor
      .slice(1)
      .split('.')
      .map((text) => Number.parseInt(text, 36));
  throw new TrackerError(
    'invalid_input',
    `The cursor "${beginningOf(cursor, 40)}" does not belong to this query and order.`,
    'Send the cursor of the last reply with the same query, or none to begin anew.',
  );
}

const lowest = priorities.length - 1;

/** `urgencyOf` in SQL. */
export const urgency: SQL = sql`case ${tickets.priority} ${sql.join(
  priorities.map((name, i) => sql`when ${name} then ${lowest - i}`),
  sql` `,
)} else 0 end`;

/** As cards lie in a column: those with a place by that, then the most urgent first, then the oldest. */
export const boardOrder: SQL = sql`${tickets.rank} is null, ${tickets.rank},
  case when ${tickets.rank} is not null then ${tickets.id} end, ${urgency} desc, ${tickets.createdAt}, ${tickets.ticket}`;

/** A number. What has no value comes last in either direction. */
function firstKey(by: Exclude<SortBy, 'relevance' | 'updated'>, direction: 'asc' | 'desc'): SQL {
  if (by === 'created') return sql`${tickets.createdAt}`;
  if (by === 'priority') return urgency;
  if (by === 'points') return sql`coalesce(${tickets.points}, ${sql.raw(direction === 'desc' ? '-1' : '1000')})`;
  const none = sql.raw(direction === 'desc' ? '0' : '99999999');
  return sql`coalesce(cast(replace(${tickets.due}, '-', '') as integer), ${none})`;
}

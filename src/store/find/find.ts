import { and, count, type SQL, sql } from 'drizzle-orm';
import { type Query, wantedTerms } from '../../domain/query/model.ts';
import type { TicketRow } from '../read/tickets.ts';
import { countOf } from '../schema/prepared.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { findEmptying } from './emptied.ts';
import { remembered } from './memo.ts';
import { readNearer } from './nearer.ts';
import { orderOf, parseCursor, renderCursor, renderOrder } from './order.ts';
import { findByRelevance } from './relevant.ts';
import { rowsInOrder, valuesOf } from './rows.ts';
import { filtersOf, hasWords, isPartlyIndexed, readScope } from './scope.ts';
import { listSnippets } from './snippets.ts';

export { findReady } from './ready.ts';

export interface Page {
  limit: number;
  /** `next` of the page before. */
  after?: string | undefined;
}

export interface FoundTickets {
  rows: TicketRow[];
  /** How many there are on all pages. */
  total: number;
  next?: string;
  /** Where `total` is 0: the condition that emptied the result, as a query has it. */
  emptiedBy?: string;
  /** For that condition, the name in use that is nearest to it. */
  nearest?: string;
  /** The nearest words in use that were looked for instead of some that no ticket has: a sentence each. */
  notes?: string[];
  /** A few words around what was looked for, by ticket number, where the title does not show it. */
  snippets?: Map<number, string>;
}

/**
 * The tickets that a query means: by relevance where it looks for words, else the last updated first, unless it says
 * otherwise. Archived ones only where it asks for them or names them by key. For words that no ticket has the nearest in use
 * are looked for, and said. Throws `invalid_input` for a foreign cursor.
 */
export async function findTickets(tx: ReadTx, query: Query, page: Page): Promise<FoundTickets> {
  const found = await findExactly(tx, query, page);
  // Not a condition, but what was not searched, may have emptied it.
  if (found.total > 0 || isPartlyIndexed(tx)) return found;
  const near = await readNearer(tx, query);
  const other = near ? { ...(await findExactly(tx, near.query, page)), notes: near.notes } : found;
  if (other.total > 0) return other;
  const notes = [...(near?.notes ?? []), ...sayOperators(query)];
  return { ...other, ...(notes.length > 0 && { notes }), ...(await findEmptying(tx, near?.query ?? query)) };
}

/** "or" and "NOT" are words, also where their author meant more. */
const sayOperators = ({ terms }: Query): string[] =>
  terms
    .filter(({ text, kind }) => kind === 'word' && /^(?:or|not)$/i.test(text))
    .map(({ text }) => `${text} is searched for as a word; OR joins, and a minus leaves out: -word.`);

async function findExactly(tx: ReadTx, query: Query, page: Page): Promise<FoundTickets> {
  const ranked = hasWords(query) && (query.sort?.by ?? 'relevance') === 'relevance';
  const found = ranked ? await findByRelevance(tx, query, page) : await findInOrder(tx, query, page);
  if (found.total === 0) return found;
  const snippets = listSnippets(tx, found.rows, wantedTerms(query));
  return snippets ? { ...found, snippets } : found;
}

export async function countTickets(tx: ReadTx, query: Query): Promise<number> {
  return countWhere(tx, query, await readScope(tx, query));
}

export interface StatusCount {
  type: string;
  status: string;
  priority: string;
  count: number;
}

/** For boards: how many tickets stand where. */
export async function countByStatus(tx: ReadTx, query: Query): Promise<StatusCount[]> {
  const where = await readScope(tx, query);
  return rememberedFor(tx, query, 'counts', () =>
    tx.db
      .select({ type: tickets.type, status: tickets.status, priority: tickets.priority, count: count() })
      .from(tickets)
      .where(where)
      .groupBy(tickets.type, tickets.status, tickets.priority)
      .all(),
  );
}

/** What statistics need of a ticket. */
export type MatchingTicket = Pick<TicketRow, 'ticket' | 'key' | 'type' | 'status' | 'createdAt' | 'updatedAt'>;

/** Shows every ticket that a query means, in no order, one by one: a large tracker's are not to be held all at once. */
export async function eachMatching(tx: ReadTx, query: Query, visit: (row: MatchingTicket) => void): Promise<void> {
  const { ticket, key, type, status, createdAt, updatedAt } = tickets;
  const asked = { ticket, key, type, status, createdAt, updatedAt };
  const where = await readScope(tx, query);
  type Values = [number, string, string, string, number, number];
  for (const values of valuesOf<Values>(tx.db, tx.db.select(asked).from(tickets).where(where))) {
    const [ticket, key, type, status, createdAt, updatedAt] = values;
    visit({ ticket, key, type, status, createdAt, updatedAt });
  }
}

async function findInOrder(tx: ReadTx, query: Query, { limit, after }: Page): Promise<FoundTickets> {
  const asked = query.sort?.by === 'relevance' ? undefined : query.sort;
  const order = orderOf(asked ?? { by: 'updated', direction: 'desc' });
  const place = parseCursor(after, { letter: order.letter, length: order.keys.length });
  const seek = await readScope(tx, query);
  const total = countWhere(tx, query, seek);
  // A walk sees about total of all rows for each that matches, a search all that match.
  const isShorter = total ** 2 > 2 * (limit + 1) * countAll(tx);
  const walks = order.keys.length === 2 && query.terms.length === 0 && !query.groups && isShorter;
  const where = walks ? filtersOf(tx, query, 'walk') : seek;
  // Only the keys are sorted; the rows are fetched for what is shown.
  const keys = tx.db
    .select({ ticket: tickets.ticket, place: sql<string>`json_array(${sql.join(order.keys, sql`, `)})` })
    .from(tickets)
    .where(and(where, place && order.after(place)))
    .orderBy(renderOrder(order))
    .limit(limit + 1)
    .all();
  const page = keys.slice(0, limit);
  const last = keys.length > limit ? page.at(-1) : undefined;
  const rows = rowsInOrder(
    tx.db,
    page.map((one) => one.ticket),
  );
  return { rows, total, ...(last && { next: renderCursor(order.letter, JSON.parse(last.place)) }) };
}

const countAll = (tx: ReadTx): number =>
  remembered(tx, 'all', () => countOf(tx.db.select({ n: count() }).from(tickets).get()));

const countWhere = (tx: ReadTx, query: Query, where: SQL | undefined): number =>
  rememberedFor(tx, query, 'total', () => countOf(tx.db.select({ n: count() }).from(tickets).where(where).get()));

/** Remembers what depends on the file alone; full text, times and claims lie outside of it. */
function rememberedFor<T>(tx: ReadTx, query: Query, what: string, compute: () => T): T {
  const asked = JSON.stringify(query.filters);
  const isStill =
    query.terms.length === 0 && !query.groups && !/"(?:claimed|ready|overdue|created|updated|due)"/.test(asked);
  return isStill ? remembered(tx, `${what} ${tx.author.actor} ${asked}`, compute) : compute();
}

import * as z from 'zod/mini';
import { getFrom } from '../../domain/get-from.ts';
import { countFitting, defaultBudget, estimateTokens } from '../../domain/input/budget.ts';
import type { Query } from '../../domain/query/query.ts';
import { renderQuery } from '../../domain/query/render.ts';
import { type BesideRows, readBeside } from '../../store/find/beside-rows.ts';
import { sayElsewhere } from '../../store/find/elsewhere.ts';
import { type FoundTickets, findTickets, type Page } from '../../store/find/find.ts';
import { findReady } from '../../store/find/ready.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';
import { defineAction, pageFields, queryField } from '../action.ts';
import type { HeldUp } from '../claim/held-up.ts';
import { readQuery } from '../query.ts';

/** A ticket as a line of a list. */
export interface TicketLine {
  key: string;
  title: string;
  type: string;
  status: string;
  priority: string;
  points: number | null;
  assignees: string[];
  labels: string[];
  /** A day, `2026-12-01`. */
  due: string | null;
  /** The key of the ticket that it is a part of. */
  parent: string | null;
  /** Keys of what has to be closed first. */
  blockedBy: string[];
  /** Milliseconds since 1970. */
  createdAt: number;
  updatedAt: number;
  snippet?: string | undefined;
}

export interface ListResult {
  tickets: TicketLine[];
  /** On all pages. */
  total: number;
  /** After this page, where it is known. */
  left?: number;
  /** How the query was read. */
  query: string;
  notes: string[];
  /** The qualifier that emptied the result. */
  emptiedBy?: string | undefined;
  /** That qualifier with the name in use that is nearest to its own. */
  nearest?: string | undefined;
  cursor?: string | undefined;
  /** Of `board ready`, where nothing is ready: the ticket that is nearest to it. */
  heldUp?: HeldUp | undefined;
}

export const list = defineAction({
  tool: 'ticket',
  name: 'list',
  access: 'read',
  input: () => z.strictObject({ ...queryField, ...pageFields }),
  filters: true,
  example: { query: 'status:todo label:backend' },
  async run(tx, input): Promise<ListResult> {
    return listPage(tx, readQuery(tx, input), input);
  },
});

/** A page of tickets: at most `limit`, and no more than fit into the budget. */
export async function listPage(
  tx: ReadTx,
  query: Query,
  page: { limit?: number | undefined; cursor?: string | undefined; budget?: number | undefined },
  findPage: (tx: ReadTx, query: Query, page: Page) => Promise<FoundTickets> = findTickets,
): Promise<ListResult> {
  const { limit = 20, cursor, budget = defaultBudget } = page;
  const { seen, after } = readCursor(cursor);
  const find = (count: number) => findPage(tx, query, { limit: count, after });
  let found = await find(limit);
  const beside = readBeside(tx, found.rows);
  const tickets = found.rows.map((row) => lineOf(row, beside, found.snippets?.get(row.ticket)));
  const fitting = countFitting(tickets, budget - 40 - estimateTokens(renderQuery(query)), costOf);
  if (fitting < found.rows.length) found = await find(fitting);
  const besides = cursor === undefined && besidesReady(query);
  if (besides) await notePassed(tx, besides);
  return {
    tickets: tickets.slice(0, found.rows.length),
    total: found.total,
    left: Math.max(0, found.total - seen - found.rows.length),
    query: renderQuery(query),
    notes: [...query.notes, ...(found.notes ?? [])],
    emptiedBy: found.emptiedBy,
    nearest: found.nearest,
    cursor: found.next && `${(seen + found.rows.length).toString(36)}-${found.next}`,
  };
}

/** Says what is not among the ready tickets that a query means because it is held or closed on another branch. */
export async function notePassed(tx: ReadTx, query: Query): Promise<void> {
  if (tx.elsewhere.size === 0) return;
  const { passed, total } = await findReady(tx, query, { limit: 1 });
  const said = sayElsewhere(
    tx,
    passed.map(({ ticket }) => ticket),
    total,
  );
  if (said) tx.caveats.add(said);
}

/** The query without `is:ready`, which is what `findReady` answers anyhow; undefined where it does not ask for that. */
function besidesReady(query: Query): Query | undefined {
  const others = query.filters.filter(
    ({ not, ...filter }) => not || filter.field !== 'is' || !filter.values.includes('ready'),
  );
  return others.length < query.filters.length ? { ...query, filters: others } : undefined;
}

/** How many tickets the pages before have shown, and where they ended. */
function readCursor(cursor: string | undefined): { seen: number; after: string | undefined } {
  const [, seen, after] = /^([0-9a-z]{1,6})-(.+)$/s.exec(cursor ?? '') ?? [];
  return seen === undefined ? { seen: 0, after: cursor } : { seen: Number.parseInt(seen, 36), after };
}

/** Tokens, about: a key is five, a heading that the ticket may need seven. */
const costOf = ({ title, assignees, points, snippet = '' }: TicketLine): number =>
  12 + estimateTokens(`${title} ${assignees.join(' @')} ${snippet}`) + (points === null ? 0 : 3);

/** A row as a line, with the place that its words were found at. */
export function lineOf(row: TicketRow, beside: BesideRows, snippet?: string): TicketLine {
  const { ticket, key, title, type, status, priority, points, due, parent, createdAt, updatedAt } = row;
  return {
    key,
    title,
    type,
    status,
    priority,
    points,
    assignees: beside.assignees.get(ticket) ?? [],
    labels: beside.labels.get(ticket) ?? [],
    due,
    parent: parent === null ? null : getFrom(beside.parents, parent, 'ticket'),
    blockedBy: beside.blockedBy.get(ticket) ?? [],
    createdAt,
    updatedAt,
    ...(snippet && { snippet }),
  };
}

import { eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { idFromBytes } from '../../domain/event/id.ts';
import { priorities } from '../../domain/event/ticket.ts';
import type { Query } from '../../domain/query/model.ts';
import { categoryOf, findType } from '../../domain/rules/workflow.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { nameElsewhere } from './elsewhere.ts';
import { remembered } from './memo.ts';
import { urgencyOf } from './order.ts';
import { compareTexts } from './ranks.ts';
import { valuesOf } from './rows.ts';
import { readScope } from './scope.ts';
import { hasOpenChild, inNumbers, inReadyStatus, isTerminal } from './where.ts';

/** A ticket with all that a card of a board shows, and no text but its title. What it has none of is left out. */
export interface CardRow {
  id: string;
  key: string;
  title: string;
  type: string;
  status: string;
  category: string;
  priority: string;
  labels?: string[];
  assignees?: string[];
  points?: number;
  /** A day, `2026-12-01`. */
  due?: string;
  /** The key of the ticket that it is a part of. */
  parent?: string;
  /** Something open has to be closed first. */
  blocked?: true;
  /** Work on it can start. */
  ready?: true;
  /** Who holds it now. */
  claim?: string;
  /** What is known of it on other branches and in other work trees: `closed on feature-a by alice/claude`. */
  elsewhere?: string;
  /** A merge has left something to settle. */
  conflict?: true;
  /** Its children that are done, and all of them. */
  children?: [done: number, total: number];
  /** waiting, approved, changes_requested, rejected, needs_review */
  review?: string;
  comments?: number;
  archived?: true;
  /** Its place, where somebody gave it one: base-62 digits, which sort as texts do. */
  rank?: string;
  revision: number;
  /** Milliseconds since 1970. */
  created: number;
  updated: number;
}

type Values = [
  ...[ticket: number, id: string, key: string, title: string, type: string, status: string, priority: string],
  ...[points: number | null, due: string | null, archived: number, revision: number, created: number, updated: number],
  ...[parent: string | null, isReady: number, rank: string | null],
];

const above = alias(tickets, 'above');
/** A buffer for each of thousands of rows is more to collect than all the rest of them. */
const hexId = sql<string>`hex(${tickets.id})`;
const idFromHex = (digits: string): string => idFromBytes(Buffer.from(digits, 'hex'));

/**
 * Every ticket that a query means as a card, in the order of a board's column. Rows are read as they lie and what belongs to
 * them table by table: to ask for each ticket's own takes three times as long where most of the tickets are wanted.
 */
export async function listCards(tx: ReadTx, query: Query): Promise<CardRow[]> {
  const where = await readScope(tx, query, 'walk');
  return readCards(
    tx,
    where,
    remembered(tx, 'beside cards', () => readBesides(tx, sql`1`)),
  );
}

/** The cards of some tickets, in no order; of those that are not in the file, none. */
export const listCardsOf = (tx: ReadTx, numbers: readonly number[]): CardRow[] =>
  readCards(tx, inNumbers(numbers), readBesides(tx, isOneOf(numbers)));

const isOneOf = (numbers: readonly number[]): SQL =>
  sql`of_ticket in (select value from json_each(${JSON.stringify(numbers)}))`;

function readCards(tx: ReadTx, where: SQL | undefined, besides: Besides): CardRow[] {
  const rows = tx.db
    .select({
      ...{ ticket: tickets.ticket, id: hexId, key: tickets.key, title: tickets.title, type: tickets.type },
      ...{ status: tickets.status, priority: tickets.priority, points: tickets.points, due: tickets.due },
      ...{ archived: tickets.archived, revision: tickets.revision },
      ...{ created: tickets.createdAt, updated: tickets.updatedAt, parent: above.key },
      isReady: sql`(+${tickets.archived} = 0 and ${inReadyStatus(tx)} and not ${hasOpenChild(tx)})`,
      rank: tickets.rank,
    })
    .from(tickets)
    .leftJoin(above, eq(above.ticket, tickets.parent))
    .where(where);
  return inColumnOrder(rows.values() as unknown as Values[]).map((values) => cardOf(tx, values, besides));
}

/** Nearly all lie as old as they are: to sort those of one priority by that takes one look at each. */
function inColumnOrder(rows: readonly Values[]): Values[] {
  const placed: Values[] = [];
  const rest: Values[][] = priorities.map(() => []);
  for (const values of rows) {
    const own = values[15] === null ? rest[priorities.length - 1 - urgencyOf(values[6])] : placed;
    own?.push(values);
  }
  placed.sort((a, b) => compareTexts(a[15] ?? '', b[15] ?? '') || compareTexts(a[1], b[1]));
  for (const some of rest) some.sort((a, b) => a[11] - b[11] || a[0] - b[0]);
  return [placed, ...rest].flat();
}

interface Besides {
  labels: ReadonlyMap<number, string[]>;
  assignees: ReadonlyMap<number, string[]>;
  comments: ReadonlyMap<number, number>;
  reviews: ReadonlyMap<number, string>;
  blocked: ReadonlySet<number>;
  conflicts: ReadonlySet<number>;
  children: ReadonlyMap<number, [done: number, total: number]>;
}

/** What belongs to tickets, by their numbers: of those for which `wanted` holds, which says it of `of_ticket`. */
function readBesides(tx: ReadTx, wanted: SQL): Besides {
  const { db } = tx;
  const isOpenBlocker = sql`blocker.archived = 0 and not ${isTerminal(tx, sql`blocker.type`, sql`blocker.status`)}`;
  const blocked = db.all<{ target: number }>(sql`
    select distinct b.of_ticket target from (select *, target of_ticket from links) b
    join tickets blocker on blocker.ticket = b.ticket
    where b.type = 'blocks' and b.suspended = 0 and b.target is not null and ${isOpenBlocker} and ${wanted}`);
  const children = db.values<[number, number, number]>(sql`
    select parent of_ticket, sum(${isTerminal(tx, sql`type`, sql`status`)}), count(*) from tickets
    where parent is not null and archived = 0 and ${wanted} group by parent`);
  return {
    labels: namesBy(
      db.values(sql`select distinct ticket of_ticket, name from labels where ${wanted} order by ticket, name`),
    ),
    assignees: namesBy(
      db.values(sql`
        select ticket of_ticket, name from assignees where ${wanted} group by 1, 2 order by ticket, min(event)`),
    ),
    comments: new Map(
      db.values<[number, number]>(sql`select ticket of_ticket, count(*) from comments where ${wanted} group by ticket`),
    ),
    reviews: new Map(
      db.values<[number, string]>(
        sql`select ticket of_ticket, coalesce(decision, 'waiting') from reviews where latest = 1 and ${wanted}`,
      ),
    ),
    blocked: new Set(blocked.map(({ target }) => target)),
    conflicts: new Set(
      db.values<[number]>(sql`select distinct ticket of_ticket from conflicts where ${wanted}`).map(([of]) => of),
    ),
    children: new Map(children.map(([of, done, total]) => [of, [done, total]])),
  };
}

function namesBy(rows: unknown[][]): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const [ticket, name] of rows as [number, string][]) {
    const known = names.get(ticket);
    if (known) known.push(name);
    else names.set(ticket, [name]);
  }
  return names;
}

function cardOf(tx: ReadTx, values: Values, besides: Besides): CardRow {
  const [ticket, id, key, title, type, status, priority, points, due, archived, revision, created, updated] = values;
  const [parent, isReady, rank] = [values[13], values[14], values[15]];
  const known = findType(tx.config.types, type);
  const [labels, assignees] = [besides.labels.get(ticket), besides.assignees.get(ticket)];
  const [comments, review] = [besides.comments.get(ticket), besides.reviews.get(ticket)];
  const isOpen = archived === 0 && !known?.terminal.includes(status);
  const isBlocked = isOpen && (status === 'blocked' || besides.blocked.has(ticket));
  const claim = tx.liveClaims.get(ticket);
  const isReadyNow = isReady && !besides.blocked.has(ticket) && !claim && !tx.elsewhere.has(ticket);
  const category = known ? categoryOf(known, status) : 'doing';
  const card: CardRow = {
    id: idFromHex(id),
    key,
    title,
    type,
    status,
    category,
    priority,
    revision,
    created,
    updated,
  };
  // Thousands of them: to spread what is there takes longer than to read it.
  if (labels) card.labels = labels;
  if (assignees) card.assignees = assignees;
  if (points !== null) card.points = points;
  if (due !== null) card.due = due;
  if (parent !== null) card.parent = parent;
  if (isBlocked) card.blocked = true;
  if (isReadyNow) card.ready = true;
  if (claim) card.claim = claim.actor;
  const elsewhere = tx.elsewhere.get(ticket);
  if (elsewhere) card.elsewhere = nameElsewhere(tx, ticket, elsewhere);
  if (besides.conflicts.has(ticket)) card.conflict = true;
  const children = besides.children.get(ticket);
  if (children) card.children = children;
  if (review !== undefined) card.review = review;
  if (comments !== undefined) card.comments = comments;
  if (archived !== 0) card.archived = true;
  if (rank !== null) card.rank = rank;
  return card;
}

/** The ids of the tickets that a query means, in no order. */
export async function listIds(tx: ReadTx, query: Query): Promise<string[]> {
  const where = await readScope(tx, query);
  const ids: string[] = [];
  for (const [id] of valuesOf<[string]>(tx.db, tx.db.select({ id: hexId }).from(tickets).where(where)))
    ids.push(idFromHex(id));
  return ids;
}

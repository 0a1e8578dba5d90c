import { eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { idFromBytes } from '../../../domain/event/id.ts';
import { priorities } from '../../../domain/event/ticket.ts';
import { categoryOf, findType } from '../../../domain/rules/workflow.ts';
import { tickets } from '../../schema/schema.ts';
import type { ReadTx } from '../../tx.ts';
import { nameElsewhere } from '../elsewhere.ts';
import { urgencyOf } from '../order.ts';
import { compareTexts, compareUnplaced } from '../ranks.ts';
import { hasOpenChild, inReadyStatus } from '../where.ts';
import type { Besides } from './besides.ts';

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
  /** Since when, in milliseconds since 1970; not known of a claim in another work tree. */
  claimed?: number;
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
export const hexId = sql<string>`hex(${tickets.id})`;
export const idFromHex = (digits: string): string => idFromBytes(Buffer.from(digits, 'hex'));

/** A card, and what says where it lies. */
export interface Placed {
  /** Its number in this file. */
  ticket: number;
  card: CardRow;
}

/** The cards of the tickets for which `where` holds, in the order of a board's column. */
export function readCards(tx: ReadTx, where: SQL | undefined, besides: Besides): Placed[] {
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
  return inColumnOrder(rows.values() as unknown as Values[]).map((values) => ({
    ticket: values[0],
    card: cardOf(tx, values, besides),
  }));
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

/** The same order, of two. */
export function compareInColumn(a: Placed, b: Placed): number {
  const [one, other] = [a.card, b.card];
  if (one.rank !== undefined && other.rank !== undefined)
    return compareTexts(one.rank, other.rank) || compareTexts(one.id, other.id);
  if (one.rank !== undefined || other.rank !== undefined) return one.rank === undefined ? 1 : -1;
  return compareUnplaced(unplaced(a), unplaced(b));
}

const unplaced = ({ ticket, card }: Placed) => ({ ticket, priority: card.priority, createdAt: card.created });

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
  if (claim?.since !== undefined) card.claimed = claim.since;
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

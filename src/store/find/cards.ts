import { eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { idFromBytes } from '../../domain/event/id.ts';
import type { Query } from '../../domain/query/model.ts';
import { categoryOf, findType, isReadyStatus } from '../../domain/rules/workflow.ts';
import { tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { valuesOf } from './rows.ts';
import { readScope } from './scope.ts';
import { hasOpenBlocker, hasOpenChild } from './where.ts';

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
  /** waiting, approved, changes_requested, rejected, needs_review */
  review?: string;
  comments?: number;
  archived?: true;
  revision: number;
  /** Milliseconds since 1970. */
  created: number;
  updated: number;
}

type Values = [
  ...[ticket: number, id: Buffer, key: string, title: string, type: string, status: string, priority: string],
  ...[points: number | null, due: string | null, archived: number, revision: number, created: number, updated: number],
  ...[parent: string | null, labels: string, assignees: string, comments: number, review: string | null],
  ...[isBlocked: number, hasOpenChild: number],
];

const above = alias(tickets, 'above');

/** Every ticket that a query means as a card, in no order: one statement, however many there are. */
export async function listCards(tx: ReadTx, query: Query): Promise<CardRow[]> {
  const where = await readScope(tx, query);
  const names = (table: 'labels' | 'assignees') =>
    sql.raw(`(select json_group_array(distinct name) from ${table} where ticket = tickets.ticket)`);
  const rows = tx.db
    .select({
      ...{ ticket: tickets.ticket, id: tickets.id, key: tickets.key, title: tickets.title, type: tickets.type },
      ...{ status: tickets.status, priority: tickets.priority, points: tickets.points, due: tickets.due },
      ...{ archived: tickets.archived, revision: tickets.revision },
      ...{ created: tickets.createdAt, updated: tickets.updatedAt },
      parent: above.key,
      labels: names('labels'),
      assignees: names('assignees'),
      comments: sql`(select count(*) from comments c where c.ticket = tickets.ticket)`,
      review: sql`(select coalesce(r.decision, 'waiting') from reviews r where r.ticket = tickets.ticket and r.latest)`,
      isBlocked: hasOpenBlocker(tx),
      hasOpenChild: hasOpenChild(tx),
    })
    .from(tickets)
    .leftJoin(above, eq(above.ticket, tickets.parent))
    .where(where);
  const cards: CardRow[] = [];
  for (const values of valuesOf<Values>(tx.db, rows)) cards.push(cardOf(tx, values));
  return cards;
}

function cardOf(tx: ReadTx, values: Values): CardRow {
  const [ticket, id, key, title, type, status, priority, points, due, archived, revision, created, updated] = values;
  const [parent, labels, assignees, comments, review, isBlocked, isParent] = values.slice(13) as [
    ...[string | null, string, string, number, string | null, number, number],
  ];
  const known = findType(tx.config.types, type);
  const isFree = !tx.liveClaims.has(ticket) && !tx.elsewhere.has(ticket);
  const card: CardRow = {
    ...{ id: idFromBytes(id), key, title, type, status },
    category: known ? categoryOf(known, status) : 'doing',
    ...{ priority, revision, created, updated },
  };
  if (labels !== '[]') card.labels = JSON.parse(labels);
  if (assignees !== '[]') card.assignees = JSON.parse(assignees);
  if (points !== null) card.points = points;
  if (due !== null) card.due = due;
  if (parent !== null) card.parent = parent;
  if (isBlocked) card.blocked = true;
  if (!archived && !isBlocked && !isParent && isFree && isReadyStatus(tx.config.types, type, status)) card.ready = true;
  const claim = tx.liveClaims.get(ticket);
  if (claim) card.claim = claim.actor;
  if (review !== null) card.review = review;
  if (comments > 0) card.comments = comments;
  if (archived) card.archived = true;
  return card;
}

/** The ids of the tickets that a query means, in no order. */
export async function listIds(tx: ReadTx, query: Query): Promise<string[]> {
  const where = await readScope(tx, query);
  const ids: string[] = [];
  for (const [id] of valuesOf<[Buffer]>(tx.db, tx.db.select({ id: tickets.id }).from(tickets).where(where)))
    ids.push(idFromBytes(id));
  return ids;
}

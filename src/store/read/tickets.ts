import { and, asc, count, desc, eq, sql } from 'drizzle-orm';
import { TrackerError } from '../../domain/errors.ts';
import type { Id } from '../../domain/event/event.ts';
import { idFromBytes, idToBytes, isId } from '../../domain/event/id.ts';
import { parseKey } from '../../domain/event/key.ts';
import type { SetField } from '../../domain/event/ticket.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import {
  aliases,
  assignees,
  comments,
  conflicts,
  events,
  idempotency,
  labels,
  reviews,
  tickets,
} from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { listProjects } from './projects.ts';

type Tx = Pick<ReadTx, 'db'>;
export type TicketRow = typeof tickets.$inferSelect;

export const idOf = (row: Pick<TicketRow, 'id'>): Id => idFromBytes(row.id);

const byId = prepared((db) => db.select().from(tickets).where(eq(tickets.id, placeholders.id)).prepare());
const byKey = prepared((db) => db.select().from(tickets).where(eq(tickets.key, placeholders.key)).prepare());
const byNumber = prepared((db) => db.select().from(tickets).where(eq(tickets.ticket, placeholders.ticket)).prepare());
const byAlias = prepared((db) =>
  db
    .select({ ticket: tickets })
    .from(aliases)
    .innerJoin(tickets, eq(tickets.ticket, aliases.ticket))
    .where(eq(aliases.key, placeholders.key))
    .prepare(),
);

export const rowOf = (tx: Tx, ticket: number): TicketRow | undefined => byNumber(tx.db).get({ ticket });

/** Every ticket, archived ones too, in order of creation. */
export const listAllRows = (tx: Tx): TicketRow[] =>
  tx.db.select().from(tickets).orderBy(asc(tickets.createdAt), asc(tickets.id)).all();

/** A ticket by key, former key, bare number (of the default project) or id. */
export function findTicket(tx: Tx, reference: string): TicketRow | undefined {
  if (isId(reference.toUpperCase())) return byId(tx.db).get({ id: idToBytes(reference.toUpperCase()) });
  const parsed = parseKey(reference);
  if (!parsed) return undefined;
  const key = `${parsed.project ?? listProjects(tx.db)[0]}-${parsed.number}`;
  const found = listByKey(tx, key);
  if (found.length > 1)
    throw new TrackerError(
      'invalid_input',
      `${key} was the key of ${found.map((row) => row.key).join(' and ')}.`,
      `Name the one you mean: ${found.map((row) => `"${row.key}" (${row.title})`).join(', ')}.`,
    );
  return found[0];
}

/** The ticket that has the key, else those that once had it. */
export function listByKey(tx: Tx, key: string): TicketRow[] {
  const live = byKey(tx.db).get({ key });
  return live
    ? [live]
    : byAlias(tx.db)
        .all({ key })
        .map((row) => row.ticket);
}

/** Throws `not_found`, with the tickets whose key is nearest. */
export function getTicket(tx: Tx, reference: string): TicketRow {
  const found = findTicket(tx, reference);
  if (found) return found;
  const number = parseKey(reference)?.number;
  const elsewhere =
    number === undefined
      ? []
      : tx.db.select({ key: tickets.key }).from(tickets).where(eq(tickets.number, number)).limit(3).all();
  const hint =
    elsewhere.length > 0
      ? `That number is ${elsewhere.map((row) => row.key).join(', ')}.`
      : `Look for it: search(query:"words of its title"), or ticket(action:"list").`;
  const what =
    number === undefined && !isId(reference.toUpperCase())
      ? `"${reference}" is neither a key like PAY-482913 nor an id.`
      : `There is no ticket ${reference}.`;
  throw new TrackerError('not_found', what, hint);
}

/** The ticket that a call with this idempotency key, or this place in its batch, has made. */
export function findIdempotencyOwner(tx: Tx, { key, index }: { key: string; index: number }): TicketRow | undefined {
  const slot = and(eq(idempotency.key, key), eq(idempotency.position, index));
  const row = tx.db.select({ ticket: idempotency.ticket }).from(idempotency).where(slot).get();
  return row && rowOf(tx, row.ticket);
}

const payloadOf = prepared((db) =>
  db.select({ payload: events.payload }).from(events).where(eq(events.event, placeholders.event)).prepare(),
);

/** The description as it is now; a text stands in one place only, so it may have to be read from its event. */
export function descriptionOf(tx: Tx, row: Pick<TicketRow, 'description' | 'descriptionEvent'>): string {
  if (row.description !== null || row.descriptionEvent === null) return row.description ?? '';
  const payload = JSON.parse(payloadOf(tx.db).get({ event: row.descriptionEvent })!.payload);
  return payload.text ?? payload.description ?? '';
}

const namesOf = {
  labels: prepared((db) =>
    db
      .selectDistinct({ name: labels.name })
      .from(labels)
      .where(eq(labels.ticket, placeholders.ticket))
      .orderBy(asc(labels.name))
      .prepare(),
  ),
  assignees: prepared((db) =>
    db
      .selectDistinct({ name: assignees.name })
      .from(assignees)
      .where(eq(assignees.ticket, placeholders.ticket))
      .orderBy(asc(assignees.event))
      .prepare(),
  ),
};

export const listNames = (tx: Tx, field: SetField, ticket: number): string[] =>
  namesOf[field](tx.db)
    .all({ ticket })
    .map((row) => row.name);

const addsOf = {
  labels: prepared((db) =>
    db
      .select({ name: labels.name, id: events.id })
      .from(labels)
      .innerJoin(events, eq(events.event, labels.event))
      .where(eq(labels.ticket, placeholders.ticket))
      .prepare(),
  ),
  assignees: prepared((db) =>
    db
      .select({ name: assignees.name, id: events.id })
      .from(assignees)
      .innerJoin(events, eq(events.event, assignees.event))
      .where(eq(assignees.ticket, placeholders.ticket))
      .prepare(),
  ),
};

/** Name → the add events to be listed by a remove. */
export function listAdds(tx: Tx, field: SetField, ticket: number): Map<string, Id[]> {
  const adds = new Map<string, Id[]>();
  for (const row of addsOf[field](tx.db).all({ ticket }))
    adds.set(row.name, [...(adds.get(row.name) ?? []), idFromBytes(row.id)]);
  return adds;
}

export interface CommentView {
  event: Id;
  actor: string;
  time: number;
  body: string;
  replyTo?: Id;
}

const actorName = sql<string>`(select name from actors where actor = ${events.actor})`;

const countComments = prepared((db) =>
  db.select({ n: count() }).from(comments).where(eq(comments.ticket, placeholders.ticket)).prepare(),
);
const newestComments = prepared((db) =>
  db
    .select({
      id: events.id,
      time: events.time,
      actor: actorName,
      body: sql<string>`${events.payload} ->> '$.body'`,
      replyTo: sql<Id | null>`${events.payload} ->> '$.replyTo'`,
    })
    .from(comments)
    .innerJoin(events, eq(events.event, comments.event))
    .where(eq(comments.ticket, placeholders.ticket))
    .orderBy(desc(events.time), desc(events.id))
    .limit(placeholders.limit)
    .prepare(),
);

/** The newest comments first, at most `limit`, and how many there are. */
export function listComments(tx: Tx, ticket: number, limit: number): { comments: CommentView[]; total: number } {
  const total = countComments(tx.db).get({ ticket })!.n;
  if (total === 0 || limit === 0) return { comments: [], total };
  const views = newestComments(tx.db)
    .all({ ticket, limit })
    .map(({ id, replyTo, ...row }) => ({ event: idFromBytes(id), ...row, ...(replyTo ? { replyTo } : {}) }));
  return { comments: views, total };
}

export interface ConflictView {
  field: string;
  value: string;
  actor: string;
  time: number;
  event: Id;
}

const conflictsOf = prepared((db) =>
  db
    .select({ field: conflicts.field, value: conflicts.value, id: events.id, time: events.time, actor: actorName })
    .from(conflicts)
    .innerJoin(events, eq(events.event, conflicts.event))
    .where(eq(conflicts.ticket, placeholders.ticket))
    .orderBy(asc(conflicts.field), asc(events.id))
    .prepare(),
);

export const listConflicts = (tx: Tx, ticket: number): ConflictView[] =>
  conflictsOf(tx.db)
    .all({ ticket })
    .map(({ id, ...row }) => ({ ...row, event: idFromBytes(id) }));

export interface ReviewRow {
  submission: Id;
  actor: string;
  session: string;
  time: number;
  decision: string | null;
  decided: number | null;
  open: boolean;
  ticket: number;
  event: number;
}

const latestReview = prepared((db) =>
  db
    .select({
      id: events.id,
      event: reviews.event,
      actor: actorName,
      session: sql<string>`(select name from sessions where session = ${events.session})`,
      time: events.time,
      decision: reviews.decision,
      decided: reviews.decided,
      open: reviews.open,
      ticket: reviews.ticket,
    })
    .from(reviews)
    .innerJoin(events, eq(events.event, reviews.event))
    .where(and(eq(reviews.ticket, placeholders.ticket), eq(reviews.latest, true)))
    .prepare(),
);

/** The submission that the ticket's review state is about. */
export function findReview(tx: Tx, ticket: number): ReviewRow | undefined {
  const row = latestReview(tx.db).get({ ticket });
  if (!row) return undefined;
  const { id, ...rest } = row;
  return { submission: idFromBytes(id), ...rest };
}

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

export const listChildren = (tx: Tx, ticket: number): TicketRow[] =>
  tx.db
    .select()
    .from(tickets)
    .where(and(eq(tickets.parent, ticket), isUnarchived))
    .orderBy(asc(tickets.createdAt))
    .all();

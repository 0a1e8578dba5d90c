import { asc, desc, eq } from 'drizzle-orm';
import { TrackerError } from '../../domain/errors.ts';
import type { Id } from '../../domain/event/event.ts';
import { idFromBytes, idToBytes, isId } from '../../domain/event/id.ts';
import { parseKey } from '../../domain/event/key.ts';
import type { SetField } from '../../domain/event/ticket.ts';
import { call, hint } from '../../domain/hint.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { aliases, assignees, events, labels, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { getPayload } from './events.ts';
import { type Configured, findDefaultProject } from './projects.ts';

export type Tx = Pick<ReadTx, 'db'>;
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

/** The ticket with this number, which must be one of the file. */
export function getRow(tx: Tx, ticket: number): TicketRow {
  const row = byNumber(tx.db).get({ ticket });
  if (!row)
    throw new TrackerError('internal', `There is no ticket ${ticket} in .tracker/data.db.`, 'Run `tracker doctor`.');
  return row;
}

/** Every ticket, archived ones too, in order of creation. */
/** Keys of what was changed last, archived tickets left out. */
export const listNewestKeys = (db: Tx['db'], most: number): string[] =>
  db
    .select({ key: tickets.key })
    .from(tickets)
    .where(eq(tickets.archived, false))
    .orderBy(desc(tickets.updatedAt))
    .limit(most)
    .all()
    .map(({ key }) => key);

/** Whether there is a ticket of any project, archived or not. */
export const hasTickets = ({ db }: Tx): boolean =>
  db.select({ ticket: tickets.ticket }).from(tickets).limit(1).get() !== undefined;

export const listAllRows = (tx: Tx): TicketRow[] =>
  tx.db.select().from(tickets).orderBy(asc(tickets.createdAt), asc(tickets.id)).all();

/** A ticket by key, former key, bare number (of the default project) or id. */
export function findTicket(tx: Configured, reference: string): TicketRow | undefined {
  if (isId(reference.toUpperCase())) return byId(tx.db).get({ id: idToBytes(reference.toUpperCase()) });
  const parsed = parseKey(reference);
  if (!parsed) return undefined;
  const key = `${parsed.project ?? findDefaultProject(tx)}-${parsed.number}`;
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
export function getTicket(tx: Configured, reference: string): TicketRow {
  const found = findTicket(tx, reference);
  if (found) return found;
  const number = parseKey(reference)?.number;
  const elsewhere =
    number === undefined
      ? []
      : tx.db.select({ key: tickets.key }).from(tickets).where(eq(tickets.number, number)).limit(3).all();
  const next =
    elsewhere.length > 0
      ? `That number is ${elsewhere.map((row) => row.key).join(', ')}.`
      : hint`Look for it: ${call('search', { query: 'words of its title' })}, or ${call('ticket', { action: 'list' })}.`;
  const what =
    number === undefined && !isId(reference.toUpperCase())
      ? `"${reference}" is neither a key like PAY-482913 nor an id.`
      : `There is no ticket ${reference}.`;
  throw new TrackerError('not_found', what, next);
}

/** The description as it is now; a text stands in one place only, so it may have to be read from its event. */
export function descriptionOf(tx: Tx, row: Pick<TicketRow, 'description' | 'descriptionEvent'>): string {
  if (row.description !== null || row.descriptionEvent === null) return row.description ?? '';
  const payload = JSON.parse(getPayload(tx.db, row.descriptionEvent));
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
  for (const row of addsOf[field](tx.db).all({ ticket })) {
    const known = adds.get(row.name);
    if (known) known.push(idFromBytes(row.id));
    else adds.set(row.name, [idFromBytes(row.id)]);
  }
  return adds;
}

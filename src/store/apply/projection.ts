import { sql } from 'drizzle-orm';
import type { Id } from '../../domain/event/event.ts';
import { idToBytes } from '../../domain/event/id.ts';
import { keyOf } from '../../domain/event/key.ts';
import type { Resolved } from '../../domain/event/resolve.ts';
import type { TicketState } from '../../domain/event/state.ts';
import { setFields } from '../../domain/event/ticket.ts';
import { joinIds } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { inserter, type Row, replacer, syncRows } from '../schema/rows.ts';
import {
  aliases,
  assignees,
  comments,
  conflicts,
  idempotency,
  labels,
  links,
  reviews,
  tickets,
} from '../schema/schema.ts';

/** The numbers that ids have in this file; undefined for what is not in it. */
export interface Numbers {
  ticket(id: Id): number | undefined;
  event(id: Id): number | undefined;
}

const details = { labels, assignees, links, comments, reviews, conflicts, aliases };
type Detail = keyof typeof details;

const putTicket = replacer(tickets, 'ticket');
const addDetail = Object.fromEntries(Object.entries(details).map(([name, table]) => [name, inserter(table)])) as Record<
  Detail,
  ReturnType<typeof inserter>
>;
const putKeyed = inserter(idempotency, { twice: true });

/** Writes everything that is read of one ticket; rows that are as they should be are not touched. `fresh`: there are none yet. */
export function projectTicket(
  db: Db,
  ticket: number,
  state: TicketState,
  resolved: Resolved,
  numbers: Numbers,
  fresh = false,
): void {
  putTicket(db, ticketRow(ticket, state, resolved, numbers));
  for (const [detail, rows] of detailRows(ticket, state, resolved, numbers))
    if (fresh) for (const row of rows) addDetail[detail](db, row);
    else syncRows(db, details[detail], { ticket, rows, add: addDetail[detail] });
  // Such a row goes only by a redaction or a drop, after which the ticket's are made anew.
  for (const { event, key, hash } of state.keyed)
    putKeyed(db, { key, position: getEventNumber(numbers, event), ticket, hash });
}

/** Takes all of these tickets out of the tables that are read. */
export function clearTickets(db: Db, numbers: readonly number[]): void {
  for (const clear of clearing) clear(db).run({ numbers: JSON.stringify(numbers) });
}

// Of all at once: not every table can find the rows of a ticket without a look at all.
const clearing = [tickets, ...Object.values(details), idempotency].map((table) =>
  prepared((db) =>
    db.delete(table).where(sql`${table.ticket} in (select value from json_each(${placeholders.numbers}))`).prepare(),
  ),
);

export function ticketRow(
  ticket: number,
  state: TicketState,
  resolved: Resolved,
  numbers: Numbers,
): typeof tickets.$inferInsert {
  const { created, updated, claim } = state;
  return {
    ticket,
    id: idToBytes(state.id),
    key: keyOf({ project: state.project, number: resolved.number }),
    project: state.project,
    number: resolved.number,
    type: state.type,
    status: state.status,
    priority: state.priority,
    title: state.title,
    points: state.points,
    due: state.due,
    parent: optional(resolved.parent, numbers.ticket),
    archived: state.archived,
    description: state.descriptionVerbatim ? null : state.description,
    descriptionEvent: optional(state.descriptionEvent, numbers.event),
    claimActor: claim?.actor ?? null,
    claimSession: claim?.session ?? null,
    claimEvent: optional(claim?.event, numbers.event),
    createdAt: created.time,
    createdBy: created.actor,
    updatedAt: updated.time,
    updatedBy: updated.actor,
    revision: state.revision,
    heads: joinIds(state.heads),
    rank: state.rank,
  };
}

const optional = (id: Id | null | undefined, number: (id: Id) => number | undefined): number | null =>
  id ? (number(id) ?? null) : null;

/** The number of an event that is the ticket's own. */
function getEventNumber(numbers: Numbers, id: Id): number {
  const number = numbers.event(id);
  if (number === undefined) throw new Error(`The event ${id} is the ticket's own and has no number in this file.`);
  return number;
}

type Rows = [table: Detail, rows: Row[]];

/** The rows of the tables that hold several for a ticket. */
export function detailRows(ticket: number, state: TicketState, resolved: Resolved, numbers: Numbers): Rows[] {
  const event = (id: Id) => getEventNumber(numbers, id);
  const names = setFields.map((field): Rows => {
    const rows = [...state.sets[field]].flatMap(([name, adds]) =>
      adds.map((add) => ({ ticket, name, event: event(add) })),
    );
    return [field, rows];
  });
  const reviewRows = state.reviews.map(({ submission, decision, decided, latest, open }) => ({
    event: event(submission),
    ticket,
    decision: decision ?? null,
    decided: optional(decided, numbers.event),
    latest,
    open,
  }));
  const commentRows = state.comments.map((one) => ({
    event: event(one.event),
    ticket,
    replyTo: optional(one.replyTo, numbers.event),
  }));
  const conflictRows = [...state.conflicts, ...resolved.conflicts].map((one) => ({
    ...one,
    ticket,
    event: event(one.event),
  }));
  return [
    ...names,
    ['links', linkRows(ticket, state, resolved, numbers)],
    ['comments', commentRows],
    ['reviews', reviewRows],
    ['conflicts', conflictRows],
    ['aliases', resolved.aliases.map((key) => ({ key, ticket }))],
  ];
}

function linkRows(ticket: number, state: TicketState, resolved: Resolved, numbers: Numbers): Row[] {
  const rows = state.links.map((link) => ({
    event: getEventNumber(numbers, link.event),
    ticket,
    type: link.type ?? null,
    target: optional(link.target, numbers.ticket),
    commit: link.commit ?? null,
    subject: link.subject ?? null,
    url: link.url ?? null,
    suspended: resolved.suspended.has(link.event),
  }));
  const owner = state.apart ? null : optional(resolved.duplicates, numbers.ticket);
  if (owner !== null)
    rows.push({
      event: getEventNumber(numbers, state.created.id),
      ticket,
      type: 'duplicates',
      target: owner,
      commit: null,
      subject: null,
      url: null,
      suspended: false,
    });
  // A target that this file does not hold (yet) cannot be shown; the event keeps it.
  return rows.filter((row) => row.target !== null || row.commit !== null || row.url !== null);
}

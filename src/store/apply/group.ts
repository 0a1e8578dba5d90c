import { eq } from 'drizzle-orm';
import type { Id } from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import { idFromBytes } from '../../domain/event/id.ts';
import type { TicketState } from '../../domain/event/state.ts';
import { listTicketEvents } from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { tickets } from '../schema/schema.ts';
import { findTicketNumber } from './numbers.ts';

/** A ticket that is folded anew. */
export interface Member {
  number: number;
  id: Id | undefined;
  /** As the tables have it; undefined of a ticket that they do not have yet. */
  before: { key: string; createdAt: number } | undefined;
  /** As its events say; undefined where none of them creates it. */
  state: TicketState | undefined;
  /** The numbers of its events. */
  events: ReadonlyMap<Id, number>;
}

/** The tickets that are folded anew, and how the others are numbered. */
export interface Group {
  members: ReadonlyMap<number, Member>;
  add(number: number): void;
  /** The number of a ticket that is there when all is done. */
  numberOf(id: Id): number | undefined;
  /** What the members' events say. */
  states(): TicketState[];
}

/** `made`: the ids of tickets that the tables do not know yet. */
export function openGroup(db: Db, made: ReadonlyMap<number, Id>): Group {
  const members = new Map<number, Member>();
  const byId = new Map<Id, Member>();
  return {
    members,
    add(number) {
      if (members.has(number)) return;
      const member = loadMember(db, number, made.get(number));
      members.set(number, member);
      if (member.id !== undefined) byId.set(member.id, member);
    },
    numberOf(id) {
      const member = byId.get(id);
      if (member) return member.state && member.number;
      return findTicketNumber(db, id);
    },
    states: () => [...members.values()].flatMap(({ state }) => state ?? []),
  };
}

const rowOf = prepared((db) =>
  db
    .select({ id: tickets.id, key: tickets.key, createdAt: tickets.createdAt })
    .from(tickets)
    .where(eq(tickets.ticket, placeholders.ticket))
    .prepare(),
);

/** Reads a ticket's events; `made` is the id of one that has no row yet. */
export function loadMember(db: Db, number: number, made: Id | undefined): Member {
  const before = made === undefined ? rowOf(db).get({ ticket: number }) : undefined;
  const id = before ? idFromBytes(before.id) : made;
  // The events of a ticket without a row do not know its id when they are read back.
  const all = listTicketEvents(db, number).map((event) =>
    event.ticket === null && id ? { ...event, ticket: id } : event,
  );
  return { number, id, before, state: foldTicket(all), events: new Map(all.map((event) => [event.id, event.event])) };
}

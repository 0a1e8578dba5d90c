import { and, desc, eq, inArray, notInArray, type SQL, sql } from 'drizzle-orm';
import { personNamed } from '../../domain/rules/persons.ts';
import { findType, inProgressStatus, isTerminal } from '../../domain/rules/workflow.ts';
import { assignees, events, reviews, tickets } from '../schema/schema.ts';
import type { ReadTx } from '../tx.ts';
import { actorName } from './events.ts';

/** A ticket that somebody else has left to the caller, and that nobody holds. */
export interface Turn {
  ticket: number;
  key: string;
  title: string;
  status: string;
  /** A review asks for changes, and they have not given the ticket up since, or somebody gave it to the caller while they worked on it. */
  why: 'sent back' | 'handed over';
  /** Who did. */
  by: string;
  /** When, in milliseconds since 1970. */
  time: number;
}

const { ticket, key, title, type, status } = tickets;
const columns = { ticket, key, title, type, status, by: actorName, time: events.time };

/** What was sent back first, each the latest first; of this ticket alone, or of those that `scope` is true of. */
export function listTurns(
  tx: ReadTx,
  { ticket: only, scope }: { ticket?: number; scope?: SQL | undefined } = {},
): Turn[] {
  const held = [...tx.liveClaims.keys()];
  const isFree = and(
    eq(tickets.archived, false),
    notInArray(ticket, held),
    scope,
    only === undefined ? undefined : eq(ticket, only),
  );
  const back = tx.db
    .select(columns)
    .from(reviews)
    .innerJoin(events, eq(events.event, reviews.decided))
    .innerJoin(tickets, eq(ticket, reviews.ticket))
    .where(
      and(eq(reviews.latest, true), eq(reviews.decision, 'changes_requested'), isSubmittedBy(tx.author.actor), isFree),
    )
    .orderBy(desc(events.time))
    .all()
    .map((row) => ({ ...row, why: 'sent back' as const }));
  const known = new Set(back.map((row) => row.ticket));
  const over = tx.db
    .select({ ...columns, kind: events.kind })
    .from(assignees)
    .innerJoin(events, eq(events.event, assignees.event))
    .innerJoin(tickets, eq(ticket, assignees.ticket))
    .where(and(inArray(assignees.name, namesOf(tx.author.actor)), sql`${actorName} <> ${tx.author.actor}`, isFree))
    .orderBy(desc(events.time))
    .all()
    .filter((row) => !known.has(row.ticket) && (row.kind === 'release' || isUnderWay(tx, row)))
    .map(({ kind: _, ...row }) => ({ ...row, why: 'handed over' as const }));
  return [...back, ...over]
    .filter((row) => !isTerminal(tx.config.types, row.type, row.status))
    .map(({ type: _, ...row }) => row);
}

/** What is given to a person is for their agents too. */
export const namesOf = (actor: string): string[] => [...new Set([actor, personNamed(actor)])];

const isSubmittedBy = (actor: string): SQL => sql`exists (select 1 from events s join actors a on a.actor = s.actor
  where s.event = ${reviews.event} and a.name = ${actor}
  and not exists (select 1 from events r where r.ticket = ${reviews.ticket} and r.kind = 'release' and r.actor = s.actor
    and r.time > ${events.time}))`;

/** Whether somebody has begun: the status is one that a claim leads to. */
function isUnderWay(tx: ReadTx, row: { type: string; status: string }): boolean {
  const found = findType(tx.config.types, row.type);
  return found?.ready.some((one) => inProgressStatus(found, one) === row.status) ?? false;
}

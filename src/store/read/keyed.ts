import { and, eq, inArray, sql } from 'drizzle-orm';
import { compareEvents, type Id, type TrackerEvent } from '../../domain/event/event.ts';
import { slotOf } from '../../domain/event/fold-discussion.ts';
import { idempotencyOf } from '../../domain/event/payload-shapes.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { events, idempotency } from '../schema/schema.ts';
import { type EventRow, type StoredEvent, selectEvents, toEvents } from './events.ts';
import { findTicket, type TicketRow, type Tx } from './tickets.ts';

/** Of the tickets that calls with this key have written to. Which of a ticket's events they made is in the payloads. */
const ofKey = prepared((db) =>
  selectEvents(db)
    .where(
      and(
        inArray(
          events.ticket,
          db.select({ ticket: idempotency.ticket }).from(idempotency).where(eq(idempotency.key, placeholders.key)),
        ),
        sql`iif(json_valid(${events.payload}), ${events.payload} ->> '$.idempotency.key', null) = ${placeholders.key}`,
      ),
    )
    .prepare(),
);

/** What was done by a call. */
export interface KeyedCall {
  /** Of its input. */
  hash: string;
  /** At least one, in the order in which they were made. */
  events: StoredEvent[];
}

/**
 * The call that was made with this key; undefined where none has changed anything. Of several, which clones have made
 * before they were merged, the earliest; what they did alike was done by the earliest of them.
 */
export function findCall(tx: Tx, key: string): KeyedCall | undefined {
  const all = listKeyed(tx, key);
  const hash = all[0] && idempotencyOf(all[0])?.hash;
  if (hash === undefined) return undefined;
  const first = new Map<string, StoredEvent>();
  for (const event of all) {
    const slot = slotOf(event);
    if (idempotencyOf(event)?.hash === hash && !first.has(slot)) first.set(slot, event);
  }
  return { hash, events: [...first.values()] };
}

/** The ticket that a call with this key, or this place in its batch, has made: of several the oldest. */
export function findMade(tx: Tx, { key, index }: { key: string; index: number }): TicketRow | undefined {
  const made = listKeyed(tx, key).find((event) => event.kind === 'create' && idempotencyOf(event)?.index === index);
  return made?.ticket ? findTicket(tx, made.ticket) : undefined;
}

/** Everything that calls with this key have recorded, of all clones, the earliest first. */
const listKeyed = (tx: Tx, key: string): StoredEvent[] =>
  toEvents(ofKey(tx.db).all({ key }) as EventRow[])
    .filter((event) => idempotencyOf(event)?.key === key)
    .sort((a, b) => compareEvents(aged(a), aged(b)));

/** Which of two tickets is older, where they were made at once, is told by their own ids. */
const aged = ({ time, id, kind, ticket }: TrackerEvent): { time: number; id: Id } => ({
  time,
  id: kind === 'create' && ticket ? ticket : id,
});

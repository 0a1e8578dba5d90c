import { eq, gt, sql } from 'drizzle-orm';
import { idToBytes } from '../../domain/event/id.ts';
import type { Holder, Leases } from '../leases.ts';
import type { Db } from '../schema/connect.ts';
import { placeholders, prepared } from '../schema/prepared.ts';
import { events, tickets } from '../schema/schema.ts';

/** Of a claim both the session and the actor are stored. */
const claimedRows = prepared((db) =>
  db
    .select({
      ticket: tickets.ticket,
      id: tickets.id,
      session: sql<string>`${tickets.claimSession}`,
      actor: sql<string>`${tickets.claimActor}`,
      since: events.time,
    })
    .from(tickets)
    .innerJoin(events, eq(events.event, tickets.claimEvent))
    // Not `is not null`: for that SQLite leaves the index aside and reads the whole table.
    .where(gt(tickets.claimSession, ''))
    .prepare(),
);

const numbersOf = prepared((db) =>
  db.select({ ticket: tickets.ticket }).from(tickets).where(eq(tickets.id, placeholders.id)).prepare(),
);

/** A live claim: who holds the ticket and until when (ms since 1970) if they call no more. */
export interface LiveClaim extends Pick<Holder, 'actor' | 'session' | 'running'> {
  until: number;
  /** ms since 1970; undefined: it was made in another work tree. */
  since?: number;
}

/**
 * Live claims by the ticket's number in this file: those that the file records, and those that another work tree of the
 * clone has recorded in its own. A claim that came from another clone lives from its own time, as its calls are unknown here.
 */
export function listLiveClaims(
  db: Db,
  leases: Leases,
  { now, leaseMs }: { now: number; leaseMs: number },
): Map<number, LiveClaim> {
  const live = new Map<number, LiveClaim>();
  const add = (ticket: number, claim: LiveClaim) => {
    if (claim.until > now) live.set(ticket, claim);
  };
  for (const row of claimedRows(db).all()) {
    // A clock that was ahead when it was claimed gives it no more time than any other has.
    const since = row.since > now ? leases.firstSeen(row, now) : row.since;
    const session = leases.sessionOf(row.session, now);
    if (session?.left) continue;
    const lastCall = Math.max(since, session?.lastCall ?? 0);
    add(row.ticket, {
      actor: row.actor,
      session: row.session,
      running: session?.running ?? true,
      until: lastCall + leaseMs,
      since,
    });
  }
  for (const [id, holder] of leases.holders(now)) {
    const ticket = numbersOf(db).get({ id: idToBytes(id) })?.ticket;
    if (ticket !== undefined && !live.has(ticket)) add(ticket, { ...holder, until: holder.lastCall + leaseMs });
  }
  return live;
}

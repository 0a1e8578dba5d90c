import { and, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { idFromBytes, idToBytes } from '../../domain/event/id.ts';
import { listTakenBack, type Note, saidIn, sayingKinds, verbOf } from '../../domain/rules/notes.ts';
import type { Db } from '../schema/connect.ts';
import { countOf, placeholders, prepared } from '../schema/prepared.ts';
import { comments, events, reviews } from '../schema/schema.ts';
import type { Tx } from './tickets.ts';

const { event, id, kind, payload } = events;
const said = sql<string>`coalesce(${payload} ->> '$.message', ${payload} ->> '$.body', '') || coalesce(${payload} ->> '$.override', '')`;

/**
 * Those of a ticket that stand: what was taken back says nothing, and what two clones have said by one call is said once.
 * `latest` is a submission that is shown elsewhere with its decisions.
 */
const standing = and(
  eq(events.ticket, placeholders.ticket),
  inArray(kind, sayingKinds),
  sql`json_valid(${payload}) and trim(${said}) <> ''`,
  sql`(${kind} <> 'comment' or exists (select 1 from ${comments} where ${comments.event} = ${event}))`,
  sql`(${kind} <> 'submit' or exists (select 1 from ${reviews} where ${reviews.event} = ${event}) and ${id} is not ${placeholders.latest})`,
  sql`(${kind} <> 'decide' or ${payload} ->> '$.submission' is not ${placeholders.latestName})`,
  sql`(${kind} not in ('link', 'unlink') or ${payload} ->> '$.undo' is not null)`,
  sql`hex(${id}) not in (select value from json_each(${placeholders.undone}))`,
);

const counting = prepared((db) => db.select({ n: count() }).from(events).where(standing).prepare());

const newest = prepared((db) =>
  db
    .select({
      ...{ id, time: events.time, kind },
      // The columns of a select from one table are written without its name, which here would be another's.
      actor: sql<string>`(select a.name from actors a where a.actor = events.actor)`,
      payload,
      answered: sql<Buffer | null>`(select a.id from comments c join events a on a.event = c.reply_to where c.event = events.event)`,
    })
    .from(events)
    .where(standing)
    .orderBy(desc(events.time), desc(id))
    .limit(placeholders.limit)
    .prepare(),
);
type Row = ReturnType<ReturnType<typeof newest>['all']>[number];

const undoing = prepared((db) =>
  db
    .select({ id, payload })
    .from(events)
    .where(
      and(eq(events.ticket, placeholders.ticket), sql`instr(${payload}, '"undo"') > 0`, sql`json_valid(${payload})`),
    )
    .orderBy(events.time, id)
    .prepare(),
);

/** The newest first, at most `limit`, and how many there are; without what is said in the submission `latest` and about it. */
export function listNotes(
  { db }: Tx,
  ticket: number,
  { limit, latest }: { limit: number; latest?: Id | undefined },
): { notes: Note[]; total: number } {
  const shown = { latest: latest === undefined ? null : idToBytes(latest), latestName: latest ?? null };
  const of = { ticket, ...shown, undone: JSON.stringify(listUndone(db, ticket)) };
  const total = countOf(counting(db).get(of));
  if (total === 0 || limit === 0) return { notes: [], total };
  return {
    notes: newest(db)
      .all({ ...of, limit })
      .map(toNote),
    total,
  };
}

export const newestNote = (tx: Tx, ticket: number): Note | undefined => listNotes(tx, ticket, { limit: 1 }).notes[0];

/** Their ids, as hexadecimal digits. */
function listUndone(db: Db, ticket: number): string[] {
  const undos = undoing(db)
    .all({ ticket })
    .map((row) => ({ id: idFromBytes(row.id), payload: JSON.parse(row.payload) as object }));
  return [...listTakenBack(undos)].map((one) => idToBytes(one).toString('hex').toUpperCase());
}

function toNote({ id: bytes, time, actor, kind: did, payload: text, answered }: Row): Note {
  const parsed = JSON.parse(text) as { replyTo?: Id };
  const verb = verbOf({ kind: did as TrackerEvent['kind'], payload: parsed });
  return {
    event: idFromBytes(bytes),
    ...{ actor, time, body: saidIn(parsed) },
    ...(verb !== undefined && { verb }),
    // It may name a comment that is there once more, and shown once.
    ...(parsed.replyTo && { replyTo: answered ? idFromBytes(answered) : parsed.replyTo }),
  };
}

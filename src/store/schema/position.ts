import { sql } from 'drizzle-orm';
import type { Db } from './connect.ts';
import { findMeta } from './meta.ts';
import { prepared } from './prepared.ts';
import { events } from './schema.ts';

/** Where a file is: within a lineage events are only ever appended, but two branches of it append others. */
export interface Position {
  lineage: string;
  /** Number of the last event; 0: there is none. */
  event: number;
  /** Its id, in hexadecimal digits. */
  id: string;
}

const lastEvent = prepared((db) =>
  db.select({ event: events.event, id: events.id }).from(events).orderBy(sql`${events.event} desc`).limit(1).prepare(),
);
const eventAt = prepared((db) =>
  db
    .select({ id: events.id })
    .from(events)
    .where(sql`${events.event} = ${sql.placeholder('event')}`)
    .prepare(),
);

export function readPosition(db: Db): Position {
  const last = lastEvent(db).get();
  // As text: what compares as another at each look would never be done.
  return {
    lineage: String(findMeta(db, 'lineage') ?? ''),
    event: last?.event ?? 0,
    id: last?.id.toString('hex') ?? '',
  };
}

/** Whether the file has gone on from there: what it has more are the events of higher numbers. The id's end is enough. */
export const isPast = (db: Db, { lineage, event, id }: Position): boolean =>
  String(findMeta(db, 'lineage') ?? '') === lineage &&
  (event === 0 || (id !== '' && eventAt(db).get({ event })?.id.toString('hex').endsWith(id) === true));

/** Enough of an event's id, in 16 hexadecimal digits, to tell it from the others. */
export const nameOfEvent = sql<string>`hex(substr(${events.id}, 9))`;

const namesAfter = prepared((db) =>
  db
    .select({ names: sql<string | null>`group_concat(${nameOfEvent}, '')` })
    .from(events)
    .where(sql`${events.event} > ${sql.placeholder('event')}`)
    .prepare(),
);

/** The names of the events after this number, in no order, without anything between them. */
export const listNamesAfter = (db: Db, event: number): string => namesAfter(db).get({ event })?.names ?? '';

import { sql } from 'drizzle-orm';
import type { Db } from '../schema/connect.ts';
import { prepared } from '../schema/prepared.ts';
import { events, tickets } from '../schema/schema.ts';
import { statement } from './index-file.ts';
import { readNotes } from './notes.ts';

/** Wraps what is thrown by the data file, which is not to be taken for damage of the index. */
export class SourceFault extends Error {
  constructor(cause: unknown) {
    super('the data file cannot be read', { cause });
  }
}

/** For reads of the data file in the midst of work on the index. */
export function fromSource<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SourceFault(error);
  }
}

const changedSince = prepared((db) =>
  db
    .selectDistinct({ number: sql<number>`${events.ticket}` })
    .from(events)
    .where(sql`${events.event} > ${sql.placeholder('event')} and ${events.ticket} is not null`)
    .prepare(),
);
const numberOf = prepared((db) =>
  db
    .select({ number: tickets.ticket })
    .from(tickets)
    .where(sql`${tickets.id} = ${sql.placeholder('id')}`)
    .prepare(),
);

/** Tickets with events after this one. */
export const listChangedSince = (db: Db, event: number): number[] =>
  changedSince(db)
    .all({ event })
    .map((row) => row.number);

export const findNumber = (db: Db, id: Buffer): number | undefined => numberOf(db).get({ id })?.number;

/** A ticket as the index compares it: `stamp` differs whenever its texts or whether it is archived differ. */
export interface Stamped {
  number: number;
  id: Buffer;
  archived: boolean;
  /** The last event of the ticket. */
  event: number;
  stamp: string;
}

interface StampRow {
  number: number;
  id: Buffer;
  archived: number;
  heads: Buffer;
  /** Bytes of a description that stands in no event: a merged one, which another version may merge otherwise. */
  merged: number | null;
  event: number | null;
  /** Bytes of all payloads: a redaction leaves the heads as they are. */
  size: number | null;
}

const stampColumns = `t.ticket number, t.id, t.archived, t.heads, octet_length(t.description) merged,
  (select max(event) from events e where e.ticket = t.ticket) event,
  (select sum(octet_length(payload)) from events e where e.ticket = t.ticket) size`;

/** All tickets against the order of their documents: from the newest to the oldest, then the archived from the oldest. */
export function listNumbers({ $client }: Db): number[] {
  const numbers: number[] = [];
  for (const which of ['archived = 0 order by id desc', 'archived = 1 order by id']) {
    const rows = statement($client, `select ticket from tickets where ${which}`).pluck().iterate();
    for (const number of rows as Iterable<number>) numbers.push(number);
  }
  return numbers;
}

export const countTickets = ({ $client }: Db): number =>
  statement($client, 'select count(*) from tickets').pluck().get() as number;

/** The tickets that come next after an id, in the order of their ids. */
export const listStamps = ({ $client }: Db, after: Buffer, limit: number): Stamped[] =>
  statement($client, `select ${stampColumns} from tickets t where t.id > ? order by t.id limit ?`)
    .all(after, limit)
    .map((row) => toStamped(row as StampRow));

export interface Texts extends Stamped {
  title: string;
  description: string;
  notes: string[];
  labels: string;
}

/** The texts of these tickets, by their numbers in the file. */
export function readTexts(db: Db, numbers: readonly number[]): Texts[] {
  const query = `
    select ${stampColumns}, t.title,
      coalesce(t.description, d.payload ->> '$.text', d.payload ->> '$.description', '') description,
      coalesce((select group_concat(name, char(10)) from labels l where l.ticket = t.ticket), '') labels
    from tickets t left join events d on d.event = t.description_event
    where t.ticket in (select value from json_each(?))`;
  const rows = statement(db.$client, query).all(JSON.stringify(numbers)) as (StampRow &
    Omit<Texts, keyof Stamped | 'notes'>)[];
  const notes = readNotes(db, numbers);
  return rows.map((row) => {
    const { number, id, archived, event, stamp } = toStamped(row);
    const { title, description, labels } = row;
    return { number, id, archived, event, stamp, title, description, notes: notes.get(number) ?? [], labels };
  });
}

function toStamped({ number, id, archived, heads, merged, event, size }: StampRow): Stamped {
  const stamp = `${heads.toString('base64')} ${size ?? 0} ${merged ?? '-'} ${archived}`;
  return { number, id, archived: archived === 1, event: event ?? 0, stamp };
}

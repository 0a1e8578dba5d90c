import type { TrackerEvent } from '../../domain/event/event.ts';
import { sameBytes } from '../../domain/event/merge.ts';
import type { Db } from '../schema/connect.ts';
import { type EventRow, listEvents, type StoredEvent, toEvent } from './events.ts';

/** An event of another version that this file has not got, or has with other bytes. */
export interface Difference {
  theirs: TrackerEvent;
  ours: StoredEvent | undefined;
}

/** How many rows a look compares, and how many bytes of them: beyond that each is looked at alone. */
const rowsAtOnce = 200;
const bytesAtOnce = 4 * 2 ** 20;

/**
 * What `theirs` has and `ours` has not, or has otherwise, in the order of the ids. What both have is compared a block at a
 * time, as text that SQLite puts together, and is read as events only where a block differs: of two versions nearly all is
 * the same. Neither is held in memory. `told` hears of each row of theirs that is no event and is not the same here. Answers
 * at last how many rows of theirs were looked at alone.
 */
export function* listDifferences(
  ours: Db,
  theirs: Db,
  told: () => void = () => undefined,
): Generator<Difference, number> {
  const here = reader(ours, own);
  const there = reader(theirs, mapped(nameAlike(ours, theirs)));
  let alone = 0;
  for (const block of blocksOf(ours, theirs))
    if (!isSame(here.sum(block), there.sum(block)) || here.text(block) !== there.text(block))
      alone += yield* compareRows({ ours, theirs }, block, told);
  return alone;
}

/** Ranges of ids that hold few rows of either, one after the other, to the end of both. */
function* blocksOf(ours: Db, theirs: Db): Generator<Block> {
  const query = `select id from events where id > ? order by id limit 1 offset ${rowsAtOnce - 1}`;
  const endings = [ours, theirs].map(({ $client }) => $client.prepare(query).pluck());
  for (let from: Buffer = Buffer.alloc(0); ; ) {
    const ends = endings.flatMap((ending) => (ending.get(from) as Buffer | undefined) ?? []).sort(Buffer.compare);
    const [to = afterAllIds] = ends;
    yield { from, to };
    if (to === afterAllIds) return;
    from = to;
  }
}

/** How many events `theirs` has that are not in `ours`, by their ids alone. */
export function countLacking(ours: Db, theirs: Db): number {
  const query = `from events where id > ? and id <= ? and typeof(id) = 'blob'`;
  const texts = [ours, theirs].map(({ $client }) =>
    $client.prepare(`select group_concat(id, '') from (select hex(id) id ${query} order by 1)`).pluck(),
  );
  const list = ({ $client }: Db, { from, to }: Block) =>
    $client.prepare(`select hex(id) ${query}`).pluck().all(from, to) as string[];
  let count = 0;
  for (const block of blocksOf(ours, theirs)) {
    const [here, there] = texts.map((text) => text.get(block.from, block.to));
    if (here === there) continue;
    const known = new Set(list(ours, block));
    count += list(theirs, block).filter((id) => !known.has(id)).length;
  }
  return count;
}

/** Of these events the same, where they are given as such. */
export function* listDifferent(ours: Db, theirs: readonly TrackerEvent[]): Generator<Difference> {
  for (let at = 0; at < theirs.length; at += rowsAtOnce) {
    const some = theirs.slice(at, at + rowsAtOnce);
    const known = new Map(
      listEvents(
        ours,
        some.map(({ id }) => id),
      ).map((event) => [event.id, event]),
    );
    for (const event of some) {
      const mine = known.get(event.id);
      if (!mine || !sameBytes(mine, event)) yield { theirs: event, ours: mine };
    }
  }
}

/** Ids after `from`, up to and with `to`. */
interface Block {
  from: Buffer;
  to: Buffer;
}

/** One row longer than any id. */
const afterAllIds = Buffer.alloc(17, 0xff);

interface Sum {
  rows: number;
  /** Those whose columns are of the types that they should be: of the others the texts could be taken for one another. */
  plain: number | null;
  bytes: number | null;
}

const isSame = (a: Sum, b: Sum): boolean =>
  a.rows === b.rows &&
  a.bytes === b.bytes &&
  a.plain === b.plain &&
  a.rows === (a.plain ?? 0) &&
  (a.bytes ?? 0) <= bytesAtOnce;

/** The numbers of actors, sessions and tickets as they stand, or as ours are. */
const own = { actor: 'e.actor', session: 'e.session', ticket: "ifnull(e.ticket, '-')" };
const mapped = (upTo: Record<Numbered, number>): typeof own => {
  const ofOurs = (column: Numbered) => `iif(e.${column} between 1 and ${upTo[column]}, e.${column},
    ifnull((select ours from temp.alike_${column} where theirs = e.${column}), 'x'))`;
  const ticket = `iif(e.ticket is null, '-', ${ofOurs('ticket')})`;
  return { actor: ofOurs('actor'), session: ofOurs('session'), ticket };
};

function reader({ $client }: Db, { actor, session, ticket }: typeof own) {
  const block = 'from events e where e.id > ? and e.id <= ? order by e.id';
  const plain = `typeof(e.id) = 'blob' and octet_length(e.id) = 16 and typeof(e.time) = 'integer'
    and typeof(e.kind) = 'text' and typeof(e.payload) = 'text' and typeof(e.parents) = 'blob'`;
  const bytes = 'octet_length(e.kind) + octet_length(e.payload) + octet_length(e.parents)';
  const text = `hex(e.id) || e.time || ' ' || ${actor} || ' ' || ${session} || ' ' || ${ticket} || ' '
    || octet_length(e.kind) || e.kind || octet_length(e.payload) || e.payload || hex(e.parents) || ' '`;
  const summing = $client.prepare(`select count(*) rows, sum(${plain}) plain, sum(${bytes}) bytes ${block}`);
  const texts = $client.prepare(`select group_concat(text, '') from (select ${text} text ${block})`).pluck();
  return {
    sum: ({ from, to }: Block) => summing.get(from, to) as Sum,
    text: ({ from, to }: Block) => texts.get(from, to) as string | null,
  };
}

/** Of each numbered thing its number and what it is, as text. */
const numbered = {
  actor: ['actors', "typeof(name) || typeof(kind) || octet_length(name) || ' ' || name || kind"],
  session: ['sessions', "typeof(name) || typeof(client) || octet_length(name) || ' ' || name || client"],
  ticket: ['tickets', 'typeof(id) || hex(id)'],
} as const;
type Numbered = keyof typeof numbered;

/**
 * Makes tables beside theirs that say which numbers are the same actor's, session's and ticket's here, and answers up to
 * which number both files have the same: those are not in the tables.
 */
function nameAlike(ours: Db, theirs: Db): Record<Numbered, number> {
  const { $client } = theirs;
  $client.pragma('temp_store = MEMORY');
  const upTo = { actor: 0, session: 0, ticket: 0 };
  for (const column of Object.keys(numbered) as Numbered[]) {
    const [table, what] = numbered[column];
    upTo[column] = countAlike(ours, theirs, `select ${column} number, ${what} what from ${table}`);
    const query = `select ${column}, ${what} from ${table} where ${column} not between 1 and ${upTo[column]}`;
    const read = (db: Db) => db.$client.prepare(query).raw().all() as [number, string | null][];
    const here = new Map(read(ours).map(([number, name]) => [name, number]));
    const alike = read(theirs).flatMap(([number, name]) => {
      const same = name === null ? undefined : here.get(name);
      return same === undefined ? [] : [[number, same]];
    });
    const made = `temp.alike_${column}`;
    $client.exec(`drop table if exists ${made}; create temp table ${made} (theirs integer primary key, ours integer)`);
    const insert = $client.prepare(`insert into ${made} (theirs, ours) values (?, ?)`);
    $client.transaction(() => {
      for (const pair of alike) insert.run(pair);
    })();
  }
  return upTo;
}

/** Up to which number both files have the same: looked for a thousand at a time, from 1 on. */
function countAlike(ours: Db, theirs: Db, query: string): number {
  const text = `select group_concat(number || ' ' || ifnull(what, '-'), ' ')
    from (select * from (${query}) where number > ? and number <= ? order by number)`;
  const [here, there] = [ours, theirs].map(({ $client }) => $client.prepare(text).pluck());
  for (let from = 0; ; from += 1_000) {
    const one = here?.get(from, from + 1_000);
    if (one === null || one !== there?.get(from, from + 1_000)) return from;
  }
}

/** Rows one by one, in the order of their ids: a block of the largest events is more than is held at once. */
function* compareRows(
  { ours, theirs }: { ours: Db; theirs: Db },
  block: Block,
  told: () => void,
): Generator<Difference, number> {
  const mine = rowsOf(ours, block);
  let here = mine.next().value;
  let rows = 0;
  const found: Difference[] = [];
  for (const row of rowsOf(theirs, block)) {
    rows++;
    while (here && Buffer.compare(here.id, row.id) < 0) here = mine.next().value;
    const same = here?.id.equals(row.id) ? here : undefined;
    if (same && isSameRow(same, row)) continue;
    const event = toEvent(row);
    if (!event) {
      told();
      continue;
    }
    const own = same && toEvent(same);
    if (!own || !sameBytes(own, event)) found.push({ theirs: withoutNumber(event), ours: own });
  }
  mine.return(undefined);
  // When both are read: who asks for differences may have queries of its own.
  yield* found;
  return rows;
}

type Row = EventRow & { id: Buffer };

function* rowsOf({ $client }: Db, { from, to }: Block): Generator<Row, undefined> {
  const query = `
    select e.event, e.id, e.time, a.name actor, a.kind "actorKind", s.name session, s.client, t.id ticket,
      e.ticket number, e.kind, e.payload, e.parents
    from events e left join actors a on a.actor = e.actor left join sessions s on s.session = e.session
      left join tickets t on t.ticket = e.ticket
    where e.id > ? and e.id <= ? order by e.id`;
  for (const row of $client.prepare(query).iterate(from, to)) yield row as Row;
  return undefined;
}

const compared = ['time', 'actor', 'actorKind', 'session', 'client', 'ticket', 'kind', 'payload', 'parents'] as const;

const isSameRow = (a: Row, b: Row): boolean =>
  compared.every((column) => {
    const [one, other] = [a[column], b[column]];
    return one instanceof Uint8Array && other instanceof Uint8Array ? Buffer.compare(one, other) === 0 : one === other;
  });

const withoutNumber = ({ event: _, ...event }: StoredEvent): TrackerEvent => event as TrackerEvent;

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
 * the same. Neither is held in memory. `told` hears of each row of theirs that is no event and is not the same here.
 */
export function* listDifferences(ours: Db, theirs: Db, told: () => void = () => undefined): Generator<Difference> {
  nameAlike(ours, theirs);
  const here = reader(ours, own);
  const there = reader(theirs, mapped);
  for (const block of blocksOf(ours, theirs))
    if (!isSame(here.sum(block), there.sum(block)) || here.text(block) !== there.text(block))
      yield* compareRows({ ours, theirs }, block, told);
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
const mapped = {
  actor: "ifnull((select ours from temp.alike_actors where theirs = e.actor), 'x')",
  session: "ifnull((select ours from temp.alike_sessions where theirs = e.session), 'x')",
  ticket: "iif(e.ticket is null, '-', ifnull((select ours from temp.alike_tickets where theirs = e.ticket), 'x'))",
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
  alike_actors: "select actor, typeof(name) || typeof(kind) || octet_length(name) || ' ' || name || kind from actors",
  alike_sessions:
    "select session, typeof(name) || typeof(client) || octet_length(name) || ' ' || name || client from sessions",
  alike_tickets: 'select ticket, typeof(id) || hex(id) from tickets',
};

/** Tables beside theirs that say which numbers are the same actor's, session's and ticket's here. */
function nameAlike(ours: Db, theirs: Db): void {
  const { $client } = theirs;
  $client.pragma('temp_store = MEMORY');
  for (const [table, query] of Object.entries(numbered)) {
    $client.exec(
      `drop table if exists temp.${table}; create temp table ${table} (theirs integer primary key, ours integer)`,
    );
    const insert = $client.prepare(`insert into temp.${table} (theirs, ours) values (?, ?)`);
    const read = (db: Db) => db.$client.prepare(query).raw().iterate() as IterableIterator<[number, string | null]>;
    const here = new Map<string | null, number>();
    for (const [number, what] of read(ours)) here.set(what, number);
    const alike: [number, number][] = [];
    for (const [number, what] of read(theirs)) {
      const same = what === null ? undefined : here.get(what);
      if (same !== undefined) alike.push([number, same]);
    }
    $client.transaction(() => {
      for (const pair of alike) insert.run(pair);
    })();
  }
}

/** Rows one by one, in the order of their ids: a block of the largest events is more than is held at once. */
function* compareRows(
  { ours, theirs }: { ours: Db; theirs: Db },
  block: Block,
  told: () => void,
): Generator<Difference> {
  const mine = rowsOf(ours, block);
  let here = mine.next().value;
  const found: Difference[] = [];
  for (const row of rowsOf(theirs, block)) {
    while (here && Buffer.compare(here.id, row.id) < 0) here = mine.next().value;
    const same = here && here.id.equals(row.id) ? here : undefined;
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

import { type SQL, sql } from 'drizzle-orm';
import type { Filter, Query, State } from '../../../domain/query/model.ts';
import type { Db } from '../../schema/connect.ts';
import { findMeta } from '../../schema/meta.ts';
import { isPast, type Position, readPosition } from '../../schema/position.ts';
import { tickets } from '../../schema/schema.ts';
import type { ReadTx } from '../../tx.ts';
import { listAffected } from './affected.ts';
import { compareInColumn, type Placed } from './rows.ts';

/** Cards as they were at a position of the file, and what they show that is not in it. */
interface Kept {
  position: Position;
  config: ReadTx['config'];
  /** Which rules the tables were computed by. */
  fold: string | undefined;
  /** A text for each ticket that somebody holds, or has done something with elsewhere: another where its card is another. */
  outside: ReadonlyMap<number, string>;
  placed: readonly Placed[];
}

interface Readers {
  readAll(): Placed[];
  /** Of these tickets, those that are meant. */
  readSome(numbers: readonly number[]): Placed[];
}

/** By the tracker, for which its index stands here, and the question. */
const known = new WeakMap<ReadTx['fullText'], Map<string, Kept>>();
/** A board asks for what is open, what was closed lately and what is archived. */
const mostKept = 4;
/** Where more has changed than this, all is read as fast. */
const mostChanged = 500;

/**
 * The answer to a question for which `isOfOwnRow` holds: the one that was given to it last, where the file has but gone on
 * since then, with the cards read anew that may look different; else all of it.
 */
export function renewed(tx: ReadTx, where: SQL | undefined, readers: Readers): readonly Placed[] {
  const kept = known.get(tx.fullText) ?? new Map<string, Kept>();
  known.set(tx.fullText, kept);
  const position = readPosition(tx.db);
  const question = `${position.lineage} ${JSON.stringify(tx.db.select({ one: sql`1` }).from(tickets).where(where).toSQL())}`;
  const now = { position, config: tx.config, fold: findMeta(tx.db, 'fold'), outside: readOutside(tx) };
  const before = kept.get(question);
  const changed = before && listChanged(tx.db, before, now);
  const placed = before && changed ? replaceSome(before.placed, changed, readers) : readers.readAll();
  // Newest last.
  kept.delete(question);
  kept.set(question, { ...now, placed });
  for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
  return placed;
}

const ownFields: ReadonlySet<Filter['field']> = new Set(['type', 'status', 'project', 'priority', 'points']);
const times: ReadonlySet<Filter['field']> = new Set(['created', 'updated', 'due']);
const ownStates: ReadonlySet<State> = new Set(['open', 'closed', 'archived', 'any', 'todo', 'doing', 'review', 'done']);

/** Whether a ticket's own row alone says if it is meant, the bounds of times included: so it is as long as no event is about it. */
export const isOfOwnRow = ({ terms, filters, groups = [] }: Query): boolean =>
  terms.length === 0 &&
  groups.length === 0 &&
  filters.every(
    (filter) =>
      ownFields.has(filter.field) ||
      times.has(filter.field) ||
      (filter.field === 'is' && filter.values.every((state) => ownStates.has(state))),
  );

function readOutside(tx: ReadTx): Map<number, string> {
  const outside = new Map<number, string>();
  for (const [ticket, { actor }] of tx.liveClaims) outside.set(ticket, `held by ${actor}`);
  for (const [ticket, { status, place, actor }] of tx.elsewhere)
    outside.set(ticket, JSON.stringify([outside.get(ticket), status, place, actor]));
  return outside;
}

/** The tickets whose cards may have changed; undefined where that cannot be told, or are too many. */
function listChanged(db: Db, before: Kept, now: Omit<Kept, 'placed'>): number[] | undefined {
  if (before.config !== now.config || before.fold !== now.fold || !isPast(db, before.position)) return undefined;
  const events = now.position.event > before.position.event ? listOwnSince(db, before.position.event) : [];
  if (!events) return undefined;
  const changed = new Set(listAffected(db, events));
  for (const [ticket, text] of now.outside) if (before.outside.get(ticket) !== text) changed.add(ticket);
  for (const ticket of before.outside.keys()) if (!now.outside.has(ticket)) changed.add(ticket);
  return changed.size > mostChanged ? undefined : [...changed];
}

/** What changes no ticket but its own, and, beside a parent and a key, nothing that others lead by to it. */
const ownKinds = sql.raw(
  ['project', 'create', 'update', 'move', 'claim', 'release', 'archive', 'undo', 'edit', 'comment']
    .concat('submit', 'decide', 'retract', 'rank')
    .map((kind) => `'${kind}'`)
    .join(', '),
);

/** The tickets that events after this number are about; undefined where one may have changed others, or an edge is another. */
function listOwnSince(db: Db, event: number): number[] | undefined {
  const rows = db.values<[number | null, number]>(sql`
    select ticket, kind in (${ownKinds}) and iif(json_valid(payload),
      payload -> '$.set.parent' is null and payload -> '$.key' is null, 0)
    from events where event > ${event} limit ${mostChanged + 1}`);
  if (rows.length > mostChanged || rows.some(([, isOwn]) => !isOwn)) return undefined;
  return [...new Set(rows.flatMap(([ticket]) => ticket ?? []))];
}

function replaceSome(placed: readonly Placed[], changed: readonly number[], { readSome }: Readers): readonly Placed[] {
  if (changed.length === 0) return placed;
  const others = new Set(changed);
  const next = placed.filter(({ ticket }) => !others.has(ticket));
  for (const one of readSome(changed)) next.splice(findPlace(next, one), 0, one);
  return next;
}

function findPlace(placed: readonly Placed[], one: Placed): number {
  let [from, to] = [0, placed.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareInColumn(placed[middle] as Placed, one) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

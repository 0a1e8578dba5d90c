import { compareEvents, type EventKind, type Id, type TrackerEvent } from '../../domain/event/event.ts';
import { droppedBy, madeProject, preferred, sameBytes, withWhatTheyNeed } from '../../domain/event/merge.ts';
import { getFrom } from '../../domain/get-from.ts';
import { once } from '../../domain/once.ts';
import type { Change, Changes, Origin } from '../changes.ts';
import { type Difference, listDifferences, listDifferent } from '../read/differences.ts';
import {
  listEvents,
  listOfNoTicket,
  listPresent,
  listTicketEvents,
  listWaiting,
  readInOrder,
  type StoredEvent,
} from '../read/events.ts';
import type { Db } from '../schema/connect.ts';
import { findTicketNumber } from './numbers.ts';

/** A version that is to come in, or some events of one. */
export interface Incoming {
  /** What of it is not in this file as it is there. */
  listDifferences(ours: Db): Iterable<Difference>;
  /**
   * Which of these events the version had that it was made of; only what it has besides comes in, with what that needs.
   * Left out: all comes in.
   */
  findInBase?(ids: readonly Id[]): ReadonlySet<Id>;
}

/** What a version has, or what it has and `base` has not. `told` hears of its rows that are no events. */
export const versionComing = (
  { theirs, base }: { theirs: Db; base?: Db | undefined },
  told: (count: number) => void = () => undefined,
): Incoming => ({
  listDifferences: (ours) => listDifferences(ours, theirs, () => told(1)),
  ...(base && { findInBase: (ids) => listPresent(base, ids) }),
});

export const eventsComing = (theirs: readonly TrackerEvent[]): Incoming => ({
  listDifferences: (ours) => listDifferent(ours, theirs),
});

/** Makes of a draft the union of itself and the others, and answers the events that were new; see `Changes` for `origin`. */
export function takeIn(
  draft: Pick<Changes, 'unite'> & { db: Db },
  incoming: readonly Incoming[],
  origin?: Origin,
): TrackerEvent[] {
  // KiB, for the driver's 16 MB: the file is gone through once, from one end to the other.
  draft.db.$client.pragma('cache_size = -2000');
  const change = planUnion(draft.db, incoming);
  draft.unite(change, origin);
  return change.added;
}

/**
 * What makes this file the union of itself and the others, as `mergeEvents` gives it for the whole sets: work and memory
 * are in proportion to what differs, and to what the drops name.
 */
export function planUnion(db: Db, incoming: readonly Incoming[]): Change {
  const merged = new Map<Id, TrackerEvent>();
  const replaced = new Map<Id, StoredEvent>();
  for (const one of incoming) {
    const lacking = new Map<Id, TrackerEvent>();
    for (const { theirs, ours } of one.listDifferences(db)) {
      const mine = merged.get(theirs.id) ?? ours;
      if (!mine) lacking.set(theirs.id, theirs);
      else if (!sameBytes(mine, theirs) && preferred(mine, theirs) === theirs) {
        merged.set(theirs.id, theirs);
        if (ours) replaced.set(theirs.id, ours);
      }
    }
    for (const event of listWanted(db, { lacking, merged, findInBase: one.findInBase })) merged.set(event.id, event);
  }
  return withoutDropped(db, merged, replaced);
}

interface Wanting {
  lacking: ReadonlyMap<Id, TrackerEvent>;
  merged: ReadonlyMap<Id, TrackerEvent>;
  findInBase: Incoming['findInBase'];
}

function listWanted(db: Db, { lacking, merged, findInBase }: Wanting): Iterable<TrackerEvent> {
  const before = findInBase && lacking.size > 0 ? findInBase([...lacking.keys()]) : undefined;
  if (!before?.size) return lacking.values();
  const chosen = [...lacking.values()].filter(({ id }) => !before.has(id));
  const makers = [...listOfNoTicket(db, 'project'), ...merged.values()];
  const projects = new Set(makers.flatMap((event) => madeProject(event) ?? []));
  return withWhatTheyNeed(chosen, { lacking, projects });
}

/** See `withoutDropped` of the merge: here only what is named by a drop, and the tickets whose creation is, are looked at. */
function withoutDropped(db: Db, merged: ReadonlyMap<Id, TrackerEvent>, replaced: ReadonlyMap<Id, StoredEvent>): Change {
  const dropped = droppedBy([...listOfNoTicket(db, 'drop').filter(({ id }) => !merged.has(id)), ...merged.values()]);
  if (dropped.size === 0) return { added: [...merged.values()], removed: [] };
  const here = listEvents(db, [...dropped]).filter(({ id }) => !merged.has(id));
  const isNamed = ({ id, kind }: TrackerEvent) => dropped.has(id) && kind !== 'project' && kind !== 'drop';
  const isUsed = usedIn(db, merged, isNamed);
  const goes = (event: TrackerEvent) =>
    isNamed(event) && !(event.kind === 'create' && event.ticket !== null && isUsed(event.ticket));
  const removed = here.filter(goes);
  const added: TrackerEvent[] = [];
  for (const event of merged.values())
    if (!goes(event)) added.push(event);
    else if (replaced.has(event.id)) removed.push(getFrom(replaced, event.id, 'event'));
  return { added, removed };
}

/** Whether a ticket has events besides its creation that nobody has given up. */
function usedIn(db: Db, merged: ReadonlyMap<Id, TrackerEvent>, isNamed: (event: TrackerEvent) => boolean) {
  const counts = (event: TrackerEvent) => event.kind !== 'create' && !isNamed(event);
  const usedByNew = new Set([...merged.values()].flatMap((event) => (counts(event) ? (event.ticket ?? []) : [])));
  const known = new Map<Id, boolean>();
  const waiting = once(() => listWaiting(db));
  return (ticket: Id): boolean => {
    if (usedByNew.has(ticket)) return true;
    const found = known.get(ticket);
    if (found !== undefined) return found;
    const number = findTicketNumber(db, ticket);
    const own =
      number === undefined ? waiting().filter((event) => event.ticket === ticket) : listTicketEvents(db, number);
    const isUsed = own.some((event) => !merged.has(event.id) && counts(event));
    known.set(ticket, isUsed);
    return isUsed;
  };
}

/** The events that the file would have with the change, in (time, id) order; `kind`: those alone. Nothing is changed. */
export function* readChanged(
  db: Db,
  { added, removed }: Change,
  options: { kind?: EventKind; told?: (() => void) | undefined } = {},
): Generator<TrackerEvent> {
  const others = new Set([...added, ...removed].map(({ id }) => id));
  const wanted = added.filter(({ kind }) => options.kind === undefined || kind === options.kind).sort(compareEvents);
  let next = 0;
  for (const event of readInOrder(db, options)) {
    if (others.has(event.id)) continue;
    for (let one = wanted[next]; one && compareEvents(one, event) < 0; one = wanted[++next]) yield one;
    yield event;
  }
  yield* wanted.slice(next);
}

import { getFrom } from '../get-from.ts';
import { compareEvents, type Id, type TrackerEvent } from './event.ts';

/** A ticket's events in an order in which parents come first, and who saw whom. */
export interface Causality {
  order: readonly TrackerEvent[];
  /** Whether the event at place `later` has the one at place `earlier` among its ancestors. */
  saw(later: number, earlier: number): boolean;
  /** The ids of the events that no other one names as a parent, sorted. */
  heads: Id[];
}

/** Depends on the set of events alone, not on the order in which they are given. Absent parents are tolerated. */
export function arrange(events: readonly TrackerEvent[]): Causality {
  const order = topological(events);
  const named = new Set(order.flatMap((event) => event.parents));
  const heads = order.filter((event) => !named.has(event.id)).map((event) => event.id);
  const linear = order.every((event, i) => {
    const before = order[i - 1];
    return before === undefined || event.parents.includes(before.id);
  });
  const saw = linear ? (later: number, earlier: number) => earlier < later : ancestry(order);
  return { order, saw, heads: heads.sort() };
}

/** A value that an event gave to a field; `at` is the event's place in the order. */
export interface Setting<T> {
  at: number;
  value: T;
}

/** The settings that no other setting has seen, in order. They must be given in order, one for each event. */
export function latest<T>(settings: readonly Setting<T>[], saw: Causality['saw']): Setting<T>[] {
  const tips: Setting<T>[] = [];
  // From the end: what any later setting has seen, one of the tips has seen too.
  for (const one of settings.toReversed()) if (!tips.some((tip) => saw(tip.at, one.at))) tips.push(one);
  return tips.reverse();
}

/** Sorted by their events' (time, id): the order that breaks ties. */
export function byTime<T>(settings: readonly Setting<T>[], causality: Causality): Setting<T>[] {
  return settings.toSorted((a, b) => compareEvents(eventOf(causality, a), eventOf(causality, b)));
}

/** The event that a setting was made by. */
export function eventOf({ order }: Pick<Causality, 'order'>, { at }: Pick<Setting<unknown>, 'at'>): TrackerEvent {
  const event = order[at];
  if (event === undefined) throw new Error(`There is no place ${at} in an order of ${order.length} events.`);
  return event;
}

/** Parents first; what is concurrent stands as (time, id) has it, each with its ancestors before it. */
function topological(events: readonly TrackerEvent[]): TrackerEvent[] {
  const sorted = [...events].sort(compareEvents);
  const byId = new Map(sorted.map((event) => [event.id, event]));
  const placed = new Set<Id>();
  const entered = new Set<Id>();
  const order: TrackerEvent[] = [];
  for (const start of sorted) {
    const stack = placed.has(start.id) ? [] : [start];
    for (let event = stack.at(-1); event !== undefined; event = stack.at(-1)) {
      entered.add(event.id);
      // `entered` guards against a loop of parents, which only a damaged file can hold.
      const next = event.parents.filter((id) => byId.has(id) && !entered.has(id)).sort()[0];
      if (next !== undefined) stack.push(getFrom(byId, next, 'event'));
      else {
        stack.pop();
        placed.add(event.id);
        order.push(event);
      }
    }
  }
  return order;
}

/** One bit row for each event: bit j of row i says that event i saw event j. */
function ancestry(order: readonly TrackerEvent[]): (later: number, earlier: number) => boolean {
  const place = new Map(order.map((event, i) => [event.id, i]));
  const rows: Uint32Array[] = [];
  order.forEach((event, i) => {
    const row = new Uint32Array((i + 31) >> 5);
    for (const parent of event.parents) {
      const p = place.get(parent);
      const seen = p === undefined ? undefined : rows[p];
      if (p === undefined || seen === undefined) continue;
      for (let w = 0; w < seen.length; w++) row[w]! |= seen[w]!;
      row[p >> 5]! |= 1 << (p & 31);
    }
    rows.push(row);
  });
  return (later, earlier) => earlier < later && (rows[later]![earlier >> 5]! & (1 << (earlier & 31))) !== 0;
}

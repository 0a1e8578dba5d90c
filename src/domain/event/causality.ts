import { type Ancestry, ancestryOf } from './ancestry.ts';
import { compareEvents, type Id, type TrackerEvent } from './event.ts';

/** A ticket's events in an order in which parents come first, and who saw whom. */
export interface Causality extends Ancestry {
  order: readonly TrackerEvent[];
  /** The ids of the events that no other one names as a parent, sorted. */
  heads: Id[];
}

/** Depends on the set of events alone, not on the order in which they are given. Absent parents are tolerated. */
export function arrange(events: readonly TrackerEvent[]): Causality {
  const order = topological(events);
  const named = new Set(order.flatMap((event) => event.parents));
  const heads = order.filter((event) => !named.has(event.id)).map((event) => event.id);
  return { order, ...ancestryOf(order), heads: heads.sort() };
}

/** A value that an event gave to a field; `at` is the event's place in the order. */
export interface Setting<T> {
  at: number;
  value: T;
}

/** The settings that no other setting has seen, in order. They must be given in order, one for each event. */
export function latest<T>(settings: readonly Setting<T>[], { gather }: Pick<Ancestry, 'gather'>): Setting<T>[] {
  const tips: Setting<T>[] = [];
  const seen = gather();
  // From the end: what any later setting has seen, one of the tips has seen too.
  for (const one of settings.toReversed()) {
    if (seen.has(one.at)) continue;
    tips.push(one);
    seen.add(one.at);
  }
  return tips.reverse();
}

/**
 * The settings that `latest` gives of those that an event has seen; the event is named by its place. Events that see alike
 * are answered with the same array.
 */
export function latestSeen<T>(
  settings: readonly Setting<T>[],
  { latestBefore }: Pick<Ancestry, 'latestBefore'>,
): (at: number) => readonly Setting<T>[] {
  const byPlace = new Map(settings.map((one) => [one.at, one]));
  const placesSeen = latestBefore(settings.map((one) => one.at));
  const known = new Map<readonly number[], readonly Setting<T>[]>();
  return (at) => {
    const places = placesSeen(at);
    const found = known.get(places) ?? places.flatMap((place) => byPlace.get(place) ?? []);
    known.set(places, found);
    return found;
  };
}

/** Sorted by their events' (time, id): the order that breaks ties. */
export function byTime<T>(settings: readonly Setting<T>[], causality: Pick<Causality, 'order'>): Setting<T>[] {
  return settings.toSorted((a, b) => compareEvents(eventOf(causality, a), eventOf(causality, b)));
}

/** The event that a setting was made by. */
export function eventOf({ order }: Pick<Causality, 'order'>, { at }: Pick<Setting<unknown>, 'at'>): TrackerEvent {
  const event = order[at];
  if (event === undefined) throw new Error(`There is no place ${at} in an order of ${order.length} events.`);
  return event;
}

/** What the event's author had seen of its ticket: the event's ancestors, without itself. */
export function ancestorsOf<E extends TrackerEvent>(events: readonly E[], id: Id): E[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const seen = new Set<Id>();
  const queue = [...(byId.get(id)?.parents ?? [])];
  for (const parent of queue) {
    if (seen.has(parent)) continue;
    seen.add(parent);
    for (const next of byId.get(parent)?.parents ?? []) queue.push(next);
  }
  return events.filter((event) => seen.has(event.id));
}

/** Parents first; what is concurrent stands as (time, id) has it, each with its ancestors before it. */
function topological(events: readonly TrackerEvent[]): TrackerEvent[] {
  const sorted = [...events].sort(compareEvents);
  const byId = new Map(sorted.map((event) => [event.id, event]));
  const entered = new Set<Id>();
  const order: TrackerEvent[] = [];
  const enter = (event: TrackerEvent) => {
    // `entered` guards against a loop of parents, which only a damaged file can hold.
    entered.add(event.id);
    return { event, parents: event.parents.length > 1 ? event.parents.toSorted() : event.parents, next: 0 };
  };
  for (const start of sorted) {
    const stack = entered.has(start.id) ? [] : [enter(start)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const id = top.parents[top.next++];
      if (id === undefined) {
        stack.pop();
        order.push(top.event);
        continue;
      }
      const parent = entered.has(id) ? undefined : byId.get(id);
      if (parent) stack.push(enter(parent));
    }
  }
  return order;
}

import { compareEvents, type Event } from './read-events.ts';

/** Written after docs/format.md, "Who has seen what". */
export interface Causality {
  order: Event[];
  heads: string[];
  /** Whether the event `later` has the one `earlier` among its ancestors. */
  saw(later: Event, earlier: Event): boolean;
}

/** A value that an event gives to something. */
export interface Setting<T> {
  event: Event;
  value: T;
}

export interface Conflict {
  field: string;
  event: string;
  value: string;
}

export function arrange(events: readonly Event[]): Causality {
  const sorted = events.toSorted(compareEvents);
  const byId = new Map(sorted.map((event) => [event.id, event]));
  const entered = new Set<string>();
  const order: Event[] = [];
  const ancestors = new Map<string, Set<string>>();
  const place = (event: Event): void => {
    if (entered.has(event.id)) return;
    entered.add(event.id);
    for (const id of event.parents.toSorted()) if (byId.has(id)) place(byId.get(id)!);
    const placed = event.parents.filter((id) => ancestors.has(id));
    ancestors.set(event.id, new Set(placed.flatMap((id) => [id, ...ancestors.get(id)!])));
    order.push(event);
  };
  sorted.forEach(place);
  const named = new Set(order.flatMap((event) => event.parents));
  return {
    order,
    heads: order.flatMap(({ id }) => (named.has(id) ? [] : [id])).sort(),
    saw: (later, earlier) => ancestors.get(later.id)!.has(earlier.id),
  };
}

type Saw = Pick<Causality, 'saw'>;

export const byTime = <T>(settings: Setting<T>[]): Setting<T>[] =>
  settings.toSorted((a, b) => compareEvents(a.event, b.event));

export const latest = <T>(settings: Setting<T>[], { saw }: Saw): Setting<T>[] =>
  byTime(settings.filter((one) => !settings.some((other) => saw(other.event, one.event))));

export const winnerOf = <T>(settings: Setting<T>[], causality: Saw): Setting<T> | undefined =>
  latest(settings, causality).at(-1);

export const seenBy = <T>(settings: Setting<T>[], event: Event, { saw }: Saw): Setting<T>[] =>
  settings.filter((one) => saw(event, one.event));

/** The winner among `eligible`, and the conflicts beside it. */
export function settle<T>(
  field: string,
  settings: Setting<T>[],
  causality: Saw,
  eligible = settings,
): { winner: Setting<T> | undefined; conflicts: Conflict[] } {
  const winner = winnerOf(eligible, causality);
  const losers = latest(settings, causality).filter(({ value }) => winner && shown(value) !== shown(winner.value));
  return { winner, conflicts: losers.map(({ event, value }) => ({ field, event: event.id, value: shown(value) })) };
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { project, number } = value as { project: string; number: number };
  return `${project}-${number}`;
}

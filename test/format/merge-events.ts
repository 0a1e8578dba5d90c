import { changeKinds, compareEvents, type Event } from './read-events.ts';

/** Written after docs/format.md, "Sets of events": a replay; with no base it is a union. Sorted by id. */
export function mergeEvents(base: readonly Event[], ours: readonly Event[], theirs: readonly Event[]): Event[] {
  const known = new Set(base.map(({ id }) => id));
  const others = new Map(theirs.map((event) => [event.id, event]));
  const merged = new Map(ours.map((event) => [event.id, preferred(event, others.get(event.id) ?? event)]));
  const add = (event: Event | undefined) => {
    if (event === undefined || merged.has(event.id)) return;
    merged.set(event.id, event);
    for (const parent of event.parents) add(others.get(parent));
  };
  for (const event of theirs) if (!known.has(event.id)) add(event);
  const nameOf = ({ kind, payload }: Event) =>
    kind === 'create' ? payload.project : changeKinds.includes(kind) ? payload.key?.project : undefined;
  const added = [...merged.values()].filter(({ id }) => !ours.some((event) => event.id === id));
  const made = new Set(
    [...merged.values()].flatMap(({ kind, payload }) => (kind === 'project' ? payload.project : [])),
  );
  for (const name of new Set(added.map(nameOf)))
    if (name !== undefined && !made.has(name))
      add(theirs.filter(({ kind, payload }) => kind === 'project' && payload.project === name).sort(compareEvents)[0]);
  return withoutDropped([...merged.values()]).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function withoutDropped(events: Event[]): Event[] {
  const dropped = new Set(events.flatMap(({ kind, payload }) => (kind === 'drop' ? payload.events : [])));
  const isLeft = ({ id, kind }: Event) => !dropped.has(id) || kind === 'project' || kind === 'drop';
  const used = new Set(events.filter((event) => event.kind !== 'create' && isLeft(event)).map(({ ticket }) => ticket));
  return events.filter((event) => isLeft(event) || (event.kind === 'create' && used.has(event.ticket)));
}

function preferred(a: Event, b: Event): Event {
  if ('redacted' in a.payload !== 'redacted' in b.payload) return 'redacted' in a.payload ? a : b;
  return bytesOf(a) <= bytesOf(b) ? a : b;
}

function bytesOf({ id, time, actor, actorKind, session, client, ticket, kind, payload, parents }: Event): string {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify([id, time, actor, actorKind, session, client, ticket, kind, payload, parents], sorted);
}

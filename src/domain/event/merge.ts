import { compareEvents, type Id, isChange, type TrackerEvent } from './event.ts';
import { isRedacted } from './redact.ts';

/**
 * ours + (theirs − base), with the ancestors of what is added and the projects that it names, and without what has been
 * given up: right in cherry-pick and in a rebase that drops commits. With no base it is the union. Sorted by id: the set,
 * and so the result of folding it, is the same whichever side is ours.
 */
export function mergeEvents(versions: {
  base: readonly TrackerEvent[];
  ours: readonly TrackerEvent[];
  theirs: readonly TrackerEvent[];
}): TrackerEvent[] {
  const base = new Set(versions.base.map((event) => event.id));
  const theirs = byId(versions.theirs);
  const merged = byId(versions.ours);
  for (const [id, mine] of merged) {
    const other = theirs.get(id);
    if (other && !sameBytes(mine, other)) merged.set(id, preferred(mine, other));
  }
  const lacking = byId(versions.theirs.filter((event) => !merged.has(event.id)));
  const take = [...lacking.values()].filter((event) => !base.has(event.id));
  const projects = new Set([...merged.values()].flatMap((event) => madeProject(event) ?? []));
  for (const event of withWhatTheyNeed(take, { lacking, projects })) merged.set(event.id, event);
  return withoutDropped([...merged.values()]).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * These of the events that are lacking, with their ancestors among them, and with what makes the projects that they name
 * and nobody has: `projects`.
 */
export function withWhatTheyNeed(
  chosen: readonly TrackerEvent[],
  { lacking, projects }: { lacking: ReadonlyMap<Id, TrackerEvent>; projects: ReadonlySet<string> },
): TrackerEvent[] {
  const taken = new Map<Id, TrackerEvent>();
  const take = [...chosen];
  const known = new Set([...projects, ...chosen.flatMap((event) => madeProject(event) ?? [])]);
  const makers = firstMakers(lacking.values());
  for (const event of take) {
    if (taken.has(event.id)) continue;
    taken.set(event.id, event);
    const project = namedProject(event);
    const maker = project === undefined || known.has(project) ? undefined : makers.get(project);
    if (maker?.kind === 'project') {
      known.add(maker.payload.project);
      take.push(maker);
    }
    for (const id of event.parents) {
      const parent = taken.has(id) ? undefined : lacking.get(id);
      if (parent) take.push(parent);
    }
  }
  return [...taken.values()];
}

/** The event that made each project first. */
function firstMakers(events: Iterable<TrackerEvent>): Map<string, TrackerEvent> {
  const makers = new Map<string, TrackerEvent>();
  for (const event of events) {
    const project = madeProject(event);
    const known = project === undefined ? undefined : makers.get(project);
    if (project !== undefined && (!known || compareEvents(event, known) < 0)) makers.set(project, event);
  }
  return makers;
}

export const madeProject = (event: TrackerEvent): string | undefined =>
  event.kind === 'project' ? event.payload.project : undefined;

/** The project of the key that an event gives to its ticket. */
function namedProject(event: TrackerEvent): string | undefined {
  if (event.kind === 'create') return event.payload.project;
  return isChange(event) ? event.payload.key?.project : undefined;
}

const byId = (events: readonly TrackerEvent[]): Map<Id, TrackerEvent> =>
  new Map(events.map((event) => [event.id, event]));

/** What these events give up: see `Payloads.drop`. */
export function droppedBy(events: Iterable<TrackerEvent>): Set<Id> {
  const dropped = new Set<Id>();
  for (const event of events) if (event.kind === 'drop') for (const id of event.payload.events) dropped.add(id);
  return dropped;
}

/**
 * The set without what it gives up. A project and a drop cannot be given up; nor can the creation of a ticket that has other
 * events left, which would be of nothing: whoever has written to a ticket that others gave up keeps it.
 */
export function withoutDropped(events: readonly TrackerEvent[]): TrackerEvent[] {
  const dropped = droppedBy(events);
  if (dropped.size === 0) return [...events];
  const isLeft = ({ id, kind }: TrackerEvent) => !dropped.has(id) || kind === 'project' || kind === 'drop';
  const used = new Set(
    events.flatMap((event) => (event.kind !== 'create' && isLeft(event) ? (event.ticket ?? []) : [])),
  );
  return events.filter((event) => isLeft(event) || (event.kind === 'create' && event.ticket && used.has(event.ticket)));
}

/** The same id with different bytes: a redaction wins, else the smaller bytes. */
export function preferred(a: TrackerEvent, b: TrackerEvent): TrackerEvent {
  if (isRedacted(a.payload) !== isRedacted(b.payload)) return isRedacted(a.payload) ? a : b;
  return bytesOf(a) <= bytesOf(b) ? a : b;
}

/** What an event is, in one form whatever the order of its keys and whatever a store adds to it. */
export function bytesOf(event: TrackerEvent): string {
  return JSON.stringify(partsOf(event), (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** Nearly all pairs are equal as they stand: only the others are worth the dear form. */
export const sameBytes = (a: TrackerEvent, b: TrackerEvent): boolean =>
  a === b || JSON.stringify(partsOf(a)) === JSON.stringify(partsOf(b)) || bytesOf(a) === bytesOf(b);

const partsOf = ({ id, time, actor, actorKind, session, client, ticket, kind, payload, parents }: TrackerEvent) => [
  id,
  time,
  actor,
  actorKind,
  session,
  client,
  ticket,
  kind,
  payload,
  parents,
];

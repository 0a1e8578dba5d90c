import { compareEvents, type Id, type TrackerEvent } from '../../src/domain/event/event.ts';

/** Whom each event has seen, by walking its parents: the slow and obvious way. */
export function ancestorsOf(events: readonly TrackerEvent[]): Map<Id, Set<Id>> {
  const byId = new Map(events.map((event) => [event.id, event]));
  const ancestors = new Map<Id, Set<Id>>();
  for (const event of events) {
    const seen = new Set<Id>();
    const open = [...event.parents];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const parent = byId.get(id);
      if (!parent || seen.has(id)) continue;
      seen.add(id);
      open.push(...parent.parents);
    }
    ancestors.set(event.id, seen);
  }
  return ancestors;
}

/** The events that no other of these has seen, by (time, id). */
export function unseen(some: readonly TrackerEvent[], ancestors: Map<Id, Set<Id>>): TrackerEvent[] {
  return some.filter((one) => !some.some((other) => ancestors.get(other.id)!.has(one.id))).sort(compareEvents);
}

/** The events of each ticket. */
export function byTicket(events: readonly TrackerEvent[]): Map<Id, TrackerEvent[]> {
  const tickets = new Map<Id, TrackerEvent[]>();
  for (const event of events)
    if (event.ticket !== null) tickets.set(event.ticket, [...(tickets.get(event.ticket) ?? []), event]);
  return tickets;
}

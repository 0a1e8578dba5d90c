import type { Id, TrackerEvent } from './event.ts';

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

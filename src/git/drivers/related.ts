import { type Id, isChange, type TrackerEvent } from '../../domain/event/event.ts';
import { keyOf } from '../../domain/event/key.ts';
import { sameBytes } from '../../domain/event/merge.ts';

/** Tickets that have events which one of two sets has, and the other has not in the same form. */
export function listChanged(before: readonly TrackerEvent[], after: readonly TrackerEvent[]): Set<Id> {
  const changed = new Set<Id>();
  const touch = ({ ticket }: TrackerEvent) => ticket !== null && changed.add(ticket);
  const left = new Map(before.map((event) => [event.id, event]));
  for (const event of after) {
    const other = left.get(event.id);
    left.delete(event.id);
    if (other && sameBytes(event, other)) continue;
    touch(event);
    if (other) touch(other);
  }
  for (const event of left.values()) touch(event);
  return changed;
}

/** Ids as values and as names in JSON. */
const quotedIds = /"([0-9A-HJKMNP-TV-Z]{26})"/g;

/**
 * These tickets, and all others that they settle anything with: what the events of these alone say of them is what all
 * events would. Undefined: any may have to do with any, as keys have been given twice or anew.
 */
export function listRelated(events: readonly TrackerEvent[], tickets: ReadonlySet<Id>): Set<Id> | undefined {
  const owners = new Map<string, Id>();
  const near = new Map<Id, Id[]>();
  const join = (a: Id, b: Id) => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      near.set(from, [...(near.get(from) ?? []), to]);
  };
  const own = (name: string, ticket: Id) => {
    const owner = owners.get(name) ?? ticket;
    owners.set(name, ticket);
    return owner;
  };
  for (const event of events) {
    const { ticket, payload } = event;
    if (ticket === null) continue;
    if (isChange(event) && event.payload.key) return undefined;
    if (event.kind === 'create') {
      if (own(keyOf(event.payload), ticket) !== ticket) return undefined;
      const { idempotency } = event.payload;
      if (idempotency) join(ticket, own(`${idempotency.index} ${idempotency.key}`, ticket));
    }
    for (const [, id = ''] of JSON.stringify(payload).matchAll(quotedIds)) join(ticket, id);
  }
  const related = [...tickets];
  const seen = new Set(related);
  for (const id of related)
    for (const other of near.get(id) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      related.push(other);
    }
  return seen;
}

import type { Author, EventKind, Id, Payloads, TrackerEvent } from '../../src/domain/event/event.ts';
import type { Changes } from '../../src/store/changes.ts';
import { countingIds } from './ticket-events.ts';

const makeId = countingIds(7_000_000);

/** An event that a clone wrote which had seen no more of the ticket than `parents`, and that a merge has brought since. */
export function recordBeside<K extends EventKind>(
  { unite }: Pick<Changes, 'unite'>,
  ticket: Id,
  {
    parents,
    time,
    author,
    ...said
  }: { kind: K; payload: Payloads[K]; parents: readonly Id[]; time: number; author: Author },
): Id {
  const id = makeId(time);
  const event = { id, time, ...author, ticket, ...said, parents: parents.toSorted() } as TrackerEvent;
  unite({ added: [event], removed: [] });
  return id;
}

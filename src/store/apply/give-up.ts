import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { maxDropped } from '../../domain/event/payload-shapes.ts';
import { listPresent } from '../read/events.ts';
import type { WriteTx } from '../tx.ts';
import { eventsComing, takeIn } from './union.ts';

/**
 * Gives these events up, in every clone that this comes to: they go from the file, and no merge and no healing brings them
 * back. git's history keeps them. Answers how many are gone.
 */
export function giveUp(tx: Pick<WriteTx, 'db' | 'now' | 'author' | 'newId' | 'unite'>, ids: readonly Id[]): number {
  const drops: TrackerEvent[] = [];
  for (let from = 0; from < ids.length; from += maxDropped)
    drops.push({
      ...{ id: tx.newId(), time: tx.now, ...tx.author, ticket: null, kind: 'drop', parents: [] },
      payload: { events: ids.slice(from, from + maxDropped) },
    });
  takeIn(tx, [eventsComing(drops)], 'here');
  const present = listPresent(tx.db, ids);
  return ids.filter((id) => !present.has(id)).length;
}

import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { changeEvents } from '../../store/apply/change-events.ts';
import { type Incoming, planUnion } from '../../store/apply/union.ts';
import { listDifferent } from '../../store/read/differences.ts';
import type { Store } from './committed-file.ts';

/**
 * Brings into the file what `theirs` has and `base` has not, with the ancestors of it, and answers the events that were
 * new. What is given up by a drop of either goes. An invalid configuration does not stop it: the middle of a merge is when
 * it is needed.
 */
export const unite = (
  store: Store,
  { base, theirs }: { base?: readonly TrackerEvent[]; theirs: readonly TrackerEvent[] },
): Promise<TrackerEvent[]> => {
  const known = base && new Set<Id>(base.map(({ id }) => id));
  return uniteAll(store, [
    {
      listDifferences: (db) => listDifferent(db, theirs),
      ...(known && { findInBase: () => known }),
    },
  ]);
};

/** The same with versions that are read as far as they differ, one after the other, in one write. */
export function uniteAll(store: Store, incoming: readonly Incoming[]): Promise<TrackerEvent[]> {
  return store.write(async (db) => {
    // KiB, for the driver's 16 MB: the file is gone through once, from one end to the other.
    db.$client.pragma('cache_size = -2000');
    const change = planUnion(db, incoming);
    const changed = change.added.length + change.removed.length > 0;
    if (changed) changeEvents(db, change);
    return { value: change.added, changed };
  });
}

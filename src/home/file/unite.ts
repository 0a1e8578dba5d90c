import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { mergeEvents, sameBytes } from '../../domain/event/merge.ts';
import { addEvents } from '../../store/apply/refold.ts';
import { listAllEvents } from '../../store/read/events.ts';
import type { Store } from './committed-file.ts';

/**
 * Brings into the file what `theirs` has and `base` has not, with the ancestors of it, and answers the events that were
 * new. What is given up by a drop of either goes. An invalid configuration does not stop it: the middle of a merge is when
 * it is needed.
 */
export async function unite(
  store: Store,
  { base = [], theirs }: { base?: readonly TrackerEvent[]; theirs: readonly TrackerEvent[] },
): Promise<TrackerEvent[]> {
  return store.write(async (db) => {
    const stored = listAllEvents(db);
    const ours = new Map<Id, TrackerEvent>(stored.map((event) => [event.id, event]));
    const merged = mergeEvents({ base, ours: stored, theirs });
    const left = new Set(merged.map(({ id }) => id));
    const created = new Set(merged.filter(({ kind }) => kind === 'create').map(({ ticket }) => ticket));
    const added = merged.filter((event) => {
      const mine = ours.get(event.id);
      if (event.ticket !== null && !created.has(event.ticket)) return false;
      return !mine || !sameBytes(mine, event);
    });
    const removed = stored.flatMap(({ id }) => (left.has(id) ? [] : [id]));
    const changed = added.length + removed.length > 0;
    if (changed) addEvents(db, { stored, added, removed });
    return { value: added, changed };
  });
}

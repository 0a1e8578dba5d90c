import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { mergeEvents, sameBytes } from '../../domain/event/merge.ts';
import { addEvents } from '../../store/apply/refold.ts';
import { listAllEvents } from '../../store/read/events.ts';
import type { Store } from './committed-file.ts';

/**
 * Brings into the file what `theirs` has and `base` has not, with the ancestors of it, and answers the events that were
 * new. An invalid configuration does not stop it: the middle of a merge is when it is needed.
 */
export async function unite(
  store: Store,
  { base = [], theirs }: { base?: readonly TrackerEvent[]; theirs: readonly TrackerEvent[] },
): Promise<TrackerEvent[]> {
  return store.write(async (db) => {
    const stored = listAllEvents(db);
    const ours = new Map<Id, TrackerEvent>(stored.map((event) => [event.id, event]));
    const merged = mergeEvents({ base, ours: stored, theirs });
    const created = new Set(merged.filter(({ kind }) => kind === 'create').map(({ ticket }) => ticket));
    const changed = merged.filter((event) => {
      const mine = ours.get(event.id);
      if (event.ticket !== null && !created.has(event.ticket)) return false;
      return !mine || !sameBytes(mine, event);
    });
    if (changed.length > 0) addEvents(db, { stored, added: changed });
    return { value: changed, changed: changed.length > 0 };
  });
}

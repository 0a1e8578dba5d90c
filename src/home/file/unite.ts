import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { type Incoming, planUnion } from '../../store/apply/union.ts';
import type { Origin } from '../../store/changes.ts';
import { listDifferent } from '../../store/read/differences.ts';
import type { Db } from '../../store/schema/connect.ts';
import type { Home } from '../home.ts';

/**
 * Brings into the file what `theirs` has and `base` has not, with the ancestors of it, and answers the events that were
 * new; see `Changes` for `origin`. What is given up by a drop of either goes. An invalid configuration does not stop it: the middle of a merge is when
 * it is needed.
 */
export const unite = (
  home: Pick<Home, 'write'>,
  { base, theirs, origin }: { base?: readonly TrackerEvent[]; theirs: readonly TrackerEvent[]; origin?: Origin },
): Promise<TrackerEvent[]> => {
  const known = base && new Set<Id>(base.map(({ id }) => id));
  const incoming = {
    listDifferences: (db: Db) => listDifferent(db, theirs),
    ...(known && { findInBase: () => known }),
  };
  return uniteAll(home, [incoming], origin);
};

/** The same with versions that are read as far as they differ, one after the other, in one write. */
export const uniteAll = (
  home: Pick<Home, 'write'>,
  incoming: readonly Incoming[],
  origin?: Origin,
): Promise<TrackerEvent[]> =>
  home.write(async (draft) => {
    // KiB, for the driver's 16 MB: the file is gone through once, from one end to the other.
    draft.db.$client.pragma('cache_size = -2000');
    const change = planUnion(draft.db, incoming);
    draft.unite(change, origin);
    return change.added;
  });

import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { eventsComing, type Incoming, takeIn } from '../../store/apply/union.ts';
import type { Origin } from '../../store/changes.ts';
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
  const incoming = { ...eventsComing(theirs), ...(known && { findInBase: () => known }) };
  return uniteAll(home, [incoming], origin);
};

/** The same with versions that are read as far as they differ, one after the other, in one write. */
export const uniteAll = (
  home: Pick<Home, 'write'>,
  incoming: readonly Incoming[],
  origin?: Origin,
): Promise<TrackerEvent[]> => home.write(async (draft) => takeIn(draft, incoming, origin));

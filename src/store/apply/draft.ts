import { eq } from 'drizzle-orm';
import type { TrackerEvent } from '../../domain/event/event.ts';
import { idToBytes } from '../../domain/event/id.ts';
import type { Change, Changes, Origin } from '../changes.ts';
import type { Db } from '../schema/connect.ts';
import { events } from '../schema/schema.ts';
import { type State, stateOf } from '../schema/state.ts';
import { changeEvents } from './change-events.ts';
import { appendEvent } from './record.ts';
import { refold } from './refold.ts';

/** A state that is being made from the one before it. */
export interface Draft extends State, Changes {}

/** What was done to a draft: what a log would have to do again, and what is to be kept of it elsewhere. */
export type Step =
  | { add: TrackerEvent }
  | { replace: TrackerEvent }
  | { unite: Change; origin: Origin }
  | { refold: true };

export interface OpenDraft {
  draft: Draft;
  /** In the order in which they were made; none: there is nothing to publish. */
  steps: readonly Step[];
}

/**
 * The one way in for changes of a tracker, inside the caller's transaction: whatever is to hear of them reads it off the
 * steps. `isFolded`: its tables have just been computed from its events.
 */
export function openDraft(db: Db, { isFolded = false } = {}): OpenDraft {
  const steps: Step[] = [];
  const draft = Object.assign(stateOf(db), {
    add(event: TrackerEvent, ticket: number | null) {
      appendEvent(db, event, ticket);
      steps.push({ add: event });
    },
    replace(event: TrackerEvent) {
      replaceEvent(db, event);
      steps.push({ replace: event });
    },
    unite(change: Change, origin: Origin = 'elsewhere') {
      if (change.added.length + change.removed.length === 0) return;
      changeEvents(db, change);
      steps.push({ unite: change, origin });
    },
    refold() {
      if (!isFolded || steps.length > 0) refold(db);
      steps.push({ refold: true });
    },
  });
  return { draft, steps };
}

function replaceEvent(db: Db, { id, payload }: TrackerEvent): void {
  db.update(events)
    .set({ payload: JSON.stringify(payload) })
    .where(eq(events.id, idToBytes(id)))
    .run();
  refold(db);
}

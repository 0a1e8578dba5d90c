import type { TrackerEvent } from '../../domain/event/event.ts';
import type { Change, Changes, Origin } from '../changes.ts';
import type { Db } from '../schema/connect.ts';
import { type State, stateOf } from '../schema/state.ts';
import { changeEvents, replaceEvent } from './change-events.ts';
import { findTicketNumber, lastTicketNumber } from './numbers.ts';
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
      const { added, removed } = change;
      if (added.length + removed.length === 0) return;
      changeEvents(db, change);
      // Of what is given up no more than its name.
      steps.push({ unite: { added, removed: removed.map(({ id, kind }) => ({ id, kind })) }, origin });
    },
    refold() {
      if (!isFolded || steps.length > 0) refold(db);
      steps.push({ refold: true });
    },
  });
  return { draft, steps };
}

/**
 * Does a step of another draft again. In the order of the steps, from the same beginning, that gives the same tables, the
 * numbers of events and tickets included.
 */
export function redo(db: Db, step: Step): void {
  if ('add' in step) appendEvent(db, step.add, numberOf(db, step.add));
  else if ('replace' in step) replaceEvent(db, step.replace);
  else if ('unite' in step) changeEvents(db, step.unite);
  else refold(db);
}

function numberOf(db: Db, { ticket }: TrackerEvent): number | null {
  return ticket === null ? null : (findTicketNumber(db, ticket) ?? lastTicketNumber(db) + 1);
}

/** The events that a step brings, also in the place of others. */
export function eventsOf(step: Step): readonly TrackerEvent[] {
  if ('add' in step) return [step.add];
  if ('replace' in step) return [step.replace];
  return 'unite' in step ? step.unite.added : [];
}

import type { ChangeKind } from '../../domain/event/event.ts';
import type { TicketState } from '../../domain/event/state.ts';
import type { NextCall } from '../../domain/hint.ts';
import type { StoredEvent } from '../../store/read/events.ts';
export interface UndoOutcome {
  fields: string[];
  /** What was left alone, and why: a sentence each. */
  left: string[];
  /** What does for the caller what the undo could not. */
  next?: NextCall;
}

export type ChangeEvent = Extract<StoredEvent, { kind: ChangeKind }>;

export interface States {
  event: ChangeEvent;
  before: TicketState;
  now: TicketState;
}

import type { ChangeKind } from '../../domain/event/event.ts';
import type { TicketState } from '../../domain/event/state.ts';
import type { NextCall } from '../../domain/hint.ts';
import type { StoredEvent } from '../../store/read/events.ts';
import type { FieldChange } from '../change.ts';
import type { EditView } from './event-changes.ts';

export interface UndoOutcome {
  fields: string[];
  /** What is back: values of fields, where the description has changed, and a link, which is there again or gone. */
  changes?: FieldChange[];
  edit?: EditView;
  link?: LinkBack[];
  /** What was left alone, and why: a sentence each. */
  left: string[];
  /** What does for the caller what the undo could not. */
  next?: NextCall;
}

/** As recorded, with a key for the target. */
export interface LinkBack {
  type?: string;
  target?: string;
  commit?: string;
  url?: string;
  isBack: boolean;
}

export type ChangeEvent = Extract<StoredEvent, { kind: ChangeKind }>;

export interface States {
  event: ChangeEvent;
  before: TicketState;
  now: TicketState;
}

import type { ChangeKind } from '../../domain/event/event.ts';
import type { TicketState } from '../../domain/event/state.ts';
import type { StoredEvent } from '../../store/read/events.ts';
export interface UndoOutcome {
  fields: string[];
  left: string[];
}

export type ChangeEvent = Extract<StoredEvent, { kind: ChangeKind }>;

export interface States {
  event: ChangeEvent;
  before: TicketState;
  now: TicketState;
}

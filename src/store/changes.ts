import type { TrackerEvent } from '../domain/event/event.ts';

/** What a file has to do to be the union with another. */
export interface Change {
  /** New, or in the place of the event that has the same id. */
  added: TrackerEvent[];
  /** Given up by a drop. */
  removed: readonly Pick<TrackerEvent, 'id' | 'kind'>[];
}

export type Origin = 'elsewhere' | 'here';

/** What can be done to a state. Whatever adds or replaces an event goes this way. */
export interface Changes {
  /** Appends an event, whose parents its author has seen, to the ticket of this number in the file; null: to none. */
  add(event: TrackerEvent, ticket: number | null): void;
  /** Puts an event in the place of the one that has its id: a mask. */
  replace(event: TrackerEvent): void;
  /**
   * Makes of it the union with another one: any number of events at once, without those that drops give up. `origin` says
   * whether that is kept by whoever has it, or is nowhere else, as what is given up here or restored.
   */
  unite(change: Change, origin?: Origin): void;
  /** Computes all tables anew from the same events. */
  refold(): void;
}

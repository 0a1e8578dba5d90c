import { arrange } from '../../src/domain/event/causality.ts';
import type { Author, Id, TrackerEvent } from '../../src/domain/event/event.ts';
import type { Draft } from './view.ts';

export interface Stamp {
  id: Id;
  time: number;
  author: Author;
}

/** Where a replica keeps its events. */
export interface Book {
  list(): TrackerEvent[];
  append(draft: Draft, stamp: Stamp): void;
  replace(events: TrackerEvent[]): void;
}

/** A set of events in memory; an appended event has its ticket's heads as parents. */
export function memoryBook(): Book {
  let events: TrackerEvent[] = [];
  return {
    list: () => events,
    append({ ticket, kind, payload }, { id, time, author }) {
      const parents = ticket === null ? [] : arrange(events.filter((event) => event.ticket === ticket)).heads;
      events = [...events, { id, time, ...author, ticket, kind, payload, parents } as TrackerEvent];
    },
    replace(set) {
      events = set;
    },
  };
}

/** The same, and somebody looks at it after every change. */
export function watchedBook(watch: (events: TrackerEvent[]) => void): Book {
  const book = memoryBook();
  return {
    list: book.list,
    append(made, stamp) {
      book.append(made, stamp);
      watch(book.list());
    },
    replace(events) {
      book.replace(events);
      watch(events);
    },
  };
}

import { type RankResult, rank } from '../../src/actions/rank/rank.ts';
import type { CreatePayload, EventKind, Id, Payloads } from '../../src/domain/event/event.ts';
import { type CardRow, listCards } from '../../src/store/find/cards/cards.ts';
import type { WriteTx } from '../../src/store/tx.ts';
import { read, recordTickets } from './recorded-tickets.ts';
import { authorOf } from './ticket-events.ts';

/** A tracker in memory whose cards are put beside one another, by their titles. */
export function openRanking() {
  const book = recordTickets();
  let written: EventKind[] = [];
  const ids = new Map<string, Id>();
  const writing = () =>
    ({
      ...book.tx(),
      record: async <K extends EventKind>(ticket: Id, kind: K, payload: Payloads[K]) => {
        written.push(kind);
        return { id: book.record(ticket, kind, payload, authorOf('anna')) };
      },
    }) as unknown as WriteTx;
  return {
    ...book,
    create(title: string, fields: Partial<CreatePayload> = {}): Id {
      const id = book.create(title, fields);
      ids.set(title, id);
      return id;
    },
    /** Answers how many events that took. */
    async put(title: string, beside: { after?: string; before?: string }): Promise<RankResult & { events: number }> {
      written = [];
      const named = Object.fromEntries(Object.entries(beside).map(([name, one]) => [name, ids.get(one) ?? one]));
      const result = await rank.run(writing(), { id: ids.get(title) ?? title, ...named }, undefined);
      return { ...result, events: written.length };
    },
    cards: (query = 'is:open'): Promise<CardRow[]> => listCards(book.tx(), read(query)),
    /** The titles of a column, from its top down. */
    async column(category = 'todo'): Promise<string[]> {
      const cards = await listCards(book.tx(), read('is:open'));
      return cards.filter((card) => card.category === category).map((card) => card.title);
    },
  };
}

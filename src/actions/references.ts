import { TrackerError } from '../domain/errors.ts';
import type { Id, Mentions } from '../domain/event/event.ts';
import { mentionedKeys } from '../domain/event/key.ts';
import { getTicket, idOf, listByKey, type TicketRow } from '../store/read/tickets.ts';
import type { ReadTx } from '../store/tx.ts';

/** The tickets that `id` or `ids` name, each once, in the order given. Throws `invalid_input` where none is named. */
export function getNamedTickets(
  tx: ReadTx,
  input: { id?: string | undefined; ids?: string[] | undefined },
): TicketRow[] {
  const references = [...(input.id === undefined ? [] : [input.id]), ...(input.ids ?? [])];
  if (references.length === 0)
    throw new TrackerError(
      'invalid_input',
      'id is missing.',
      'Name the ticket: id:"PAY-482913", or several: ids:["PAY-482913", "PAY-119044"].',
    );
  const rows = references.map((reference) => getTicket(tx, reference));
  return [...new Map(rows.map((row) => [row.ticket, row])).values()];
}

/** Keys that a text mentions, with the tickets that they mean now; one that could be several means none. */
export function mentionsIn(tx: ReadTx, text: string): { mentions?: Mentions } {
  const mentions: Record<string, Id> = {};
  for (const key of mentionedKeys(text)) {
    const [row, ...others] = listByKey(tx, key);
    if (row && others.length === 0) mentions[key] = idOf(row);
  }
  return Object.keys(mentions).length > 0 ? { mentions } : {};
}

import { ancestorsOf, arrange } from '../../domain/event/causality.ts';
import type { Id } from '../../domain/event/event.ts';
import { settleRank } from '../../domain/event/settle.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { listRanksFor } from '../../store/read/history.ts';
import { findTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import type { UndoOutcome } from '../ticket/undo-outcome.ts';

type RankEvent = Extract<StoredEvent, { kind: 'rank' }>;

/**
 * Puts a ticket back where it lay, and with it those that were given a place to make room for it: they lie as they did. What
 * somebody has moved since stays there.
 */
export async function undoRank(tx: WriteTx, row: TicketRow, event: RankEvent): Promise<UndoOutcome> {
  const undone = await putBack(tx, row, event, undefined);
  if (undone === undefined) return { fields: [], left: [`${row.key} has been put elsewhere since.`] };
  for (const one of listRanksFor(tx, event)) {
    const other = one.ticket === null ? undefined : findTicket(tx, one.ticket);
    if (other) await putBack(tx, other, one, undone);
  }
  return { fields: ['rank'], left: [] };
}

/** Answers the event that does it; undefined where the ticket lies elsewhere by now. */
async function putBack(
  tx: WriteTx,
  row: TicketRow,
  event: RankEvent,
  madeFor: Id | undefined,
): Promise<Id | undefined> {
  const events = listTicketEvents(tx.db, row.ticket);
  if (!isLast(events, event)) return undefined;
  const rank = settleRank(arrange(ancestorsOf(events, event.id)))?.rank ?? null;
  const { id } = await tx.record(idOf(row), 'rank', { rank, undo: event.id, ...(madeFor && { for: madeFor }) });
  return id;
}

/** Whether the ticket lies where this event has put it, also where it was elsewhere in between and that was undone. */
function isLast(events: readonly StoredEvent[], event: RankEvent): boolean {
  const byId = new Map(events.map((one) => [one.id, one]));
  const seen = new Set<Id>();
  for (let at = settleRank(arrange(events))?.event; at !== undefined && !seen.has(at); ) {
    if (at === event.id) return true;
    seen.add(at);
    const one = byId.get(at);
    const undone = one?.kind === 'rank' ? one.payload.undo : undefined;
    at = undone && settleRank(arrange(ancestorsOf(events, undone)))?.event;
  }
  return false;
}

import { TrackerError } from '../../domain/errors.ts';
import { findPath, shortenPath } from '../../domain/event/cycles.ts';
import type { Id } from '../../domain/event/event.ts';
import { call, hint } from '../../domain/hint.ts';
import { blockEdges } from '../../store/read/links.ts';
import { getRow, getTicket, idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';

/** The cycle, as keys from the blocker back to itself, that `from` blocks `to` would close; undefined if none. */
export function findBlockCycle(tx: ReadTx, from: Id, to: Id): string[] | undefined {
  const blocker = getTicket(tx, from);
  const blocked = getTicket(tx, to);
  const path = findPath(blockEdges(tx).blocks, blocked.ticket, blocker.ticket);
  return path && [blocker.key, ...path.map((ticket) => getRow(tx, ticket).key)];
}

/** Throws `dependency_cycle`, with the cycle, where `from` cannot block `to`. */
export function checkNoCycle(tx: ReadTx, from: TicketRow, to: TicketRow): void {
  const cycle = findBlockCycle(tx, idOf(from), idOf(to));
  if (!cycle) return;
  throw new TrackerError(
    'dependency_cycle',
    `${from.key} cannot block ${to.key}: ${shortenPath(cycle).join(' → ')}.`,
    hint`One of these links would have to go first: ${call('link', { action: 'graph', id: to.key })} shows them.`,
  );
}

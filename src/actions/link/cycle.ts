import { findPath } from '../../domain/event/cycles.ts';
import type { Id } from '../../domain/event/event.ts';
import { blockEdges } from '../../store/read/links.ts';
import { getRow, getTicket } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';

/** The cycle, as keys from the blocker back to itself, that `from` blocks `to` would close; undefined if none. */
export function findBlockCycle(tx: ReadTx, from: Id, to: Id): string[] | undefined {
  const blocker = getTicket(tx, from);
  const blocked = getTicket(tx, to);
  const path = findPath(blockEdges(tx).blocks, blocked.ticket, blocker.ticket);
  return path && [blocker.key, ...path.map((ticket) => getRow(tx, ticket).key)];
}

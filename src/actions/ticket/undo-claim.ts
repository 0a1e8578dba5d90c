import { ancestorsOf } from '../../domain/event/causality.ts';
import { type ChangePayload, type Id, isChange } from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import type { TicketState } from '../../domain/event/state.ts';
import { call } from '../../domain/hint.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import type { StoredEvent } from '../../store/read/events.ts';
import { idOf, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import type { States, UndoOutcome } from './undo-outcome.ts';

/** A claim that the event has ended comes back to the session that had it, if nobody has the ticket now. */
export async function undoClaim(
  tx: WriteTx,
  row: TicketRow,
  { event, events, before, now }: States & { events: readonly StoredEvent[] },
  payload: ChangePayload,
  outcome: UndoOutcome,
): Promise<void> {
  const { claim } = event.payload;
  if (claim && now.claim && isFrom(events, now.claim.event, event.id)) {
    payload.claim = null;
    outcome.fields.push('claim');
  }
  if (claim !== null || !before.claim || now.claim) return;
  if (before.claim.session === tx.author.session && isOpen(tx, now, payload) && (await takeLease(tx, row))) {
    payload.claim = { actor: before.claim.actor, session: before.claim.session };
    outcome.fields.push('claim');
  } else {
    outcome.left.push('The claim has ended.');
    outcome.next = call('ticket', { action: 'claim', id: row.key });
  }
}

const isOpen = (tx: WriteTx, now: TicketState, { set }: ChangePayload): boolean =>
  !isTerminal(tx.config.types, set?.type ?? now.type, set?.status ?? now.status);

async function takeLease(tx: WriteTx, row: TicketRow): Promise<boolean> {
  const id = idOf(row);
  const deadSince = tx.now - tx.config.leaseMs;
  if (tx.liveClaims.has(row.ticket)) return false;
  if (!(await tx.leases.take(id, tx.author, { now: tx.now, deadSince, mayTake: () => false }))) return false;
  tx.afterwards(
    () => tx.leases.confirm(id),
    () => tx.leases.drop(id),
  );
  return true;
}

/** Whether the claim is that of the event, or an undo has brought that one back. */
function isFrom(events: readonly StoredEvent[], claim: Id, event: Id): boolean {
  for (let id: Id | undefined = claim; id !== undefined; ) {
    if (id === event) return true;
    const giving = events.find((one) => one.id === id);
    const undone: Id | undefined = giving && isChange(giving) ? giving.payload.undo : undefined;
    id = undone && foldTicket(ancestorsOf(events, undone))?.claim?.event;
  }
  return false;
}

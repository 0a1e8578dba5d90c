import type { ChangeKind } from '../../domain/event/event.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { type Changed, changeTicket, planChange, type Wanted } from '../change.ts';
import { passGates } from '../gates/pass.ts';

/** Changes several tickets alike, by one call: gates are judged on the state after all of it; `text`: their description then. */
export async function changeTickets(
  tx: WriteTx,
  rows: readonly TicketRow[],
  kind: ChangeKind,
  { text, ...wanted }: Wanted & { text?: string | undefined },
): Promise<Changed[]> {
  const plans = rows.map((row) => ({ ...planChange(tx, row, wanted), text }));
  const passed = await passGates(tx, plans, wanted.override);
  const changed: Changed[] = [];
  for (const row of rows) changed.push(await changeTicket(tx, row, kind, wanted, passed.get(row.ticket)));
  return withoutEach(changed);
}

/** A ticket that a step of the call has made ready may be closed by the next. */
export function withoutEach<T extends Changed>(changed: readonly T[]): T[] {
  const keys = new Set(changed.map(({ key }) => key));
  return changed.map((one) => ({ ...one, ready: one.ready.filter(({ key }) => !keys.has(key)) }));
}

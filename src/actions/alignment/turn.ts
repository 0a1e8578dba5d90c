import { call, type NextCall } from '../../domain/hint.ts';
import { isTerminal } from '../../domain/rules/workflow.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';

/** Whose turn it is on what was submitted. */
export interface NextTurn {
  status: string;
  /** The submitter by name; nobody where the ticket is closed. */
  turn: { whose: 'reviewer' | 'nobody' | 'submitter'; actor?: string | undefined };
  /** What the submitter may call now. */
  next?: NextCall | undefined;
}

/** After a decision, or without one after a submission. */
export function turnAfter(
  { config }: Pick<ReadTx, 'config'>,
  { key, type, status }: Pick<TicketRow, 'key' | 'type' | 'status'>,
  { decision, submitter }: { decision: string | undefined; submitter: string },
): NextTurn {
  if (isTerminal(config.types, type, status)) return { status, turn: { whose: 'nobody' } };
  if (decision === undefined || decision === 'needs_review') return { status, turn: { whose: 'reviewer' } };
  const turn = { whose: 'submitter' as const, actor: submitter };
  return { status, turn, ...(decision === 'approved' && { next: call('ticket', { action: 'close', id: key }) }) };
}

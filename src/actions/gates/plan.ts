import { findType, isTerminal } from '../../domain/rules/workflow.ts';
import type { TicketRow } from '../../store/read/tickets.ts';
import type { ReadTx } from '../../store/tx.ts';

/** A ticket and what a call is about to make of it: gates are judged on what will be when all of the call is done. */
export interface Plan {
  row: TicketRow;
  type: string;
  status: string;
  /** The description, where the call writes another. */
  text?: string | undefined;
  /** The call gives it a parent, or takes the one away that it has. */
  leavesParent?: boolean | undefined;
}

type Config = Pick<ReadTx, 'config'>;

const isPositive = ({ config }: Config, { type, status }: { type: string; status: string }): boolean =>
  findType(config.types, type)?.positive === status;

/** Whether the call brings the ticket to its type's positive terminal status. */
export const entersPositive = (tx: Config, plan: Plan): boolean => isPositive(tx, plan) && !isPositive(tx, plan.row);

/** Whether the call brings the ticket to any terminal status. */
export const closes = ({ config: { types } }: Config, { row, type, status }: Plan): boolean =>
  isTerminal(types, type, status) && !isTerminal(types, row.type, row.status);

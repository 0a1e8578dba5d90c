import * as z from 'zod/mini';
import { word } from '../../domain/input/fields.ts';
import { checkClose } from '../../domain/rules/check-move.ts';
import { getRow, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, writeFields } from '../action.ts';
import { type Changed, changeTicket, checkReviewGate } from '../change.ts';
import { getNamedTickets } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { noteUncommitted } from '../uncommitted.ts';
import { message, oneOrMany } from './fields.ts';

export interface CloseResult {
  tickets: (Changed & { path: string[] })[];
}

export const close = defineAction({
  tool: 'ticket',
  name: 'close',
  access: 'write',
  input: () => z.strictObject({ ...oneOrMany, status: z.optional(word), message, ...writeFields }),
  accepts: { state: 'status', resolution: 'status', reason: 'message', comment: 'message' },
  example: { id: 'PAY-482913' },
  async run(tx, { id, ids, status, message: reason, dry_run, expected_revision }): Promise<CloseResult> {
    const tickets: CloseResult['tickets'] = [];
    for (const row of getNamedTickets(tx, { id, ids })) {
      checkRevision(tx, row, expected_revision);
      tickets.push(await closeTicket(tx, row, status, reason));
    }
    if (!dry_run) await noteUncommitted(tx);
    return { tickets };
  },
});

/** Walks the shortest legal path, each step an event of its own; the review gate is asked before the first step. */
async function closeTicket(
  tx: WriteTx,
  row: TicketRow,
  to: string | undefined,
  message: string | undefined,
): Promise<CloseResult['tickets'][number]> {
  const path = checkClose({ key: row.key, types: tx.config.types, type: row.type, from: row.status, to, message });
  for (const status of path) checkReviewGate(tx, row, status);
  let last: Changed = { key: row.key, changes: [], ready: [] };
  for (const status of path) last = await changeTicket(tx, getRow(tx, row.ticket), 'move', { status, message });
  return { ...last, changes: [{ field: 'status', from: row.status, to: path.at(-1) }], path: [row.status, ...path] };
}

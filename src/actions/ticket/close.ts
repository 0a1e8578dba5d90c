import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { boolean, word } from '../../domain/input/fields.ts';
import { checkClose } from '../../domain/rules/check-move.ts';
import { getRow, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, writeFields } from '../action.ts';
import { type Changed, changeTicket, checkReviewGate } from '../change.ts';
import { type ClaimResult, claimNext } from '../claim/claim.ts';
import { readQuery } from '../query.ts';
import { getNamedTickets } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { noteUncommitted } from '../uncommitted.ts';
import { message, oneOrMany, oneOrManyNames } from './fields.ts';

export interface CloseResult {
  tickets: (Changed & { path: string[] })[];
  /** What was claimed then, or why nothing was. */
  next?: ClaimResult | { none: string } | undefined;
}

export const close = defineAction({
  tool: 'ticket',
  name: 'close',
  access: 'write',
  input: () =>
    z.strictObject({ ...oneOrMany, status: z.optional(word), message, next: z.optional(boolean), ...writeFields }),
  needs: oneOrManyNames,
  example: { id: 'PAY-482913' },
  async run(tx, { id, ids, status, message: reason, next, dry_run, expected_revision }): Promise<CloseResult> {
    const tickets: CloseResult['tickets'] = [];
    for (const row of getNamedTickets(tx, { id, ids })) {
      checkRevision(tx, row, expected_revision);
      tickets.push(await closeTicket(tx, row, status, reason));
    }
    if (!dry_run) await noteUncommitted(tx);
    return { tickets, ...(next && { next: await claimAfter(tx) }) };
  },
});

/** Where nothing is ready that is no fault of the close. */
async function claimAfter(tx: WriteTx): Promise<CloseResult['next']> {
  try {
    return await claimNext(tx, readQuery(tx, {}));
  } catch (error) {
    if (error instanceof TrackerError && error.code === 'not_found') return { none: error.message };
    throw error;
  }
}

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
  for (const [at, status] of path.entries()) {
    // What is said is said once: of the close, not of each step on its way.
    const said = at === path.length - 1 ? message : undefined;
    last = await changeTicket(tx, getRow(tx, row.ticket), 'move', { status, message: said });
  }
  return { ...last, changes: [{ field: 'status', from: row.status, to: path.at(-1) }], path: [row.status, ...path] };
}

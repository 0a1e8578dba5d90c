import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { boolean, word } from '../../domain/input/fields.ts';
import { checkClose } from '../../domain/rules/check-move.ts';
import { getRow, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, writeFields } from '../action.ts';
import { type Changed, changeTicket } from '../change.ts';
import { type ClaimResult, claimNext } from '../claim/claim.ts';
import { askAhead } from '../gates/ahead.ts';
import { type Passed, passGates } from '../gates/pass.ts';
import { readQuery } from '../query.ts';
import { getNamedTickets } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { noteUncommitted } from '../uncommitted.ts';
import { withoutEach } from './change-several.ts';
import { message, oneOrMany, oneOrManyNames, override } from './fields.ts';

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
    z.strictObject({
      ...oneOrMany,
      status: z.optional(word),
      message,
      override,
      next: z.optional(boolean),
      ...writeFields,
    }),
  needs: oneOrManyNames,
  ahead: askAhead,
  example: { id: 'PAY-482913' },
  async run(tx, { id, ids, status, message: reason, override: why, next, ...said }): Promise<CloseResult> {
    const ways = getNamedTickets(tx, { id, ids }).map((row) => {
      checkRevision(tx, row, said.expected_revision);
      const { key, type, status: from } = row;
      return { row, path: checkClose({ key, types: tx.config.types, type, from, to: status, message: reason }) };
    });
    const plans = ways.map(({ row, path }) => ({ row, type: row.type, status: path.at(-1) ?? row.status }));
    const passed = await passGates(tx, plans, why);
    const tickets: CloseResult['tickets'] = [];
    for (const { row, path } of ways)
      tickets.push(await closeTicket(tx, row, { path, message: reason, passed: passed.get(row.ticket) }));
    if (!said.dry_run) await noteUncommitted(tx);
    return { tickets: withoutEach(tickets), ...(next && { next: await claimAfter(tx) }) };
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

/** Walks the path, each step an event of its own. */
async function closeTicket(
  tx: WriteTx,
  row: TicketRow,
  {
    path,
    message: reason,
    passed,
  }: { path: readonly string[]; message?: string | undefined; passed?: Passed | undefined },
): Promise<CloseResult['tickets'][number]> {
  let last: Changed = { key: row.key, changes: [], ready: [] };
  for (const [at, status] of path.entries()) {
    // What is said is said once: of the close, not of each step on its way.
    const isLast = at === path.length - 1;
    const step = { status, message: isLast ? reason : undefined };
    last = await changeTicket(tx, getRow(tx, row.ticket), 'move', step, isLast ? passed : undefined);
  }
  return { ...last, changes: [{ field: 'status', from: row.status, to: path.at(-1) }], path: [row.status, ...path] };
}

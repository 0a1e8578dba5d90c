import * as z from 'zod/mini';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, writeFields } from '../action.ts';
import { type Changed, changeTicket } from '../change.ts';
import { getNamedTickets } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { message, oneOrMany, oneOrManyNames } from './fields.ts';
import type { ChangeResult } from './update.ts';

const input = () => z.strictObject({ ...oneOrMany, message, ...writeFields });

export const archive = defineAction({
  tool: 'ticket',
  name: 'archive',
  access: 'write',
  scope: 'archive',
  input,
  needs: oneOrManyNames,
  example: { id: 'PAY-482913' },
  run: (tx, given) => setArchived(tx, given, true),
});

export const unarchive = defineAction({
  tool: 'ticket',
  name: 'unarchive',
  access: 'write',
  scope: 'archive',
  input,
  needs: oneOrManyNames,
  example: { id: 'PAY-482913' },
  run: (tx, given) => setArchived(tx, given, false),
});

async function setArchived(
  tx: WriteTx,
  { id, ids, message: reason, expected_revision }: z.infer<ReturnType<typeof input>>,
  archived: boolean,
): Promise<ChangeResult> {
  const tickets: Changed[] = [];
  for (const row of getNamedTickets(tx, { id, ids })) {
    checkRevision(tx, row, expected_revision);
    tickets.push(await changeTicket(tx, row, 'archive', { archived, message: reason }));
  }
  return { tickets };
}

import * as z from 'zod/mini';
import { word } from '../../domain/input/fields.ts';
import { defineAction, writeFields } from '../action.ts';
import { type Changed, changeTicket } from '../change.ts';
import { getNamedTickets } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { message, oneOrMany, oneOrManyNames } from './fields.ts';
import type { ChangeResult } from './update.ts';

export const move = defineAction({
  tool: 'ticket',
  name: 'move',
  access: 'write',
  input: () => z.strictObject({ ...oneOrMany, status: word, message, ...writeFields }),
  needs: oneOrManyNames,
  example: { id: 'PAY-482913', status: 'in_progress' },
  async run(tx, { id, ids, status, message: reason, expected_revision }): Promise<ChangeResult> {
    const tickets: Changed[] = [];
    for (const row of getNamedTickets(tx, { id, ids })) {
      checkRevision(tx, row, expected_revision);
      tickets.push(await changeTicket(tx, row, 'move', { status, message: reason }));
    }
    return { tickets };
  },
});

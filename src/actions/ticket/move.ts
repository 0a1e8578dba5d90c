import * as z from 'zod/mini';
import { word } from '../../domain/input/fields.ts';
import { defineAction, writeFields } from '../action.ts';
import { askAhead } from '../gates/ahead.ts';
import { getNamedTickets } from '../references.ts';
import { checkRevision } from '../revision.ts';
import { changeTickets } from './change-several.ts';
import { message, oneOrMany, oneOrManyNames, override } from './fields.ts';
import type { ChangeResult } from './update.ts';

export const move = defineAction({
  tool: 'ticket',
  name: 'move',
  access: 'write',
  input: () => z.strictObject({ ...oneOrMany, status: word, message, override, ...writeFields }),
  needs: oneOrManyNames,
  ahead: askAhead,
  example: { id: 'PAY-482913', status: 'in_progress' },
  async run(tx, { id, ids, expected_revision, dry_run: _, ...wanted }): Promise<ChangeResult> {
    const rows = getNamedTickets(tx, { id, ids });
    for (const row of rows) checkRevision(tx, row, expected_revision);
    return { tickets: await changeTickets(tx, rows, 'move', wanted) };
  },
});

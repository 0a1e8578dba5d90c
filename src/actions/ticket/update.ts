import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { date, keyOrNone, names, points, priority, project, text, title, word } from '../../domain/input/fields.ts';
import { idOf } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, writeFields } from '../action.ts';
import { type Changed, changeTicket } from '../change.ts';
import { writeDescription } from '../description.ts';
import { checkRevision, getNamedTickets } from '../references.ts';
import { message, oneOrMany } from './fields.ts';

const fields = {
  title: z.optional(title),
  type: z.optional(word),
  status: z.optional(word),
  description: z.optional(text),
  priority: z.optional(priority),
  points: z.optional(points),
  labels: z.optional(names),
  add_labels: z.optional(names),
  remove_labels: z.optional(names),
  assignees: z.optional(names),
  parent: z.optional(keyOrNone),
  due: z.optional(date),
  project: z.optional(project),
};

export interface ChangeResult {
  tickets: Changed[];
}

export const update = defineAction({
  tool: 'ticket',
  name: 'update',
  access: 'write',
  input: () => z.strictObject({ ...oneOrMany, ...fields, message, ...writeFields }),
  accepts: {
    add_label: 'add_labels',
    remove_label: 'remove_labels',
    state: 'status',
    body: 'description',
    due_date: 'due',
    reason: 'message',
  },
  example: { id: 'PAY-482913', priority: 'high' },
  async run(tx: WriteTx, { id, ids, description, dry_run: _, expected_revision, ...wanted }): Promise<ChangeResult> {
    const given = Object.keys(fields).some(
      (field) => (field === 'description' ? description : wanted[field as keyof typeof wanted]) !== undefined,
    );
    if (!given)
      throw new TrackerError(
        'invalid_input',
        'update has nothing to change.',
        `It takes ${Object.keys(fields).join(', ')}.`,
      );
    const tickets: Changed[] = [];
    for (const row of getNamedTickets(tx, { id, ids })) {
      checkRevision(row, expected_revision);
      const changed = await changeTicket(tx, row, 'update', wanted);
      if (
        description !== undefined &&
        (await writeDescription(tx, { ticket: idOf(row), text: description, message: wanted.message }))
      )
        changed.changes.push({ field: 'description', from: undefined, to: undefined });
      tickets.push(changed);
    }
    return { tickets };
  },
});

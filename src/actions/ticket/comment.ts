import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import { shortId } from '../../domain/event/id.ts';
import { call, hint } from '../../domain/hint.ts';
import { key, text, word } from '../../domain/input/fields.ts';
import { noteOf } from '../../domain/rules/notes.ts';
import { isBlank } from '../../domain/words.ts';
import { getEvent } from '../../store/read/history.ts';
import { getTicket, idOf } from '../../store/read/tickets.ts';
import { defineAction, writeFields } from '../action.ts';
import { mentionsIn } from '../references.ts';
import { checkRevision } from '../revision.ts';

export interface CommentResult {
  key: string;
  /** Six characters, for reply_to and undo; of a dry run, none. */
  event?: string | undefined;
  /** The note that it answers. */
  replyTo?: { event: string; actor: string } | undefined;
}

export const comment = defineAction({
  tool: 'ticket',
  name: 'comment',
  access: 'write',
  scope: 'comment',
  input: () => z.strictObject({ id: key, message: text, reply_to: z.optional(word), ...writeFields }),
  example: { id: 'PAY-482913', message: 'Reproduced on main.' },
  async run(tx, { id, message, reply_to, dry_run, expected_revision }): Promise<CommentResult> {
    const row = getTicket(tx, id);
    checkRevision(tx, row, expected_revision);
    if (isBlank(message)) throw new TrackerError('invalid_input', 'message is empty.', 'Say what you found.');
    const parent = reply_to === undefined ? undefined : getEvent(tx, reply_to);
    if (parent && (noteOf(parent) === undefined || parent.ticket !== idOf(row)))
      throw new TrackerError(
        'invalid_input',
        `${reply_to} is not a note of ${row.key}.`,
        hint`${call('ticket', { action: 'get', id: row.key })} shows its notes.`,
      );
    const event = await tx.record(idOf(row), 'comment', {
      body: message,
      ...(parent && { replyTo: parent.id }),
      ...mentionsIn(tx, message),
    });
    const answered = parent && { event: shortId(parent.id), actor: parent.actor };
    return { key: row.key, ...(!dry_run && { event: shortId(event.id) }), ...(answered && { replyTo: answered }) };
  },
});

import { createHash } from 'node:crypto';
import { TrackerError } from '../domain/errors.ts';
import type { EditPayload, Id } from '../domain/event/event.ts';
import { limits } from '../domain/event/ticket.ts';
import { spliceBetween } from '../domain/text/text.ts';
import { countBytes } from '../domain/words.ts';
import { listConflicts } from '../store/read/conflicts.ts';
import { getEventId } from '../store/read/events.ts';
import { descriptionOf, getTicket, type TicketRow } from '../store/read/tickets.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import { mentionsIn } from './references.ts';

/** Records a new version of the description; false where it is the same text. Throws `invalid_input` beyond the size limit. */
export async function writeDescription(
  tx: WriteTx,
  { ticket, text, message, undo }: { ticket: Id; text: string; message?: string | undefined; undo?: Id },
): Promise<boolean> {
  const row = getTicket(tx, ticket);
  const before = descriptionOf(tx, row);
  // To write the merged text as it is settles what overlapped in it.
  const contested = listConflicts(tx, row.ticket).some((conflict) => conflict.field === 'description');
  if (before === text && !contested) return false;
  if (countBytes(text) > limits.textBytes)
    throw new TrackerError(
      'invalid_input',
      `The description would have ${countBytes(text)} bytes; at most ${limits.textBytes} fit.`,
      'Move a part of it to another ticket or to a file.',
    );
  await tx.record(ticket, 'edit', {
    ...contentOf(tx, row, before, text),
    ...mentionsIn(tx, text),
    ...(message && { message }),
    ...(undo && { undo }),
  });
  noteSeen(tx, ticket, text);
  return true;
}

/** A delta against the one version that the description is; where versions were merged, or it is shorter, the full text. */
function contentOf(tx: ReadTx, row: TicketRow, before: string, text: string): EditPayload {
  if (row.descriptionEvent === null) return { text };
  const splice = spliceBetween(before, text);
  const deltaCost = JSON.stringify(splice).length + 40;
  return deltaCost < JSON.stringify(text).length ? { base: getEventId(tx.db, row.descriptionEvent), splice } : { text };
}

/** From now on the session knows the lines of this text by their numbers. */
export const noteSeen = (tx: ReadTx, ticket: Id, text: string): void =>
  tx.afterwards(() => tx.seen.noteText(tx.author.session, ticket, versionOf(text), tx.now));

/** Whether the session has seen the ticket's description as it was before somebody changed it to this text. */
export function hasSeenAnother(tx: ReadTx, ticket: Id, text: string): boolean {
  const seen = tx.seen.textOf(tx.author.session, ticket);
  return seen !== undefined && seen !== versionOf(text);
}

const versionOf = (text: string): string => createHash('sha1').update(text).digest('base64');

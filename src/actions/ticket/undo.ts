import * as z from 'zod/mini';
import { TrackerError } from '../../domain/errors.ts';
import type { Id } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { call, hint, type NextCall } from '../../domain/hint.ts';
import { boolean, key, word } from '../../domain/input/fields.ts';
import { personOf } from '../../domain/rules/persons.ts';
import { isBlank } from '../../domain/words.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { getEvent, keysOf, listSessionEvents } from '../../store/read/history.ts';
import { findTicket, getTicket } from '../../store/read/tickets.ts';
import type { ReadTx, WriteTx } from '../../store/tx.ts';
import { defineAction, everyWrite } from '../action.ts';
import type { FieldChange } from '../change.ts';
import type { EditView } from './event-changes.ts';
import { message } from './fields.ts';
import { undoEvent } from './undo-event.ts';
import type { LinkBack, UndoOutcome } from './undo-outcome.ts';

export interface UndoneEvent {
  event: string;
  kind: string;
  key: string;
  /** What was put back. */
  fields: string[];
  /** The values that are back, where the description has changed, and links that are there again or gone. */
  changes?: FieldChange[] | undefined;
  edit?: EditView | undefined;
  link?: LinkBack[] | undefined;
  /** What was left alone, and why: a sentence each. */
  left: string[];
  next?: NextCall | undefined;
}

export interface UndoResult {
  events: UndoneEvent[];
  /** Whether the message that was given is a note of each ticket now. */
  noted?: boolean | undefined;
}

export const undo = defineAction({
  tool: 'ticket',
  name: 'undo',
  access: 'write',
  input: () =>
    z.strictObject({
      id: z.optional(key),
      event: z.optional(word),
      session: z.optional(boolean),
      message,
      ...everyWrite,
    }),
  findFaults: (given) =>
    ['id', 'event', 'session'].filter((field) => field in given).length === 1
      ? []
      : [
          'undo takes one of event, id and session: an event, the last change of a ticket, or all that this session did',
        ],
  example: { event: '7k2m9q' },
  further(tx, input) {
    const own = personOf(tx.author.actor);
    const other = listMeant(tx, input).find(({ actor }) => personOf(actor) !== own);
    return other && { scope: 'admin', what: `To undo what ${other.actor} did` };
  },
  async run(tx, { message: reason, ...meant }): Promise<UndoResult> {
    const events = listMeant(tx, meant);
    const results: UndoneEvent[] = [];
    const said = new Set<Id | null>();
    for (const one of events) {
      // Once for each ticket, however much of it is undone.
      const why = said.has(one.ticket) || isBlank(reason ?? '') ? undefined : reason;
      const { noted, ...undone } = await undoOne(tx, one, why);
      if (noted) said.add(one.ticket);
      results.push(undone);
    }
    return { events: results, ...(!isBlank(reason ?? '') && { noted: said.size > 0 }) };
  },
});

const listMeant = (
  tx: ReadTx,
  { id, event }: { id?: string | undefined; event?: string | undefined },
): StoredEvent[] =>
  event !== undefined ? [getEvent(tx, event)] : id !== undefined ? [getLastChange(tx, id)] : listUndoable(tx);

async function undoOne(
  tx: WriteTx,
  event: StoredEvent,
  message: string | undefined,
): Promise<UndoneEvent & { noted: boolean }> {
  const row = event.ticket === null ? undefined : findTicket(tx, event.ticket);
  const key = row?.key ?? (event.ticket && keysOf(tx, [event.ticket]).get(event.ticket)) ?? 'tracker';
  const outcome: UndoOutcome = row
    ? await undoEvent(tx, row, event, message)
    : { fields: [], left: [`A ${event.kind} cannot be undone.`] };
  // A comment that is back says what it said; of a place nothing is said.
  const noted = message !== undefined && outcome.fields.length > 0 && !/^(?:retract|rank)$/.test(event.kind);
  return { event: shortId(event.id), kind: event.kind, key, ...outcome, noted };
}

/** The newest event of the ticket that is no undo and has not been undone. */
function getLastChange(tx: ReadTx, id: string): StoredEvent {
  const row = getTicket(tx, id);
  const last = withoutUndone(listTicketEvents(tx.db, row.ticket)).at(-1);
  if (last) return last;
  throw new TrackerError(
    'not_found',
    `${row.key} has nothing left to undo.`,
    hint`${call('ticket', { action: 'history', id: row.key })} shows what happened.`,
  );
}

function listUndoable(tx: ReadTx): StoredEvent[] {
  const own = withoutUndone(listSessionEvents(tx, tx.author.session));
  const events = own.filter((event) => event.kind !== 'project' && event.kind !== 'drop');
  if (events.length > 0) return events;
  throw new TrackerError(
    'not_found',
    'This session has nothing to undo.',
    hint`${call('ticket', { action: 'history' })} shows events; undo one with event:"…".`,
  );
}

function withoutUndone(events: readonly StoredEvent[]): StoredEvent[] {
  const undone = new Set(
    events.flatMap((event) => ('undo' in event.payload && event.payload.undo ? [event.payload.undo] : [])),
  );
  // What made room for another ticket goes back with that one.
  const isOwn = (event: StoredEvent) => event.kind !== 'rank' || event.payload.for === undefined;
  return events.filter(
    (event) => isOwn(event) && !('undo' in event.payload && event.payload.undo) && !undone.has(event.id),
  );
}

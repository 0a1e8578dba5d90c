import * as z from 'zod/mini';
import { minuteOf } from '../../domain/day.ts';
import { TrackerError } from '../../domain/errors.ts';
import { key, names } from '../../domain/input/fields.ts';
import { mayTakeOver, personNamed } from '../../domain/rules/persons.ts';
import { allowedMoves, findType } from '../../domain/rules/workflow.ts';
import { getTicket, listNames, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, writeFields } from '../action.ts';
import { changeTicket } from '../change.ts';
import { checkRevision } from '../revision.ts';
import { message } from '../ticket/fields.ts';

export interface ReleaseResult {
  key: string;
  from: string;
  status: string;
  /** Who has it now. */
  assignees: string[];
  /** Who held it, where that was another session. */
  heldBy?: string | undefined;
  /** A message was given, and is a note of the ticket now. */
  noted?: boolean | undefined;
}

/** Gives a ticket up: back among the ready ones, or, with assignees, over to them as it stands. */
export const release = defineAction({
  tool: 'ticket',
  name: 'release',
  access: 'write',
  input: () => z.strictObject({ id: key, message, assignees: z.optional(names), ...writeFields }),
  example: { id: 'PAY-482913', message: 'where I left off' },
  async run(tx, { id, message: reason, assignees, expected_revision }): Promise<ReleaseResult> {
    const row = getTicket(tx, id);
    checkRevision(tx, row, expected_revision);
    const heldBy = checkHolder(tx, row);
    const others = listNames(tx, 'assignees', row.ticket).filter((name) => name !== row.claimActor);
    const status = assignees?.length ? undefined : readyAgain(tx, row);
    const wanted = { assignees: assignees ?? others, status, claim: null, message: reason };
    const { noted } = await changeTicket(tx, row, 'release', wanted);
    const after = getTicket(tx, id);
    const now = listNames(tx, 'assignees', row.ticket);
    return { key: row.key, from: row.status, status: after.status, assignees: now, heldBy, ...(noted && { noted }) };
  },
});

/**
 * Answers who else held it. A person gives up what their own agents hold, of which one may have died; an agent only what its
 * own session holds, or one of its name whose process has ended.
 */
function checkHolder(tx: WriteTx, row: TicketRow): string | undefined {
  const { author } = tx;
  if (row.claimSession === null)
    throw new TrackerError(
      'invalid_input',
      `${row.key} is not claimed.`,
      'Who works on it is changed by update, with assignees.',
    );
  const live = tx.liveClaims.get(row.ticket);
  if ((live?.session ?? row.claimSession) === author.session) return undefined;
  const actor = live?.actor ?? row.claimActor ?? '';
  const isTwin = actor === author.actor;
  const holder = isTwin ? `another session of ${actor}` : actor;
  if (!live || mayTakeOver(live, author)) return holder;
  throw new TrackerError(
    'permission_denied',
    `${row.key} is claimed by ${holder} until ${minuteOf(live.until)}; only ${isTwin ? 'that one releases' : 'they release'} it before.`,
    // An agent whose shell does not tell of its session cannot be known for the one that it is over MCP.
    `${isTwin ? 'If it is yours, release it over MCP, where it was claimed. Else ask' : 'Ask'} them in a comment. ${personNamed(actor)} can free it at a terminal: tracker release ${row.key}.`,
  );
}

/** The ready status that work in progress falls back to, the last of the type's that can be reached in one move. */
function readyAgain(tx: WriteTx, row: TicketRow): string | undefined {
  const type = findType(tx.config.types, row.type);
  if (!type || row.status !== 'in_progress') return undefined;
  return allowedMoves(type, row.status)
    .filter((move) => !move.needsMessage && type.ready.includes(move.status))
    .at(-1)?.status;
}

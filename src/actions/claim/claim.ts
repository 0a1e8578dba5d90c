import * as z from 'zod/mini';
import { minuteOf } from '../../domain/day.ts';
import { TrackerError } from '../../domain/errors.ts';
import { call, hint, type NextCall } from '../../domain/hint.ts';
import type { SeenRevision } from '../../domain/input/fields.ts';
import { key } from '../../domain/input/fields.ts';
import type { Query } from '../../domain/query/model.ts';
import { mayTakeOver, personNamed } from '../../domain/rules/persons.ts';
import {
  allowedMoves,
  categoryOf,
  findType,
  inProgressStatus,
  isTerminal,
  resumedStatus,
  shortestPath,
  type WorkflowType,
} from '../../domain/rules/workflow.ts';
import { isBlank } from '../../domain/words.ts';
import { describeElsewhere } from '../../store/find/elsewhere.ts';
import type { LiveClaim } from '../../store/read/claims.ts';
import { listOpenBlockers } from '../../store/read/links.ts';
import { getTicket, idOf, listNames, type TicketRow } from '../../store/read/tickets.ts';
import { listTurns, type Turn } from '../../store/read/turns.ts';
import type { WriteTx } from '../../store/tx.ts';
import { defineAction, queryField, writeFields } from '../action.ts';
import { changeTicket } from '../change.ts';
import { readQuery } from '../query.ts';
import { checkRevision } from '../revision.ts';
import { message } from '../ticket/fields.ts';
import { type HandOver, handOverOf } from './hand-over.ts';
import { listNext } from './next-ticket.ts';

export interface ClaimResult {
  key: string;
  title: string;
  from: string;
  status: string;
  /** The session had it already. */
  already: boolean;
  /** Who had it before: their claim had run out, or might be taken over. */
  takenFrom?: string | undefined;
  /** That was another session of the caller's. */
  takenFromOwn?: boolean | undefined;
  /** Milliseconds since 1970: when the claim runs out if the session calls no more. */
  until: number;
  /** Whether the message that was given is a note of the ticket now. */
  noted?: boolean | undefined;
  /** Somebody else had left it to the caller. */
  turn?: Pick<Turn, 'why' | 'by'> | undefined;
  /** Where the work has not begun by that: the statuses on the way there, and the call for the first step. */
  toBegin?: { path: string[]; next: NextCall } | undefined;
  /** What was found out before; undefined where the session had it already. */
  handOver?: HandOver | undefined;
}

export const claim = defineAction({
  tool: 'ticket',
  name: 'claim',
  access: 'write',
  input: () => z.strictObject({ id: z.optional(key), ...queryField, message, ...writeFields }),
  filters: true,
  example: { id: 'PAY-482913' },
  async run(tx, input): Promise<ClaimResult> {
    checkOneWay(input);
    if (input.id === undefined) return claimNext(tx, readQuery(tx, input), input);
    const row = getTicket(tx, input.id);
    checkRevision(tx, row, input.expected_revision);
    return claimTicket(tx, row, { reason: input.message });
  },
});

/**
 * Claims what was left to the caller, or the best ready ticket. Who is taking one at this moment, in another work tree or
 * process, has its lease before the event can be seen here: then it is the next one.
 */
export async function claimNext(
  tx: WriteTx,
  query: Query,
  {
    message: reason,
    expected_revision,
  }: { message?: string | undefined; expected_revision?: SeenRevision | undefined } = {},
): Promise<ClaimResult> {
  let refusal: unknown;
  for await (const { row, turn } of listNext(tx, query)) {
    checkRevision(tx, row, expected_revision);
    try {
      return await claimTicket(tx, row, { reason, turn });
    } catch (error) {
      if (!(error instanceof TrackerError && error.code === 'already_assigned')) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

/** A query chooses among the ready tickets; beside an id it would be dropped. */
function checkOneWay(input: { id?: string | undefined; query?: string | undefined }): void {
  const { filters } = input as { filters?: object };
  const beside = input.query === undefined ? Object.keys(filters ?? {})[0] : 'query';
  if (input.id === undefined || beside === undefined) return;
  throw new TrackerError(
    'invalid_input',
    `claim takes id or ${beside}, not both.`,
    hint`Call ${call('ticket', { action: 'claim', id: input.id })}, or leave id out for the best ready ticket that matches.`,
  );
}

/** `turn`: why it is the caller's, where that is known. */
export async function claimTicket(
  tx: WriteTx,
  row: TicketRow,
  { reason, turn }: { reason?: string | undefined; turn?: Turn | undefined },
): Promise<ClaimResult> {
  const { author, now, config } = tx;
  const live = tx.liveClaims.get(row.ticket);
  const until = now + config.leaseMs;
  if (live?.session === author.session) {
    const { key, title, status } = row;
    return { key, title, from: status, status, already: true, until, ...(!isBlank(reason ?? '') && { noted: false }) };
  }
  checkClaimable(tx, row, live);
  const left = turn ?? listTurns(tx, { ticket: row.ticket })[0];
  const handOver = handOverOf(tx, row);
  const elsewhere = describeElsewhere(tx, row.ticket);
  if (elsewhere) tx.caveats.add(`${row.key} is ${elsewhere}, which has not come to this branch.`);
  const id = idOf(row);
  const taken = await tx.leases.take(id, author, {
    now,
    deadSince: now - config.leaseMs,
    mayTake: (holder) => mayTakeOver(holder, author),
  });
  if (!taken) throw alreadyAssigned(row, tx.leases.holders(now).get(id)?.actor ?? 'another session', until);
  tx.afterwards(
    () => tx.leases.confirm(id),
    () => tx.leases.drop(id),
  );
  const type = findType(config.types, row.type);
  const status =
    type && (left?.why === 'sent back' ? resumedStatus(type, row.status) : inProgressStatus(type, row.status));
  const assigned = listNames(tx, 'assignees', row.ticket);
  // Whoever has given up a claim is no longer at work on the ticket.
  const kept = assigned.filter((name) => name !== row.claimActor);
  const { noted } = await changeTicket(tx, row, 'claim', {
    assignees: [...new Set([...kept, author.actor])],
    status,
    claim: { actor: author.actor, session: author.session },
    message: reason,
  });
  const before = holderBefore(tx, row, live);
  return {
    key: row.key,
    title: row.title,
    from: row.status,
    status: status ?? row.status,
    already: false,
    takenFrom: before,
    ...(before === author.actor && { takenFromOwn: true }),
    until,
    ...(noted !== undefined && { noted }),
    ...(left && { turn: { why: left.why, by: left.by } }),
    ...wayToBegin(row, type, status ?? row.status),
    handOver,
  };
}

/** Of a ticket that is not ready, such as a bug in triage: what a claim leaves to be done before the work. */
function wayToBegin(
  row: TicketRow,
  type: WorkflowType | undefined,
  status: string,
): Pick<ClaimResult, 'toBegin'> | undefined {
  if (!type || type.ready.includes(status) || categoryOf(type, status) !== 'todo') return undefined;
  const path = shortestPath(type, status, 'in_progress');
  const [first] = path ?? [];
  const move = allowedMoves(type, status).find((one) => one.status === first);
  if (!path || !move || move.needsMessage) return undefined;
  return { toBegin: { path, next: call('ticket', { action: 'move', id: row.key, status: move.status }) } };
}

/** The claim may be the file's, or one that another work tree has recorded in its own. */
function holderBefore(tx: WriteTx, row: TicketRow, live: LiveClaim | undefined): string | undefined {
  if (live) return live.actor;
  return row.claimSession === tx.author.session ? undefined : (row.claimActor ?? undefined);
}

function checkClaimable(tx: WriteTx, row: TicketRow, live: LiveClaim | undefined): void {
  if (live && !mayTakeOver(live, tx.author)) throw alreadyAssigned(row, live.actor, live.until);
  if (row.archived)
    throw new TrackerError(
      'invalid_status',
      `${row.key} is archived.`,
      hint`Call ${call('ticket', { action: 'unarchive', id: row.key })} first.`,
    );
  if (isTerminal(tx.config.types, row.type, row.status))
    throw new TrackerError(
      'invalid_status',
      `${row.key} is ${row.status}; there is nothing left to claim.`,
      hint`To reopen it: ${call('ticket', { action: 'move', id: row.key, status: findType(tx.config.types, row.type)?.initial, message: 'the reason' })}.`,
    );
  const blockers = listOpenBlockers(tx, row.ticket).map((link) => link.target);
  if (blockers.length > 0)
    throw new TrackerError(
      'blocked',
      `${row.key} waits for ${blockers.map(({ key, status }) => `${key} (${status})`).join(', ')}.`,
      hint`A blocker comes first. ${call('link', { action: 'graph', id: row.key })} shows the chain.`,
    );
}

function alreadyAssigned(row: TicketRow, holder: string, until: number): TrackerError {
  return new TrackerError(
    'already_assigned',
    `${row.key} is claimed by ${holder} until ${minuteOf(until)}.`,
    hint`${call('board', { action: 'ready' })} shows others. ${personNamed(holder)} can free it at a terminal: tracker release ${row.key}.`,
  );
}

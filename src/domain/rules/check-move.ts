import { TrackerError } from '../errors.ts';
import { call, type Hint, hint, type NextCall } from '../hint.ts';
import { nearest } from '../near.ts';
import { isBlank, orList } from '../words.ts';
import {
  allowedMoves,
  closePath,
  findStatus,
  findType,
  type Move,
  shortestPath,
  type WorkflowType,
  type WorkflowTypes,
} from './workflow.ts';

export interface AskedMove {
  key: string;
  types: WorkflowTypes;
  type: string;
  from: string;
  to: string;
  message?: string | undefined;
}

/**
 * The status asked for, in the type's own spelling. Throws `invalid_status` where the type does not allow the move, and
 * `invalid_input` where the move needs a message.
 */
export function checkMove({ key, types, type, from, to, message }: AskedMove): string {
  const ticket: Ticket = { key, type, from, workflow: workflowOf(key, types, type) };
  const status = getStatus(ticket, types, to);
  if (status === from) throw alreadyThere(ticket);
  const move = allowedMoves(ticket.workflow, from).find((allowed) => allowed.status === status);
  if (!move) throw refusedMove(ticket, status);
  if (move.needsMessage && isBlank(message ?? '')) throw missingMessage(ticket, 'move', move.status);
  return status;
}

/**
 * The statuses through which close takes a ticket, ending in `to` or else the positive terminal one. Throws `invalid_status`
 * where the ticket is closed already or `to` is not terminal, and `invalid_input` where a message is needed.
 */
export function checkClose({
  key,
  types,
  type,
  from,
  to,
  message,
}: Omit<AskedMove, 'to'> & { to?: string | undefined }): string[] {
  const ticket: Ticket = { key, type, from, workflow: workflowOf(key, types, type) };
  const { workflow } = ticket;
  const target = to === undefined ? workflow.positive : getStatus(ticket, types, to);
  if (workflow.terminal.includes(from)) throw alreadyClosed(ticket, target);
  if (!workflow.terminal.includes(target)) {
    throw new TrackerError(
      'invalid_status',
      `${target} does not close ${a(type)}; ${orList(workflow.terminal)} ${workflow.terminal.length > 1 ? 'do' : 'does'}.`,
      hint`Call ${callTo('close', key)}, or ${callTo('move', key, target)} to move it.`,
    );
  }
  const path = closePath(workflow, from, target);
  if (!path) throw refusedMove(ticket, target);
  const needing = path.find((status, step) => needsMessage(workflow, path[step - 1] ?? from, status));
  if (needing !== undefined && isBlank(message ?? '')) throw missingMessage(ticket, 'close', target);
  return path;
}

interface Ticket {
  key: string;
  type: string;
  from: string;
  workflow: WorkflowType;
}

function workflowOf(key: string, types: WorkflowTypes, type: string): WorkflowType {
  const workflow = findType(types, type);
  if (workflow) return workflow;
  const names = Object.keys(types);
  throw new TrackerError(
    'invalid_status',
    `${key} is ${a(type)}, a type that this repository does not have, so it cannot change its status.`,
    hint`Call ${call('ticket', { action: 'update', id: key, type: nearest(type, names) ?? names[0] })} first; types: ${names.join(', ')}.`,
  );
}

function getStatus(ticket: Ticket, types: WorkflowTypes, word: string): string {
  const { key, type, from, workflow } = ticket;
  const status = findStatus(workflow, word);
  if (status !== undefined) return status;
  const statuses = Object.keys(workflow.moves);
  const meant = counterpart(workflow, types, word) ?? nearest(word, statuses);
  const next = allowedMoves(workflow, from).some((move) => move.status === meant);
  throw new TrackerError(
    'invalid_status',
    `${capital(a(type))} has no status "${word}"${meant ? `; did you mean ${meant}?` : '.'}`,
    hint`${key} is ${from}; statuses: ${statuses.join(', ')}.${meant && next ? hint` Call ${callTo('move', key, meant)}.` : ''}`,
  );
}

/** What another type's end or beginning is called in this one: a bug is not "done" but resolved. */
function counterpart(workflow: WorkflowType, types: WorkflowTypes, word: string): string | undefined {
  const all = Object.values(types);
  if (all.some((type) => findStatus(type, word) === type.positive)) return workflow.positive;
  if (all.some((type) => findStatus(type, word) === type.initial)) return workflow.initial;
  return undefined;
}

function alreadyThere({ key, from, workflow }: Ticket): TrackerError {
  const next = allowedMoves(workflow, from).map(({ status }) => status);
  return new TrackerError(
    'invalid_status',
    `${key} is already ${from}.`,
    next.length ? `It can go to ${orList(next)}.` : undefined,
  );
}

function alreadyClosed(ticket: Ticket, target: string): TrackerError {
  const { key, from, workflow } = ticket;
  if (from === target) return alreadyThere(ticket);
  const reopening = allowedMoves(workflow, from)[0];
  const message = `${key} is already closed, as ${from}; close does not reopen it.`;
  if (!reopening) return new TrackerError('invalid_status', message);
  return new TrackerError(
    'invalid_status',
    message,
    hint`To close it as ${target}, call ${callFor(key, reopening)} first.`,
  );
}

function refusedMove(ticket: Ticket, to: string): TrackerError {
  const { key, type, from, workflow } = ticket;
  const moves = allowedMoves(workflow, from).map(({ status }) => status);
  const known = Object.hasOwn(workflow.moves, from);
  const which = known ? `${a(type)} in ${from}` : `${a(type)} has no such status and`;
  return new TrackerError(
    'invalid_status',
    `${key} is ${from}; ${which} can go ${moves.length ? `to ${orList(moves)}` : 'nowhere'}, not ${to}.`,
    pathHint(ticket, to),
  );
}

function pathHint({ key, from, workflow }: Ticket, to: string): Hint | undefined {
  const path = shortestPath(workflow, from, to);
  const first = path && allowedMoves(workflow, from).find(({ status }) => status === path[0]);
  if (first) return hint`Path: ${[from, ...path].join(' → ')}. Call ${callFor(key, first)} first.`;
  // Nobody should close a ticket only to get it elsewhere, so this way is told but not offered as a call.
  const detour = shortestPath(workflow, from, to, { reopen: true });
  return detour && hint`The only path closes and reopens it: ${[from, ...detour].join(' → ')}.`;
}

function missingMessage(
  { key, from }: Pick<Ticket, 'key' | 'from'>,
  action: 'move' | 'close',
  to: string,
): TrackerError {
  return new TrackerError(
    'invalid_input',
    `message is missing: ${key} ${from} → ${to} needs the reason.`,
    hint`Call ${callTo(action, key, to, true)}.`,
  );
}

function needsMessage(workflow: WorkflowType, from: string, to: string): boolean {
  return allowedMoves(workflow, from).some((move) => move.status === to && move.needsMessage);
}

const callFor = (key: string, move: Move): NextCall => callTo('move', key, move.status, move.needsMessage);

const callTo = (action: 'move' | 'close', id: string, status?: string, message = false): NextCall =>
  call('ticket', { action, id, status, message: message ? 'the reason' : undefined });

const a = (word: string): string => `${/^[aeiou]/i.test(word) ? 'an' : 'a'} ${word}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

import { TrackerError } from '../errors.ts';
import { call, type Hint, hint, type NextCall } from '../hint.ts';
import { nearest } from '../near.ts';
import { foldWord, isBlank, orList } from '../words.ts';
import {
  allowedMoves,
  categoryOf,
  closePath,
  findStatus,
  findType,
  getType,
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
      pathHint(ticket, target),
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
    `Give it another type first (update, type): ${names.join(', ')}.`,
  );
}

function getStatus(ticket: Ticket, types: WorkflowTypes, word: string): string {
  const { key, type, from, workflow } = ticket;
  const status = findStatus(workflow, word) ?? statusMeant(workflow, from, foldWord(word));
  if (status !== undefined) return status;
  if (opening.test(foldWord(word))) throw alreadyOpen(ticket);
  const statuses = Object.keys(workflow.moves);
  const meant = counterpart(workflow, types, word) ?? nearest(word, statuses);
  const next = allowedMoves(workflow, from).find((move) => move.status === meant);
  throw new TrackerError(
    'invalid_status',
    `${capital(a(type))} has no status "${word}"${meant ? `; did you mean ${meant}?` : '.'}`,
    hint`${key} is ${from}; statuses: ${statuses.join(', ')}.${next ? hint` Call ${callFor(key, next)}.` : ''}`,
  );
}

const opening = /^(?:re)?open(?:ed)?$/;

/**
 * What a word that is no status of the type's own says of all types: `open`, `reopen` and `reopened` the first way back from
 * the end, `todo`, `doing` and `done` the first status of that category that can be reached, in one move where there is one.
 */
function statusMeant(workflow: WorkflowType, from: string, word: string): string | undefined {
  const moves = allowedMoves(workflow, from);
  if (opening.test(word)) return workflow.terminal.includes(from) ? moves[0]?.status : undefined;
  if (word !== 'todo' && word !== 'doing' && word !== 'done') return undefined;
  const meant =
    word === 'done'
      ? [workflow.positive]
      : Object.keys(workflow.moves).filter((one) => categoryOf(workflow, one) === word);
  if (meant.includes(from)) return from;
  const next = moves.filter(({ status }) => meant.includes(status));
  return (
    (next.find((move) => !move.needsMessage) ?? next[0])?.status ??
    meant.find((one) => shortestPath(workflow, from, one))
  );
}

/**
 * The status that a new ticket begins with: one to which moves lead that need no reason and pass no review. Throws
 * `invalid_status` for another.
 */
export function checkFirstStatus(types: WorkflowTypes, type: string, word: string | undefined): string {
  const workflow = getType(types, type);
  const { initial } = workflow;
  if (word === undefined || foldWord(word) === 'open') return (word && findStatus(workflow, word)) || initial;
  const reached = new Set([initial]);
  for (const status of reached)
    for (const move of allowedMoves(workflow, status))
      if (!move.needsMessage && !/^(?:done|review)$/.test(categoryOf(workflow, move.status))) reached.add(move.status);
  const status = findStatus(workflow, word) ?? statusMeant(workflow, initial, foldWord(word));
  if (status !== undefined && reached.has(status)) return status;
  const near = status ?? nearest(word, [...reached]);
  throw new TrackerError(
    'invalid_status',
    status === undefined
      ? `${capital(a(type))} has no status "${word}"${near === undefined ? '.' : `; did you mean ${near}?`}`
      : `A new ${type} cannot be ${status}.`,
    `It can begin as ${orList([...reached])}.`,
  );
}

/** What another type's end or beginning is called in this one: a bug is not "done" but resolved. */
function counterpart(workflow: WorkflowType, types: WorkflowTypes, word: string): string | undefined {
  const all = Object.values(types);
  if (all.some((type) => findStatus(type, word) === type.positive)) return workflow.positive;
  if (all.some((type) => findStatus(type, word) === type.initial)) return workflow.initial;
  return undefined;
}

function alreadyOpen({ key, from, workflow }: Ticket): TrackerError {
  const next = allowedMoves(workflow, from).map(({ status }) => status);
  return new TrackerError('invalid_status', `${key} is open, as ${from}.`, `It can go to ${orList(next)}.`);
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

function pathHint(ticket: Ticket, to: string): Hint | undefined {
  const { key, from, workflow } = ticket;
  if (from === to) return undefined;
  const path = shortestPath(workflow, from, to);
  const first = path && allowedMoves(workflow, from).find(({ status }) => status === path[0]);
  const way = path && [from, ...path].join(' → ');
  // Whoever wants the end wants the way to it.
  if (path && path.length > 1 && closePath(workflow, from, to))
    return hint`Path: ${way}. Call ${closing(ticket, path, to)}, which walks it.`;
  if (first) return hint`Path: ${way}. Call ${callFor(key, first)}${path.length > 1 ? ' first' : ''}.`;
  // Nobody should close a ticket only to get it elsewhere, so this way is told but not offered as a call.
  const detour = shortestPath(workflow, from, to, { reopen: true });
  return detour && hint`The only path closes and reopens it: ${[from, ...detour].join(' → ')}.`;
}

/** The call that walks the whole way to a terminal status. */
function closing({ key, from, workflow }: Ticket, path: readonly string[], to: string): NextCall {
  const needing = path.some((status, step) => needsMessage(workflow, path[step - 1] ?? from, status));
  return callTo('close', key, to, needing);
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

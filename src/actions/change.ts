import { randomInt } from 'node:crypto';
import { TrackerError } from '../domain/errors.ts';
import type { ChangeKind, ChangePayload } from '../domain/event/event.ts';
import { highestNumber, lowestNumber } from '../domain/event/key.ts';
import { limits, type Scalars, type SetField } from '../domain/event/ticket.ts';
import { checkMove } from '../domain/rules/check-move.ts';
import { resolveActor } from '../domain/rules/persons.ts';
import { getTypeName, isTerminal, statusForTypeChange } from '../domain/rules/workflow.ts';
import { distinctNames, foldName, isBlank } from '../domain/words.ts';
import { listConflicts } from '../store/read/conflicts.ts';
import { listMadeReady } from '../store/read/links.ts';
import { listProjects } from '../store/read/projects.ts';
import { findTicket, getRow, getTicket, idOf, listAdds, type TicketRow } from '../store/read/tickets.ts';
import type { ReadTx, WriteTx } from '../store/tx.ts';
import { type Passed, passGates, type SaidAtGates, shownOf } from './gates/pass.ts';
import { entersPositive, type Plan } from './gates/plan.ts';
import { checkTypeChange } from './gates/review.ts';
import { mentionsIn } from './references.ts';

/** What a caller wants changed; what it leaves out stays. */
export interface Wanted extends Partial<Omit<Scalars, 'parent' | 'type' | 'status'>> {
  type?: string | undefined;
  status?: string | undefined;
  /** A key or id; null: none. */
  parent?: string | null | undefined;
  /** Of this and `parent` the nearer is the parent. */
  epic?: string | null | undefined;
  project?: string | undefined;
  labels?: string[] | undefined;
  add_labels?: string[] | undefined;
  remove_labels?: string[] | undefined;
  assignees?: string[] | undefined;
  claim?: ChangePayload['claim'];
  message?: string | undefined;
  /** Why it may pass a gate that refuses it. */
  override?: string | undefined;
}

export interface FieldChange {
  field: string;
  from: unknown;
  to: unknown;
}

/** What a write did to one ticket. */
export interface Changed {
  key: string;
  changes: FieldChange[];
  /** Tickets that this has made ready. */
  ready: { key: string; title: string }[];
  /** Whether the message that was given is a note of the ticket now: where nothing changed it is none. */
  noted?: boolean | undefined;
  /** What is said at the gates. */
  gates?: SaidAtGates | undefined;
}

/** What `wanted` makes of the ticket. Throws where its type does not allow that. */
export function planChange(tx: ReadTx, row: TicketRow, wanted: Wanted): Plan {
  const type = wantedType(tx, row, wanted);
  const leavesParent = wanted.parent !== undefined || wanted.epic !== undefined;
  return { row, type, status: wantedStatus(tx, row, type, wanted), leavesParent };
}

/**
 * Records one event with everything wanted that differs from what is; nothing where nothing does. `passed`: the gates have
 * been asked.
 */
export async function changeTicket(
  tx: WriteTx,
  row: TicketRow,
  kind: ChangeKind,
  wanted: Wanted,
  passed?: Passed | undefined,
): Promise<Changed> {
  const plan = planChange(tx, row, wanted);
  const gates = passed ?? (entersPositive(tx, plan) ? (await passGates(tx, [plan])).get(row.ticket) : undefined);
  const changes: FieldChange[] = [];
  const payload: ChangePayload = {};
  const set = scalarChanges(tx, plan, wanted, changes);
  if (Object.keys(set).length > 0) payload.set = set;
  changeProject(tx, row, wanted, payload, changes);
  changeNames(tx, row, 'labels', wantedLabels(tx, row, wanted), payload, changes);
  const assignees = wanted.assignees?.map((name) => resolveActor(name, tx.author));
  changeNames(tx, row, 'assignees', assignees, payload, changes);
  if (wanted.claim !== undefined) payload.claim = wanted.claim;
  else if (endsClaim(tx, row, set.status, assignees)) payload.claim = null;
  const isSaid = !isBlank(wanted.message ?? '');
  if (Object.keys(payload).length === 0) return { key: row.key, changes, ready: [], ...(isSaid && { noted: false }) };
  if (set.title !== undefined) Object.assign(payload, mentionsIn(tx, set.title));
  if (wanted.message) payload.message = wanted.message;
  if (gates?.override) payload.override = gates.override;
  if (wanted.project !== undefined && payload.key) await ensureProject(tx, payload.key.project);
  await tx.record(idOf(row), kind, payload);
  if (payload.claim === null) tx.afterwards(() => tx.leases.drop(idOf(row)));
  const after = getRow(tx, row.ticket);
  const closed =
    isTerminal(tx.config.types, after.type, after.status) && !isTerminal(tx.config.types, row.type, row.status);
  const ready = closed || (after.archived && !row.archived) ? listMadeReady(tx, row.ticket) : [];
  return {
    key: after.key,
    changes,
    ready: ready.map(({ key, title }) => ({ key, title })),
    ...(isSaid && { noted: true }),
    ...shownOf(gates),
  };
}

/** Fields with a value that lost against a concurrent one. */
const listContested = (tx: ReadTx, row: TicketRow): Set<string> =>
  new Set(listConflicts(tx, row.ticket).map((conflict) => conflict.field));

function scalarChanges(
  tx: WriteTx,
  { row, type, status }: Plan,
  wanted: Wanted,
  changes: FieldChange[],
): Partial<Scalars> {
  const set: Record<string, unknown> = {};
  const contested = listContested(tx, row);
  const put = (field: keyof Wanted, from: unknown, to: unknown, shown: [unknown, unknown] = [from, to]) => {
    // To choose the value that a merge let win is a change too: it settles the conflict.
    const settles = contested.has(field) && wanted[field] !== undefined;
    if (to === undefined || (from === to && !settles)) return;
    set[field] = to;
    changes.push({ field, from: shown[0], to: shown[1] });
  };
  put('title', row.title, wanted.title);
  put('type', row.type, type);
  put('status', row.status, status);
  put('priority', row.priority, wanted.priority);
  put('points', row.points, wanted.points);
  put('due', row.due, wanted.due);
  if (wanted.parent !== undefined || wanted.epic !== undefined) {
    const [one, other] = [wanted.parent, wanted.epic].map((named) => (named ? getTicket(tx, named) : undefined));
    const nearer = nearerParent(tx, one, other);
    const parent = nearer ? checkParent(tx, row, nearer) : null;
    const before = row.parent === null ? undefined : getRow(tx, row.parent);
    put('parent', before ? idOf(before) : null, parent && idOf(parent), [before?.key ?? null, parent?.key ?? null]);
  }
  put('archived', row.archived, wanted.archived);
  return set as Partial<Scalars>;
}

const wantedType = (tx: ReadTx, row: TicketRow, { type }: Wanted): string =>
  type === undefined ? row.type : getTypeName(tx.config.types, type);

/** A new type keeps a status that it has too; a move asked for beside it starts from there. */
function wantedStatus(tx: ReadTx, row: TicketRow, type: string, wanted: Wanted): string {
  const { types } = tx.config;
  const from = type === row.type ? row.status : statusForTypeChange(types, row.status, type);
  if (type !== row.type) checkTypeChange(tx, row, type, from);
  if (wanted.status === undefined || (wanted.status === from && type !== row.type)) return from;
  if (wanted.status === from && listContested(tx, row).has('status')) return from;
  return checkMove({ key: row.key, types, type, from, to: wanted.status, message: wanted.message });
}

/** Of a parent and an epic the nearer, where the other is its ancestor. Throws `invalid_input` where neither is. */
export function nearerParent(
  tx: ReadTx,
  parent: TicketRow | undefined,
  epic: TicketRow | undefined,
): TicketRow | undefined {
  if (!parent || !epic || parent.ticket === epic.ticket) return parent ?? epic;
  if (parentCycle(tx, epic, parent)) return parent;
  if (parentCycle(tx, parent, epic)) return epic;
  throw new TrackerError(
    'invalid_input',
    `parent ${parent.key} and epic ${epic.key} are both given, and neither is above the other.`,
    'A ticket has one parent: send that.',
  );
}

function checkParent(tx: ReadTx, row: TicketRow, parent: TicketRow): TicketRow {
  const cycle = parentCycle(tx, row, parent);
  if (!cycle) return parent;
  throw new TrackerError(
    'dependency_cycle',
    `${parent.key} cannot be the parent of ${row.key}: ${cycle.join(' → ')}.`,
    `${parent.key} needs another parent first.`,
  );
}

/** The cycle, as keys from the child back to itself, that this parent would close; undefined if none. */
export function parentCycle(tx: ReadTx, row: TicketRow, parent: TicketRow): string[] | undefined {
  const path = [row.key];
  const seen = new Set<number>();
  for (
    let at: TicketRow | undefined = parent;
    at && !seen.has(at.ticket);
    at = at.parent === null ? undefined : getRow(tx, at.parent)
  ) {
    seen.add(at.ticket);
    path.push(at.key);
    if (at.ticket === row.ticket) return path;
  }
  return undefined;
}

function changeProject(
  tx: WriteTx,
  row: TicketRow,
  wanted: Wanted,
  payload: ChangePayload,
  changes: FieldChange[],
): void {
  if (wanted.project === undefined) return;
  if (wanted.project === row.project && !listContested(tx, row).has('key')) return;
  // A key that was its own once is an alias of it, and free for it alone.
  const owner = findTicket(tx, `${wanted.project}-${row.number}`);
  const number = owner === undefined || owner.ticket === row.ticket ? row.number : freeNumber(tx, wanted.project);
  payload.key = { project: wanted.project, number };
  changes.push({ field: 'key', from: row.key, to: `${wanted.project}-${number}` });
}

/** Random, so that two clones hardly ever choose the same (law 7). */
export function freeNumber(tx: ReadTx, project: string): number {
  for (;;) {
    const number = randomInt(lowestNumber, highestNumber + 1);
    if (!findTicket(tx, `${project}-${number}`)) return number;
  }
}

export async function ensureProject(tx: WriteTx, project: string): Promise<void> {
  if (!listProjects(tx.db).includes(project)) await tx.record(null, 'project', { project });
}

function wantedLabels(tx: ReadTx, row: TicketRow, { labels, add_labels, remove_labels }: Wanted): string[] | undefined {
  if (!labels && !add_labels && !remove_labels) return undefined;
  const now = labels ?? [...listAdds(tx, 'labels', row.ticket).keys()];
  const removed = new Set(remove_labels?.map(foldName));
  return [...now, ...(add_labels ?? [])].filter((name) => !removed.has(foldName(name)));
}

/** Names as they were first given: another case is no other label and no other person. */
function asFirstGiven(before: readonly string[], wanted: readonly string[]): string[] {
  const first = new Map(distinctNames(before).map((name) => [foldName(name), name]));
  return distinctNames(wanted).map((name) => (before.includes(name) ? name : (first.get(foldName(name)) ?? name)));
}

function changeNames(
  tx: ReadTx,
  row: TicketRow,
  field: SetField,
  given: string[] | undefined,
  payload: ChangePayload,
  changes: FieldChange[],
): void {
  if (!given) return;
  const adds = listAdds(tx, field, row.ticket);
  const wanted = asFirstGiven([...adds.keys()], given);
  if (wanted.length > limits.listLength)
    throw new TrackerError(
      'invalid_input',
      `A ticket has at most ${limits.listLength} ${field}; these would be ${wanted.length}.`,
      `Remove some first.`,
    );
  const added = wanted.filter((name) => !adds.has(name));
  const removed = [...adds].filter(([name]) => !wanted.includes(name));
  if (added.length > 0) payload.add = { ...payload.add, [field]: added };
  if (removed.length > 0) payload.remove = { ...payload.remove, [field]: Object.fromEntries(removed) };
  if (added.length > 0 || removed.length > 0) changes.push({ field, from: [...adds.keys()], to: wanted });
}

/** Closing a ticket ends its claim, and so does assigning it to others than the holder. */
function endsClaim(tx: ReadTx, row: TicketRow, status: string | undefined, assignees: string[] | undefined): boolean {
  if (row.claimActor === null) return false;
  if (status !== undefined && isTerminal(tx.config.types, row.type, status)) return true;
  return assignees !== undefined && !assignees.includes(row.claimActor);
}

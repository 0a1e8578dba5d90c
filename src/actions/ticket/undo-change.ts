import { TrackerError } from '../../domain/errors.ts';
import { ancestorsOf } from '../../domain/event/causality.ts';
import { type ChangePayload, type Id, isChange } from '../../domain/event/event.ts';
import { foldTicket } from '../../domain/event/fold.ts';
import { keyOf } from '../../domain/event/key.ts';
import type { TicketState } from '../../domain/event/state.ts';
import { type Scalar, type SetField, scalars, setFields } from '../../domain/event/ticket.ts';
import { findType, isTerminal } from '../../domain/rules/workflow.ts';
import { listTicketEvents, type StoredEvent } from '../../store/read/events.ts';
import { keysOf } from '../../store/read/history.ts';
import { findTicket, idOf, listAdds, listNames, type TicketRow } from '../../store/read/tickets.ts';
import type { WriteTx } from '../../store/tx.ts';
import { type FieldChange, parentCycle } from '../change.ts';
import { checkTypeChange } from '../gates/review.ts';
import { undoClaim } from './undo-claim.ts';
import type { ChangeEvent, States, UndoOutcome } from './undo-outcome.ts';

/** Gives every field that still has what the event gave it the value that its author saw before. */
export async function undoChange(
  tx: WriteTx,
  row: TicketRow,
  event: ChangeEvent,
  message: string | undefined,
): Promise<UndoOutcome> {
  const events = listTicketEvents(tx.db, row.ticket);
  const before = foldTicket(ancestorsOf(events, event.id));
  const now = foldTicket(events);
  if (!before || !now) return { fields: [], left: ['What was before is not in this file.'] };
  const outcome: UndoOutcome = { fields: [], left: [] };
  const payload: ChangePayload = {};
  undoScalars(tx, row, { event, before, now }, payload, outcome);
  undoKey(tx, { event, before, now }, payload, outcome);
  undoNames(tx, row, { event, events }, payload, outcome);
  await undoClaim(tx, row, { event, events, before, now }, payload, outcome);
  if (Object.keys(payload).length === 0)
    return outcome.left.length > 0 ? outcome : { fields: [], left: ['It is as it was before already.'] };
  const names = setFields.map((field) => ({ field, from: listNames(tx, field, row.ticket) }));
  await tx.record(idOf(row), 'undo', { ...payload, undo: event.id, ...(message && { message }) });
  if (payload.claim === null) tx.afterwards(() => tx.leases.drop(idOf(row)));
  return { ...outcome, changes: changesOf(tx, { payload, now, ticket: row.ticket }, names) };
}

/** The values that are back, keys for tickets. */
function changesOf(
  tx: WriteTx,
  { payload, now, ticket }: { payload: ChangePayload; now: TicketState; ticket: number },
  names: readonly { field: SetField; from: string[] }[],
): FieldChange[] {
  const { set = {}, key, claim } = payload;
  const parents = keysOf(
    tx,
    [now.parent, set.parent].filter((id) => typeof id === 'string'),
  );
  const shown = (value: unknown) => (typeof value === 'string' && parents.get(value)) || value;
  return [
    ...scalars.flatMap((field) =>
      set[field] === undefined ? [] : [{ field, from: shown(now[field]), to: shown(set[field]) }],
    ),
    ...(key ? [{ field: 'key', from: keyOf(now), to: keyOf(key) }] : []),
    ...names.flatMap(({ field, from }) =>
      payload.add?.[field] || payload.remove?.[field] ? [{ field, from, to: listNames(tx, field, ticket) }] : [],
    ),
    ...(claim === undefined ? [] : [{ field: 'claim', from: now.claim?.actor ?? null, to: claim?.actor ?? null }]),
  ];
}

function undoScalars(
  tx: WriteTx,
  row: TicketRow,
  { event, before, now }: States,
  payload: ChangePayload,
  outcome: UndoOutcome,
): void {
  const set: Record<string, unknown> = {};
  const type = refuseOldType(tx, row, { event, before, now });
  if (type) outcome.left.push(type);
  for (const field of scalars) {
    const given = event.payload.set?.[field];
    if (given === undefined || before[field] === given) continue;
    if (type && (field === 'type' || field === 'status')) continue;
    const refusal =
      now[field] !== given
        ? `${field} has been changed since, to ${now[field] ?? 'none'}.`
        : refuseOld(tx, row, field, before);
    if (refusal) outcome.left.push(refusal);
    else {
      set[field] = before[field];
      outcome.fields.push(field);
    }
  }
  if (Object.keys(set).length > 0) payload.set = set;
}

/** A type goes back only with a status that it has, and only where a change of type could. */
function refuseOldType(tx: WriteTx, row: TicketRow, { event, before, now }: States): string | undefined {
  const { type, status } = event.payload.set ?? {};
  if (type === undefined || type === before.type || now.type !== type) return undefined;
  const goesBack = status !== undefined && status !== before.status && now.status === status;
  const left = goesBack ? before.status : now.status;
  const known = findType(tx.config.types, before.type);
  if (!known || !Object.hasOwn(known.moves, left))
    return `type stays ${now.type}: status has been changed since, to ${now.status}, which a ${before.type} does not have.`;
  if (isTerminal(tx.config.types, before.type, left) && !isTerminal(tx.config.types, now.type, now.status))
    return `An undo does not close a ticket: it would be a ${before.type} that is ${left}.`;
  try {
    checkTypeChange(tx, row, before.type, left);
  } catch (error) {
    if (error instanceof TrackerError) return error.message;
    throw error;
  }
  return undefined;
}

function refuseOld(tx: WriteTx, row: TicketRow, field: Scalar, before: TicketState): string | undefined {
  if (field === 'status' && isTerminal(tx.config.types, before.type, before.status))
    return `An undo does not close a ticket: ${before.status} stays a move of its own.`;
  const parent = field === 'parent' && before.parent ? findTicket(tx, before.parent) : undefined;
  const cycle = parent && parentCycle(tx, row, parent);
  return cycle && `The parent would close a cycle now: ${cycle.join(' → ')}.`;
}

function undoKey(tx: WriteTx, { event, before, now }: States, payload: ChangePayload, outcome: UndoOutcome): void {
  const given = event.payload.key;
  if (!given || keyOf(given) === keyOf(before)) return;
  const owner = findTicket(tx, keyOf(before));
  if (keyOf(now) !== keyOf(given)) outcome.left.push(`The key has been changed since, to ${keyOf(now)}.`);
  else if (owner && idOf(owner) !== now.id) outcome.left.push(`${keyOf(before)} belongs to another ticket now.`);
  else {
    payload.key = { project: before.project, number: before.number };
    outcome.fields.push('key');
  }
}

/** Undoing an add removes that add, also where an undo has brought it back, and no other; undoing a remove adds what is missing. */
function undoNames(
  tx: WriteTx,
  row: TicketRow,
  { event, events }: { event: ChangeEvent; events: readonly StoredEvent[] },
  payload: ChangePayload,
  outcome: UndoOutcome,
): void {
  for (const field of setFields) {
    const adds = listAdds(tx, field, row.ticket);
    const own = (event.payload.add?.[field] ?? []).map((name): [string, Id[]] => {
      const back = broughtBack(events, { field, name, event: event.id });
      return [name, (adds.get(name) ?? []).filter((id) => back.has(id))];
    });
    const added = own.filter(([, ids]) => ids.length > 0);
    if (added.length > 0) payload.remove = { ...payload.remove, [field]: Object.fromEntries(added) };
    const missing = Object.keys(event.payload.remove?.[field] ?? {}).filter((name) => !adds.has(name));
    if (missing.length > 0) payload.add = { ...payload.add, [field]: missing };
    if (added.length > 0 || missing.length > 0) outcome.fields.push(field);
  }
}

/** The event that gave a name, and the undos of removals that gave the same again. */
function broughtBack(
  events: readonly StoredEvent[],
  { field, name, event }: { field: SetField; name: string; event: Id },
): Set<Id> {
  const byId = new Map(events.map((one) => [one.id, one]));
  const ids = new Set([event]);
  for (const one of events) {
    if (!isChange(one) || !one.payload.undo || !one.payload.add?.[field]?.includes(name)) continue;
    const undone = byId.get(one.payload.undo);
    if (undone && isChange(undone) && undone.payload.remove?.[field]?.[name]?.some((id) => ids.has(id)))
      ids.add(one.id);
  }
  return ids;
}

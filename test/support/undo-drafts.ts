import {
  type ChangePayload,
  compareEvents,
  type Id,
  isChange,
  type TrackerEvent,
} from '../../src/domain/event/event.ts';
import { foldTicket } from '../../src/domain/event/fold.ts';
import type { TicketState } from '../../src/domain/event/state.ts';
import { setFields } from '../../src/domain/event/ticket.ts';
import { editTo } from './edit-drafts.ts';
import { ancestorsOf } from './reference.ts';
import { closesCycle, type Draft, isTaken, type View } from './view.ts';

/** An ordinary write of what was before one of the ticket's events, which may have happened long ago. */
export function undoDraft(view: View, state: TicketState): Draft | undefined {
  const own = view.events.filter((event) => event.ticket === state.id).sort(compareEvents);
  const made = undoOf(view.dice.pick(own), own, state);
  return made && isLegal(view, state, made) ? made : undefined;
}

/** A key that another ticket has by now, or an edge that would close a cycle by now, does not come back. */
function isLegal(view: View, { id }: TicketState, made: Draft): boolean {
  if (made.kind === 'link') {
    const { type, target } = made.payload;
    return type !== 'blocks' || !target || !closesCycle(view, 'blocks', id, target);
  }
  if (made.kind !== 'undo') return true;
  const { key, set } = made.payload;
  return !(key && isTaken(view, key, id)) && !(set?.parent && closesCycle(view, 'parent', id, set.parent));
}

/** The draft that takes back one of a ticket's events. */
export function undoOf(event: TrackerEvent, own: readonly TrackerEvent[], state: TicketState): Draft | undefined {
  const ticket = state.id;
  const undo = event.id;
  const seen = ancestorsOf(own).get(event.id)!;
  const before = foldTicket(own.filter((one) => seen.has(one.id)));
  if (event.kind === 'create') return { ticket, kind: 'undo', payload: { set: { archived: true }, undo } };
  if (!before) return undefined;
  if (isChange(event))
    return { ticket, kind: 'undo', payload: { ...changeBack(event.id, event.payload, before), undo } };
  if (event.kind === 'edit') return { ticket, kind: 'edit', payload: { ...editTo(state, before.description), undo } };
  if (event.kind === 'link') return { ticket, kind: 'unlink', payload: { links: [event.id], undo } };
  if (event.kind === 'unlink') {
    const link = before.links.find((one) => event.payload.links.includes(one.event));
    if (!link) return undefined;
    const { event: _, time: __, ...payload } = link;
    return { ticket, kind: 'link', payload: { ...payload, undo } };
  }
  if (event.kind === 'rank') return { ticket, kind: 'rank', payload: { rank: before.rank, undo } };
  if (event.kind === 'retract') return undefined;
  return { ticket, kind: 'retract', payload: { event: event.id, undo } };
}

function changeBack(id: Id, { set, key, add, remove, claim }: ChangePayload, before: TicketState): ChangePayload {
  const back: ChangePayload = {};
  if (set) {
    const fields = Object.keys(set) as (keyof typeof set)[];
    back.set = Object.fromEntries(fields.map((field) => [field, before[field]]));
  }
  if (key) back.key = { project: before.project, number: before.number };
  if (claim !== undefined)
    back.claim = before.claim ? { actor: before.claim.actor, session: before.claim.session } : null;
  for (const field of setFields) {
    const added = add?.[field] ?? [];
    const removed = Object.keys(remove?.[field] ?? {});
    if (added.length > 0)
      back.remove = { ...back.remove, [field]: Object.fromEntries(added.map((name) => [name, [id]])) };
    if (removed.length > 0) back.add = { ...back.add, [field]: removed };
  }
  return back;
}

import { findPath } from '../../src/domain/event/cycles.ts';
import type { Author, EventKind, Id, Payloads, TrackerEvent } from '../../src/domain/event/event.ts';
import { foldTicket } from '../../src/domain/event/fold.ts';
import { keyOf } from '../../src/domain/event/key.ts';
import { type Resolved, resolveTickets } from '../../src/domain/event/resolve.ts';
import type { TicketState } from '../../src/domain/event/state.ts';
import type { Dice } from './dice.ts';
import { byTicket } from './reference.ts';

/** An event before it is written: whoever appends it knows its parents. */
export type Draft = { [K in EventKind]: { ticket: Id | null; kind: K; payload: Payloads[K] } }[EventKind];

/** What a replica knows when somebody writes there. */
export interface View {
  events: readonly TrackerEvent[];
  author: Author;
  dice: Dice;
  newId(): Id;
  states: TicketState[];
  resolved: Map<Id, Resolved>;
}

export function viewOf(seen: Pick<View, 'events' | 'author' | 'dice' | 'newId'>): View {
  const states = [...byTicket(seen.events).values()].map(foldTicket).filter((state) => state !== undefined);
  // In one order wherever the events are kept, so that the same dice mean the same ticket.
  states.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...seen, states, resolved: resolveTickets(states) };
}

/** Few numbers, so that replicas choose the same ones; free in what this replica sees. */
export function freeNumber(view: View, project: string): number {
  let number = 100_000 + view.dice.roll(4);
  while (isTaken(view, { project, number })) number++;
  return number;
}

/** Whether a key leads to a ticket in what this replica sees; `but` is the one that may have it. */
export const isTaken = ({ states, resolved }: View, key: { project: string; number: number }, but?: Id): boolean =>
  states.some(({ id, project }) => {
    const { number, aliases } = resolved.get(id)!;
    return id !== but && [keyOf({ project, number }), ...aliases].includes(keyOf(key));
  });

/** Whether a ticket cannot have this parent, or block this other one, in what the replica sees. */
export function closesCycle({ states, resolved }: View, edge: 'parent' | 'blocks', from: Id, to: Id): boolean {
  const edges = states.map(({ id, links }): [Id, Id[]] => {
    const { parent, suspended } = resolved.get(id)!;
    if (edge === 'parent') return [id, parent === null ? [] : [parent]];
    const blocks = links.filter((link) => link.type === 'blocks' && !suspended.has(link.event));
    return [id, blocks.flatMap((link) => link.target ?? [])];
  });
  return findPath(new Map(edges), to, from) !== undefined;
}

import { getFrom } from '../get-from.ts';
import { type Edge, suspendedEdges } from './cycles.ts';
import { compareEvents, type Id } from './event.ts';
import { alternativeNumber, assignNumbers, keyOf } from './key.ts';
import type { Conflict, TicketState } from './state.ts';

/** What the other tickets make of a ticket: its key, and which of its edges take effect. */
export interface Resolved {
  number: number;
  /** Keys that also lead to the ticket, as long as no live ticket has them. */
  aliases: string[];
  parent: Id | null;
  /** Link events that would close a cycle. */
  suspended: ReadonlySet<Id>;
  /** The older ticket of the same idempotency key. */
  duplicates: Id | undefined;
  conflicts: Conflict[];
}

/** Decides what tickets can only settle together: a function of all the folded tickets, whatever their order. */
export function resolveTickets(states: readonly TicketState[]): Map<Id, Resolved> {
  const numbers = assignNumbers(
    states.map(({ id, project, number, created }) => ({ id, project, number, created: created.time })),
  );
  const aliases = listAliases(states, numbers);
  const suspendedParents = suspendedEdges(states.flatMap(parentEdge));
  const suspended = suspendedEdges(states.flatMap(blockEdges));
  const owners = idempotencyOwners(states);
  const resolve = (state: TicketState): Resolved => {
    const event = state.parentEvent?.id ?? '';
    const held = suspendedParents.has(event);
    const owner = owners.get(idempotencySlot(state) ?? '');
    return {
      number: getFrom(numbers, state.id, 'number of ticket').number,
      aliases: getFrom(aliases, state.id, 'list of aliases of ticket'),
      parent: held ? null : state.parent,
      suspended,
      duplicates: owner && owner.id !== state.id ? owner.id : undefined,
      conflicts: held && state.parent !== null ? [{ field: 'parent', event, value: state.parent }] : [],
    };
  };
  return new Map(states.map((state) => [state.id, resolve(state)]));
}

/**
 * All keys under which a ticket was ever shown, but for its present one: for each key given to it the candidates up to the
 * first that no older ticket has or had. More than those passed over now: an older ticket may have left its key since, and
 * the alternative that stood in for that key must go on leading here.
 */
function listAliases(states: readonly TicketState[], numbers: ReadonlyMap<Id, { number: number }>): Map<Id, string[]> {
  const taken = new Set<string>();
  const aliases = new Map<Id, string[]>();
  for (const { id, project, number, formerKeys } of states.toSorted(compareAge)) {
    const keys = new Set<string>();
    for (const given of [...formerKeys, { project, number }])
      for (let k = 0, key = keyOf(given); ; key = keyOf({ ...given, number: alternativeNumber(id, ++k) })) {
        keys.add(key);
        if (!taken.has(key)) break;
      }
    const present = keyOf({ project, number: getFrom(numbers, id, 'number of ticket').number });
    aliases.set(id, [...keys].filter((key) => key !== present).sort());
    for (const key of keys) taken.add(key);
  }
  return aliases;
}

/** Older first: who keeps a contested key, and owns an idempotency key. */
const compareAge = (a: TicketState, b: TicketState): number =>
  compareEvents({ time: a.created.time, id: a.id }, { time: b.created.time, id: b.id });

const parentEdge = (state: TicketState): Edge[] =>
  state.parent === null || !state.parentEvent
    ? []
    : [{ id: state.parentEvent.id, from: state.id, to: state.parent, time: state.parentEvent.time }];

const blockEdges = (state: TicketState): Edge[] =>
  state.links.flatMap((link) =>
    link.type === 'blocks' && link.target ? [{ id: link.event, from: state.id, to: link.target, time: link.time }] : [],
  );

function idempotencySlot({ created }: TicketState): string | undefined {
  const given = created.kind === 'create' ? created.payload.idempotency : undefined;
  return given && `${given.index} ${given.key}`;
}

function idempotencyOwners(states: readonly TicketState[]): Map<string, TicketState> {
  const owners = new Map<string, TicketState>();
  for (const state of states) {
    const slot = idempotencySlot(state);
    if (slot === undefined) continue;
    const owner = owners.get(slot);
    if (!owner || compareAge(state, owner) < 0) owners.set(slot, state);
  }
  return owners;
}

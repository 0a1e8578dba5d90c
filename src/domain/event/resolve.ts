import { getFrom } from '../get-from.ts';
import { type Edge, suspendedEdges } from './cycles.ts';
import { compareEvents, type Id, type TrackerEvent } from './event.ts';
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

/** As much of a folded ticket as the others are concerned with. */
export interface Contender extends Pick<TicketState, 'id' | 'project' | 'number' | 'formerKeys' | 'parent'> {
  parentEvent: { id: Id; time: number } | undefined;
  /** Links by which it blocks others. */
  blocks: { event: Id; target: Id; time: number }[];
  created: number;
  /** Idempotency key and place in its batch, as one text. */
  slot: string | undefined;
}

export const contenderOf = ({ parentEvent, links, created, ...state }: TicketState): Contender => ({
  id: state.id,
  project: state.project,
  number: state.number,
  formerKeys: state.formerKeys,
  parent: state.parent,
  parentEvent: parentEvent && { id: parentEvent.id, time: parentEvent.time },
  blocks: links.flatMap(({ type, target, event, time }) =>
    type === 'blocks' && target ? [{ event, target, time }] : [],
  ),
  created: created.time,
  slot: idempotencySlot(created),
});

/** Decides what tickets can only settle together: a function of all the folded tickets, whatever their order. */
export const resolveTickets = (states: readonly TicketState[]): Map<Id, Resolved> =>
  resolveContenders(states.map(contenderOf));

/** The same, of whom no more is held in memory. */
export function resolveContenders(states: readonly Contender[]): Map<Id, Resolved> {
  const numbers = assignNumbers(states);
  const aliases = listAliases(states, numbers);
  const suspendedParents = suspendedEdges(states.flatMap(parentEdge));
  const suspended = suspendedEdges(states.flatMap(blockEdges));
  const owners = idempotencyOwners(states);
  const resolve = (state: Contender): Resolved => {
    const event = state.parentEvent?.id ?? '';
    const held = suspendedParents.has(event);
    const owner = owners.get(state.slot ?? '');
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
function listAliases(states: readonly Contender[], numbers: ReadonlyMap<Id, { number: number }>): Map<Id, string[]> {
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
const compareAge = (a: Contender, b: Contender): number =>
  compareEvents({ time: a.created, id: a.id }, { time: b.created, id: b.id });

const parentEdge = ({ id, parent, parentEvent }: Contender): Edge[] =>
  parent === null || !parentEvent ? [] : [{ id: parentEvent.id, from: id, to: parent, time: parentEvent.time }];

const blockEdges = ({ id, blocks }: Contender): Edge[] =>
  blocks.map(({ event, target, time }) => ({ id: event, from: id, to: target, time }));

function idempotencySlot(created: TrackerEvent): string | undefined {
  const given = created.kind === 'create' ? created.payload.idempotency : undefined;
  return given && `${given.index} ${given.key}`;
}

function idempotencyOwners(states: readonly Contender[]): Map<string, Contender> {
  const owners = new Map<string, Contender>();
  for (const state of states) {
    if (state.slot === undefined) continue;
    const owner = owners.get(state.slot);
    if (!owner || compareAge(state, owner) < 0) owners.set(state.slot, state);
  }
  return owners;
}

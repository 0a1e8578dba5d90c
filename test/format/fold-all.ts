import type { Conflict } from './causality.ts';
import { type Folded, foldTicket } from './fold-ticket.ts';
import { compareEvents, type Event } from './read-events.ts';

/** Written after docs/format.md, "What tickets settle together". */
export interface Ticket extends Omit<Folded, 'links' | 'conflicts'> {
  key: string;
  aliases: string[];
  parent: string | null;
  links: {
    event: string;
    type?: string;
    target?: string;
    commit?: string;
    subject?: string;
    url?: string;
    suspended: boolean;
  }[];
  conflicts: Conflict[];
}

const keyOf = ({ project, number }: { project: string; number: number }): string => `${project}-${number}`;

/** All tickets, in order of creation. */
export function foldAll(events: readonly Event[]): Ticket[] {
  const own = Map.groupBy(
    events.filter(({ ticket }) => ticket !== null),
    ({ ticket }) => ticket,
  );
  const folded = [...own.values()]
    .flatMap((list) => foldTicket(list) ?? [])
    .sort((a, b) => compareEvents({ time: a.created.time, id: a.id }, { time: b.created.time, id: b.id }));
  const ids = new Set(folded.map(({ id }) => id));
  const keys = assignKeys(folded);
  const parents = suspended(
    folded.flatMap(({ id, fields, parentEvent }) =>
      fields.parent === null ? [] : [{ event: parentEvent!, from: id, to: fields.parent as string }],
    ),
  );
  const blocks = suspended(
    folded.flatMap(({ id, links }) =>
      links.flatMap((event) =>
        event.payload.type === 'blocks' && event.payload.target ? [{ event, from: id, to: event.payload.target }] : [],
      ),
    ),
  );
  const owners = new Map<string, string>();
  return folded.map((one): Ticket => {
    const { id, fields, parentEvent, created, apart } = one;
    const isHeld = fields.parent !== null && parents.has(parentEvent!.id);
    const parent = isHeld ? null : (fields.parent as string | null);
    const links: Ticket['links'] = one.links
      .filter(({ payload: { target, commit, url } }) => ids.has(target) || commit !== undefined || url !== undefined)
      .map((event) => ({ ...event.payload, event: event.id, suspended: blocks.has(event.id) }));
    const given = created.payload.idempotency;
    const slot = given && `${given.index} ${given.key}`;
    if (slot && !owners.has(slot)) owners.set(slot, id);
    else if (slot && !apart)
      links.push({ event: created.id, type: 'duplicates', target: owners.get(slot)!, suspended: false });
    const held: Conflict[] = isHeld
      ? [{ field: 'parent', event: parentEvent!.id, value: fields.parent as string }]
      : [];
    return { ...one, ...keys.get(id)!, parent, links, conflicts: [...one.conflicts, ...held] };
  });
}

function alternative(id: string, k: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${id}:${k}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return k <= 64 ? 100_000 + (hash % 900_000) : 1_000_000 + (hash % 999_000_000);
}

/** The tickets must be given by (created, id). */
function assignKeys(tickets: readonly Folded[]): Map<string, { key: string; aliases: string[] }> {
  const taken = new Set<string>();
  const collected = new Set<string>();
  const assigned = new Map<string, { key: string; aliases: string[] }>();
  for (const { id, project, number, formerKeys } of tickets) {
    const candidate = (given: { project: string; number: number }, k: number) =>
      k === 0 ? keyOf(given) : keyOf({ ...given, number: alternative(id, k) });
    const firstFree = (given: { project: string; number: number }, used: Set<string>) => {
      const passed = [candidate(given, 0)];
      while (used.has(passed.at(-1)!)) passed.push(candidate(given, passed.length));
      return passed;
    };
    const key = firstFree({ project, number }, taken).at(-1)!;
    taken.add(key);
    const all = [...formerKeys, { project, number }].flatMap((given) => firstFree(given, collected));
    assigned.set(id, { key, aliases: [...new Set(all)].filter((one) => one !== key).sort() });
    for (const one of all) collected.add(one);
  }
  return assigned;
}

/** The events of the edges that would close a cycle. */
function suspended(edges: { event: Event; from: string; to: string }[]): Set<string> {
  const held = new Set<string>();
  const next = new Map<string, string[]>();
  const leads = (from: string, to: string): boolean => {
    const seen = new Set([from]);
    for (const node of seen) for (const one of next.get(node) ?? []) seen.add(one);
    return seen.has(to);
  };
  for (const { event, from, to } of edges.toSorted((a, b) => compareEvents(a.event, b.event)))
    if (leads(to, from)) held.add(event.id);
    else next.set(from, [...(next.get(from) ?? []), to]);
  return held;
}

import { type Edge, edgesOnCycles } from '../../domain/event/cycles.ts';
import type { Id } from '../../domain/event/event.ts';
import type { TicketState } from '../../domain/event/state.ts';
import type { Db } from '../schema/connect.ts';
import type { Group } from './group.ts';

/** Edges from tickets to tickets. */
interface Kind {
  /** Where a ticket's events have them lead. */
  listOwn(state: TicketState): Id[];
  /** Whether one of some tickets had one, as the tables have it. */
  had: string;
  /** All tickets with one that may be suspended. */
  suspended: string;
  /** Where those of a ticket lead that has none that may be. */
  next: string;
}

const members = '(select value from json_each(@members))';

const kinds: Kind[] = [
  {
    listOwn: ({ parent }) => (parent === null ? [] : [parent]),
    had: `select 1 from tickets where parent is not null and ticket in ${members}
      union all select 1 from conflicts where field = 'parent' and ticket in ${members} limit 1`,
    suspended: `select distinct c.ticket from conflicts c join tickets t on t.ticket = c.ticket
      where c.field = 'parent' and t.parent is null`,
    next: 'select parent from tickets where ticket = ? and parent is not null',
  },
  {
    listOwn: ({ links }) => links.flatMap(({ type, target }) => (type === 'blocks' && target ? [target] : [])),
    had: `select 1 from links where type = 'blocks' and ticket in ${members} limit 1`,
    suspended: 'select distinct ticket from links where suspended = 1',
    next: "select target from links where ticket = ? and type = 'blocks' and target is not null",
  },
];

/**
 * Adds every ticket that is on a cycle, of parents or of blocking links, with one of the group: which of a cycle's edges is
 * suspended depends on all of them. So that an edge revives whose cycle is broken, those with a suspended one come as well,
 * where the group has or had edges of that kind.
 */
export function addTicketsOnCycles(db: Db, group: Group): void {
  for (const kind of kinds) {
    const hasEdges = group.states().some((state) => kind.listOwn(state).length > 0);
    const had = () =>
      db.$client.prepare(kind.had).get({ members: JSON.stringify([...group.members.keys()]) }) !== undefined;
    if (!hasEdges && !had()) continue;
    for (const number of db.$client.prepare(kind.suspended).pluck().all() as number[]) group.add(number);
    for (const component of edgesOnCycles(edgesFrom(db, group, kind))) {
      const on = component.flatMap(({ from, to }) => [Number(from), Number(to)]);
      if (on.some((number) => group.members.has(number))) for (const number of on) group.add(number);
    }
  }
}

/** All edges on the ways that begin at the group: its cycles are among them. */
function edgesFrom(db: Db, group: Group, { listOwn, next }: Kind): Edge[] {
  const others = db.$client.prepare(next).pluck();
  const edges: Edge[] = [];
  const seen = new Set(group.members.keys());
  for (const from of seen) {
    const member = group.members.get(from);
    const own = member?.state ? listOwn(member.state).flatMap((id) => group.numberOf(id) ?? []) : [];
    for (const to of member ? own : (others.all(from) as number[])) {
      edges.push({ id: '', from: String(from), to: String(to), time: 0 });
      seen.add(to);
    }
  }
  return edges;
}

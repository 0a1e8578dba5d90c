import type { Id } from '../../domain/event/event.ts';
import { resolveTickets } from '../../domain/event/resolve.ts';
import { getFrom } from '../../domain/get-from.ts';
import type { Db } from '../schema/connect.ts';
import { addAffected } from './affected.ts';
import { openGroup } from './group.ts';
import { clearTickets, projectTicket } from './projection.ts';

/**
 * Computes anew what is read of these tickets, whose events have changed, and of all others that this affects. The tables
 * are what the events said before, and are then what a refold of all would make of them. `made`: the ids of those that
 * have no row yet. Answers how many tickets were folded.
 */
export function refoldAffected(db: Db, touched: Iterable<number>, made: ReadonlyMap<number, Id> = new Map()): number {
  const group = openGroup(db, made);
  for (const number of touched) group.add(number);
  addAffected(db, group);
  const resolved = resolveTickets(group.states());
  const members = [...group.members.values()].sort((a, b) => a.number - b.number);
  // All of them first: a key goes from one to another.
  clearTickets(
    db,
    members.map(({ number }) => number),
  );
  for (const { number, state, events } of members)
    if (state)
      projectTicket(
        db,
        number,
        state,
        getFrom(resolved, state.id, 'resolution of ticket'),
        { ticket: (id) => group.numberOf(id), event: (id) => events.get(id) },
        true,
      );
  return members.length;
}

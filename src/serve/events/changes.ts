import { idToBytes } from '../../domain/event/id.ts';
import { listEventsAfter } from '../../store/read/events.ts';
import { keysOf } from '../../store/read/history.ts';
import { isPast, type Position } from '../../store/schema/position.ts';
import type { State } from '../../store/schema/state.ts';

/** An event as a listener hears of it: who did what to which ticket. What it says is read with the ticket. */
export interface Told {
  id: string;
  /** ISO 8601, UTC. */
  time: string;
  actor: string;
  kind: string;
  /** Id of the ticket; null: of none. */
  ticket: string | null;
  /** Its key now; null where the ticket is not in the file. */
  key: string | null;
  /** The session that did it, so that a page knows its own changes again. */
  by: string;
}

export interface Changes {
  /** Oldest first. */
  events: Told[];
  /** Where these lead to. */
  position: Position;
  /** How many of them are left out. */
  left: number;
}

/**
 * What the state has more than it had at a position: at most `most` events. Undefined where the position is of another
 * history, a branch that was left, say: whoever was there has to read anew.
 */
export function changesSince({ db, position: end }: State, since: Position, most: number): Changes | undefined {
  // Before the first ticket there is no file, and so no lineage.
  const isNone = since.lineage === '' && since.event === 0;
  if (!isNone && !isPast(db, since)) return undefined;
  const found = listEventsAfter(db, since.event, most);
  const ids = found.flatMap(({ ticket }) => ticket ?? []);
  const keys = keysOf({ db }, [...new Set(ids)]);
  const last = found.at(-1);
  const left = last === undefined ? 0 : end.event - last.event;
  return {
    events: found.map(({ id, time, actor, kind, ticket, session }) => ({
      ...{ id, time: new Date(time).toISOString(), actor, kind, ticket },
      ...{ key: ticket === null ? null : (keys.get(ticket) ?? null), by: session },
    })),
    position: left > 0 && last ? { ...end, event: last.event, id: idToBytes(last.id).toString('hex') } : end,
    left,
  };
}

import type { Webhook } from '../../access/access.ts';
import type { Id } from '../../domain/event/event.ts';
import { idToBytes } from '../../domain/event/id.ts';
import { getEventId, listEvents, listEventsAfter, listIds } from '../../store/read/events.ts';
import { isPast, type Position } from '../../store/schema/position.ts';
import type { State } from '../../store/schema/state.ts';
import { readPosition, writePosition } from '../position.ts';

/** An event that a webhook has not been told of. */
export interface Waiting {
  id: Id;
  /** Its number in the file as it is now. */
  event: number;
  kind: string;
}

/** What of the tracker was looked at, and what each webhook, by its id, waits for: the oldest first. */
export interface Pending {
  at: Position;
  /** Every event that was seen, also in states that git has replaced: none is news twice. */
  seen: Set<Id>;
  waiting: Map<string, Waiting[]>;
}

const all = Number.MAX_SAFE_INTEGER;

/** As it is when a server begins to send. */
export const startPending = ({ db, position }: State): Pending => ({
  at: position,
  seen: listIds(db),
  waiting: new Map(),
});

/**
 * Brings it up to a state. Within a lineage what is new has higher numbers; after a merge, a heal or a switch of branches it
 * is what was never seen. Answers the positions that webhooks have then, as those of another lineage mean nothing any more.
 */
export function updatePending(pending: Pending, state: State, hooks: readonly Webhook[]): Map<string, string> {
  const moved = new Map<string, string>();
  for (const id of [...pending.waiting.keys()]) if (!hooks.some((hook) => hook.id === id)) pending.waiting.delete(id);
  const known = hooks.filter(({ id }) => pending.waiting.has(id));
  if (state.position.id !== pending.at.id || state.position.lineage !== pending.at.lineage) {
    const isOn = isPast(state.db, pending.at);
    const news = isOn ? toWaiting(listEventsAfter(state.db, pending.at.event, all)) : listUnseen(pending, state);
    for (const { id } of news) pending.seen.add(id);
    for (const hook of known) {
      const before = pending.waiting.get(hook.id) ?? [];
      const now = isOn
        ? before
        : toWaiting(
            listEvents(
              state.db,
              before.map(({ id }) => id),
            ),
          );
      const waiting = [...now, ...news.filter(isFor(hook))].sort((a, b) => a.event - b.event);
      pending.waiting.set(hook.id, waiting);
      if (!isOn) moved.set(hook.id, positionBefore(state, waiting[0]));
    }
    pending.at = state.position;
  }
  for (const hook of hooks.filter(({ id }) => !pending.waiting.has(id))) {
    const since = readPosition(hook.position);
    const isKnown = (since.lineage === '' && since.event === 0) || isPast(state.db, since);
    const waiting = isKnown ? toWaiting(listEventsAfter(state.db, since.event, all)).filter(isFor(hook)) : [];
    pending.waiting.set(hook.id, waiting);
    if (!isKnown) moved.set(hook.id, writePosition(state.position));
  }
  return moved;
}

/** Where a webhook is that was told of this one: what comes after it is not told yet. */
export const positionAfter = ({ at }: Pending, { event, id }: Waiting): string =>
  writePosition({ lineage: at.lineage, event, id: digitsOf(id) });

const digitsOf = (id: Id): string => idToBytes(id).toString('hex');

function positionBefore({ db, position }: State, first: Waiting | undefined): string {
  if (first === undefined) return writePosition(position);
  if (first.event <= 1) return writePosition({ lineage: '', event: 0, id: '' });
  return writePosition({ ...position, event: first.event - 1, id: digitsOf(getEventId(db, first.event - 1)) });
}

const listUnseen = ({ seen }: Pending, { db }: State): Waiting[] =>
  toWaiting(
    listEvents(
      db,
      [...listIds(db)].filter((id) => !seen.has(id)),
    ),
  );

const toWaiting = (events: readonly Waiting[]): Waiting[] => events.map(({ id, event, kind }) => ({ id, event, kind }));

const isFor =
  ({ events }: Pick<Webhook, 'events'>) =>
  ({ kind }: Waiting): boolean =>
    events.length === 0 || events.includes(kind);

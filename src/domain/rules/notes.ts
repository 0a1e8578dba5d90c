import type { EventKind, Id, TrackerEvent } from '../event/event.ts';
import { isId } from '../event/id.ts';

/** What somebody has written down about a ticket, in a comment or with what they did. */
export interface Note {
  event: Id;
  actor: string;
  /** Milliseconds since 1970. */
  time: number;
  /** What they did when they said it, in the past tense; none for a comment. */
  verb?: string;
  body: string;
  replyTo?: Id;
}

/** As much of a note as is shown in one line. */
export const lineCharacters = 80;

/** Events that may say something. */
export const sayingKinds = [
  ...['comment', 'submit', 'decide', 'claim', 'release', 'move', 'update', 'edit', 'archive', 'undo'],
  // Of an undo, which says why.
  ...['link', 'unlink', 'retract'],
] as EventKind[];

const verbs: Partial<Record<EventKind, string>> = {
  ...{ claim: 'claimed', release: 'released', update: 'updated', edit: 'edited', undo: 'undid', submit: 'submitted' },
  ...{ link: 'undid', unlink: 'undid', retract: 'undid' },
};

/** What an event did, beside what it says; undefined where saying is all. */
export function verbOf({ kind, payload }: Pick<TrackerEvent, 'kind'> & { payload: object }): string | undefined {
  const { set = {}, decision } = payload as {
    set?: { status?: string; archived?: boolean };
    decision?: string;
  };
  if (kind === 'decide') return decision;
  if (kind === 'archive') return set.archived === false ? 'unarchived' : 'archived';
  if (set.status !== undefined && (kind === 'move' || kind === 'update')) return `→ ${set.status}`;
  return verbs[kind];
}

/** Which events these, in their order, have taken back: an undo may be taken back too. */
export function listTakenBack(events: readonly { id: Id; payload: object }[]): Set<Id> {
  const taken = new Set<Id>();
  for (const { id, payload } of events.toReversed()) {
    const { undo } = payload as { undo?: unknown };
    if (typeof undo === 'string' && isId(undo) && !taken.has(id)) taken.add(undo);
  }
  return taken;
}

/** What an event's payload says, in a comment, as the reason, and of a gate that it passed. */
export function saidIn(payload: object): string {
  const { message, body, override } = payload as { message?: string; body?: string; override?: string };
  return [message ?? body, override && `override: ${override}`].filter(Boolean).join('\n\n');
}

/** Of an event that stands; undefined where it says nothing. */
export function noteOf(event: TrackerEvent): Note | undefined {
  const { replyTo } = event.payload as { replyTo?: Id };
  const said = saidIn(event.payload);
  if (said.trim() === '' || !sayingKinds.includes(event.kind)) return undefined;
  // Only an undo says why there is a link, or none.
  if ((event.kind === 'link' || event.kind === 'unlink') && !event.payload.undo) return undefined;
  const verb = verbOf(event);
  const { id, actor, time } = event;
  return { event: id, actor, time, body: said, ...(verb !== undefined && { verb }), ...(replyTo && { replyTo }) };
}

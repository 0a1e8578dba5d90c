import { compareEvents, isChange, type TrackerEvent } from '../domain/event/event.ts';
import { call, type NextCall } from '../domain/hint.ts';
import { once } from '../domain/once.ts';
import { readScope } from '../store/find/scope.ts';
import { listConflicting, listConflicts, listUnapproved } from '../store/read/conflicts.ts';
import { findReview } from '../store/read/discussion.ts';
import { listTicketEvents } from '../store/read/events.ts';
import { listLinks } from '../store/read/links.ts';
import { descriptionOf, getRow, idOf, type TicketRow } from '../store/read/tickets.ts';
import type { ReadTx } from '../store/tx.ts';
import { noteSeen } from './description.ts';
import { readQuery } from './query.ts';
import { viewConflict } from './ticket/view.ts';

/** Something that a merge has left for somebody to settle. */
export interface OpenConflict {
  key: string;
  title: string;
  /** A field, `blocks` for a suspended link, `approval` for a ticket that was closed without one. */
  field: string;
  /** What counts now. */
  now: Side;
  /** What lost, is suspended or is missing. */
  other: Side;
  /** The call that settles it as it stands now; with another value it settles it that way. */
  settle: NextCall;
}

export interface Side {
  value: string;
  actor?: string | undefined;
  /** Milliseconds since 1970. */
  time?: number | undefined;
}

/** Every conflict that `board summary` counts, with both sides and the call that settles it. */
export async function listOpenConflicts(tx: ReadTx): Promise<OpenConflict[]> {
  const query = readQuery(tx, {});
  const scope = await readScope(tx, query);
  const contested = listConflicting(tx, await readScope(tx, query, 'walk')).map(({ ticket }) => getRow(tx, ticket));
  return [
    ...contested.flatMap((row) => [...listFields(tx, row), ...listSuspended(tx, row)]),
    ...listUnapproved(tx, scope).map(({ ticket }) => describeUnapproved(tx, getRow(tx, ticket))),
  ];
}

function listFields(tx: ReadTx, row: TicketRow): OpenConflict[] {
  const found = listConflicts(tx, row.ticket);
  const events = found.length > 0 ? listTicketEvents(tx.db, row.ticket).sort(compareEvents) : [];
  const lines = once(() => findMarked(descriptionOf(tx, row)));
  const setters = new Map<string, [last: TrackerEvent | undefined, other: TrackerEvent | undefined]>();
  /** The last event that set a field, other than this one. */
  const setterOf = (field: string, event: string) => {
    const known = setters.get(field) ?? lastTwo(events.filter((one) => sets(one, row, field)));
    setters.set(field, known);
    return known.find((one) => one?.id !== event);
  };
  return found.map((conflict) => {
    const { field } = conflict;
    const { value, actor } = viewConflict(tx, row, conflict);
    const now = presentValue(tx, row, field, lines);
    const setter = setterOf(field, conflict.event);
    // Who is told by which lines to settle it may do so.
    if (field === 'description') noteSeen(tx, idOf(row), descriptionOf(tx, row));
    return {
      ...{ key: row.key, title: row.title, field },
      now: { value: now, actor: setter?.actor, time: setter?.time },
      other: { value, actor, time: conflict.time },
      settle: settlingCall(row, { field, now, lines }),
    };
  });
}

const lastTwo = (events: readonly TrackerEvent[]): [TrackerEvent | undefined, TrackerEvent | undefined] => [
  events.at(-1),
  events.at(-2),
];

/** Of a description, those of the one place with two texts. */
type Lines = () => string | undefined;

/** A field's present value as text. */
function presentValue(tx: ReadTx, row: TicketRow, field: string, lines: Lines): string {
  if (field === 'description') return `lines ${lines() ?? 'of both'}`;
  if (field === 'claim') return row.claimActor ?? 'none';
  if (field === 'parent') return row.parent === null ? 'none' : getRow(tx, row.parent).key;
  if (field === 'review') return findReview(tx, row.ticket)?.decision ?? 'waiting';
  return String(
    row[field as 'title' | 'type' | 'status' | 'priority' | 'points' | 'due' | 'archived' | 'key'] ?? 'none',
  );
}

/** Whether an event gave the field the value that it has; of a description, whether it wrote it. */
function sets(event: TrackerEvent, row: TicketRow, field: string): boolean {
  if (field === 'description') return event.kind === 'edit';
  if (field === 'claim') return isChange(event) && event.payload.claim?.session === row.claimSession;
  if (field === 'key') return isChange(event) && event.payload.key?.project === row.project;
  if (field === 'review') return event.kind === 'decide';
  const given = event.kind === 'create' ? event.payload : isChange(event) ? event.payload.set : undefined;
  const value = (given as Record<string, unknown> | undefined)?.[field];
  return value !== undefined && (field === 'parent' || value === row[field as 'title' | 'status']);
}

function settlingCall(
  row: TicketRow,
  { field, now, lines: find }: { field: string; now: string; lines: Lines },
): OpenConflict['settle'] {
  const id = row.key;
  const ticket = (action: string, more: Record<string, string> = {}) => call('ticket', { action, id, ...more });
  if (field === 'status') return ticket('move', { status: now });
  if (field === 'archived') return ticket(row.archived ? 'archive' : 'unarchive');
  if (field === 'claim') return ticket('release');
  if (field === 'key') return ticket('update', { project: row.project });
  if (field === 'review') return call('alignment', { action: 'decide', id, decision: now, message: 'why' });
  if (field !== 'description') return ticket('update', { [field]: now });
  const lines = find();
  return ticket('edit', {
    op: 'replace',
    ...(lines && { lines }),
    new: lines ? 'what they should say' : 'the whole text',
  });
}

/** The lines of the one place where a description keeps two texts; undefined where there are several. */
function findMarked(description: string): string | undefined {
  const text = description.split(/\r?\n/);
  const [start, ...more] = text.flatMap((line, at) => (line.startsWith('<<<<<<< ') ? [at + 1] : []));
  const end = text.findLastIndex((line) => line.startsWith('>>>>>>> ')) + 1;
  return start !== undefined && more.length === 0 && end > start ? `${start}-${end}` : undefined;
}

function listSuspended(tx: ReadTx, row: TicketRow): OpenConflict[] {
  const own = listLinks(tx, row.ticket).filter((link) => link.suspended && link.owner === idOf(row));
  const blocked = own.flatMap(({ target }) => target ?? []);
  return blocked.map(({ key: target }) => ({
    ...{ key: row.key, title: row.title, field: 'blocks' },
    now: { value: 'suspended: cycle' },
    other: { value: `blocks ${target}` },
    settle: call('link', { action: 'remove', id: row.key, type: 'blocks', target }),
  }));
}

function describeUnapproved(tx: ReadTx, row: TicketRow): OpenConflict {
  const review = findReview(tx, row.ticket);
  const id = row.key;
  return {
    ...{ key: row.key, title: row.title, field: 'approval' },
    now: { value: row.status, actor: row.updatedBy, time: row.updatedAt },
    other: {
      value: review ? (review.decision ?? 'waiting') : 'not submitted',
      actor: review?.actor,
      time: review?.time,
    },
    settle: call(
      'alignment',
      review?.open
        ? { action: 'decide', id, decision: 'approved' }
        : { action: 'submit', id, message: 'what was done' },
    ),
  };
}

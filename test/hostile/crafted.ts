import {
  compareEvents,
  type EventKind,
  type Id,
  type Payloads,
  type TrackerEvent,
} from '../../src/domain/event/event.ts';
import { idFromBytes } from '../../src/domain/event/id.ts';

/** Sets of events as nobody's day brings them forth: each grows with its count, and makes something else grow faster. */

/** An id that sorts by its number, as if it had been made in that millisecond. */
function idOf(number: number): Id {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(start, 0, 6);
  bytes.writeUIntBE(number, 10, 6);
  return idFromBytes(bytes);
}

const start = 1_790_000_000_000;
const author = { actor: 'mallory', actorKind: 'agent', session: 's', client: 'c' } as const;

/** Events one after another, a millisecond apart. */
export function writer() {
  let count = 0;
  const event = <K extends EventKind>(ticket: Id | null, kind: K, payload: Payloads[K], parents: readonly Id[]) => {
    const id = idOf(++count);
    return { id, time: start + count, ...author, ticket, kind, payload, parents: [...parents] } as TrackerEvent;
  };
  return {
    event,
    create(fields: Partial<Payloads['create']> = {}): TrackerEvent & { ticket: Id } {
      const made = { project: 'PAY', number: 100_000 + count, title: 't', type: 'task', status: 'backlog' } as const;
      const id = idOf(1_000_000 + count);
      return event(id, 'create', { ...made, priority: 'medium', ...fields }, []) as TrackerEvent & { ticket: Id };
    },
  };
}

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Descriptions of one ticket that have not seen each other. */
export function concurrentDescriptions(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create({ description: 'one\ntwo\nthree\n' });
  return [first, ...times(count, (i) => event(first.ticket, 'edit', { text: `one\n${i}\nthree\n` }, [first.id]))];
}

/** Titles of one ticket that have not seen each other. */
export function concurrentTitles(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create();
  return [first, ...times(count, (i) => event(first.ticket, 'update', { set: { title: `title ${i}` } }, [first.id]))];
}

/** Two lines of comments and moves. */
export function twoLines(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create();
  const ends = [first.id, first.id];
  const events: TrackerEvent[] = [first];
  for (let i = 0; i < count; i++) {
    const made =
      i % 4 < 2
        ? event(first.ticket, 'comment', { body: '' }, [ends[i % 2]!])
        : event(first.ticket, 'move', { set: { status: i % 3 ? 'todo' : 'done' } }, [ends[i % 2]!]);
    ends[i % 2] = made.id;
    events.push(made);
  }
  return events;
}

/** Two lines each of whose events has seen the end of the other. */
export function braid(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create();
  let ends = [first.id, first.id];
  const events: TrackerEvent[] = [first];
  for (let i = 0; i < count; i += 2) {
    const pair = times(2, (side) =>
      event(first.ticket, 'update', { set: { title: `${i} ${side}` } }, [...new Set(ends)]),
    );
    ends = pair.map(({ id }) => id);
    for (const one of pair) events.push(one);
  }
  return events;
}

/** A fan of claims, and then claims each of which has seen one more of them than the one before. */
export function towerOfMerges(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create();
  const claim = (i: number, parents: readonly Id[]) =>
    event(first.ticket, 'claim', { claim: { actor: `a${i}`, session: `s${i}` } }, parents);
  const fan = times(count / 2, (i) => claim(i, [first.id]));
  const events: TrackerEvent[] = [first, ...fan];
  let end = first.id;
  for (const one of fan) {
    const made = event(first.ticket, 'comment', { body: '' }, [end, one.id]);
    end = made.id;
    events.push(made);
  }
  return events;
}

/** Changes of type and of status that have not seen each other. */
export function typesBesideStatuses(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create();
  return [
    first,
    ...times(count, (i) => {
      const set = i % 2 ? { type: i % 4 === 1 ? 'bug' : 'feature' } : { status: 'todo' };
      return event(first.ticket, 'update', { set }, [first.id]);
    }),
  ];
}

/** Claims, and an archive that work has gone on beside of. */
export function claimsBesideAnArchive(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create();
  const away = event(first.ticket, 'archive', { set: { archived: true } }, [first.id]);
  let end = first.id;
  const events: TrackerEvent[] = [first, away];
  for (let i = 0; i < count; i++) {
    const claim = { actor: `a${i % 7}`, session: `s${i}` };
    const made = event(first.ticket, 'claim', { claim, add: { assignees: [claim.actor] } }, i % 3 ? [end] : [first.id]);
    if (i % 3) end = made.id;
    events.push(made);
  }
  return events;
}

/** Deltas, each of which makes the text longer by as much as one may. */
export function growingText(count: number, insert = 'x'.repeat(100_000)): TrackerEvent[] {
  const { create, event } = writer();
  const first = create({ description: '' });
  let base = first.id;
  const events: TrackerEvent[] = [first];
  for (let i = 0; i < count; i++) {
    const made = event(first.ticket, 'edit', { base, splice: { at: i * insert.length, deleteCount: 0, insert } }, [
      base,
    ]);
    base = made.id;
    events.push(made);
  }
  return events;
}

/** Two sides that merge each other's description over and over, and change it on. */
export function crissCross(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create({ description: 'one\ntwo\nthree\n' });
  let ends = [first.id];
  const events: TrackerEvent[] = [first];
  for (let i = 0; i < count; i += 2) {
    const pair = times(2, (side) =>
      event(first.ticket, 'edit', { text: `one ${side ? i : ''}\ntwo\nthree ${side ? '' : i}\n` }, ends),
    );
    ends = pair.map(({ id }) => id);
    for (const one of pair) events.push(one);
  }
  return events;
}

/** Tickets in a row, each the parent of the next and blocking it, from the last to the first. */
export function deepChain(count: number, { closed = false } = {}): TrackerEvent[] {
  const { create, event } = writer();
  const tickets = times(count, () => create());
  const events: TrackerEvent[] = [...tickets];
  for (let i = count - 2; i >= (closed ? -1 : 0); i--) {
    const one = tickets.at(i)!;
    const next = tickets[i + 1]!;
    events.push(event(next.ticket, 'update', { set: { parent: one.ticket } }, [next.id]));
    events.push(event(one.ticket, 'link', { type: 'blocks', target: next.ticket }, [one.id]));
  }
  return events;
}

/** Links among a few tickets, and to and fro, that close cycle after cycle. */
export function manyCycles(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const tickets = times(Math.max(2, Math.ceil(count / 8)), () => create());
  const events: TrackerEvent[] = [...tickets];
  for (let i = 0; i < count; i++) {
    const from = tickets[(i * 7919) % tickets.length]!;
    const to = tickets[(i * 104_729 + 1) % tickets.length]!;
    events.push(event(from.ticket, 'link', { type: 'blocks', target: to.ticket }, [from.id]));
  }
  return events;
}

/** Tickets that were all given one key. */
export function oneKey(count: number): TrackerEvent[] {
  const { create } = writer();
  return times(count, () => create({ number: 100_000 }));
}

/** Submissions, each with decisions that have not seen each other. */
export function manyReviews(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create();
  const events: TrackerEvent[] = [first];
  for (let i = 0; i < count; i += 3) {
    const submission = event(first.ticket, 'submit', { message: '', evidence: [] }, [first.id]);
    events.push(submission);
    for (const decision of ['approved', 'rejected'] as const)
      events.push(event(first.ticket, 'decide', { submission: submission.id, decision }, [submission.id]));
  }
  return events;
}

/** Titles that mention a key, and undos of them. */
export function undoneMentions(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const first = create();
  let end = first.id;
  const events: TrackerEvent[] = [first];
  for (let i = 0; i < count; i++) {
    const key = `PAY-${100_000 + i}`;
    const payload = { set: { title: key }, mentions: { [key]: first.ticket }, ...(i % 2 && { undo: end }) };
    const made = event(first.ticket, i % 2 ? 'undo' : 'update', payload, [end]);
    end = made.id;
    events.push(made);
  }
  return events;
}

/** Everything that is said of one ticket at once, by as many projects. */
export function manyProjects(count: number): TrackerEvent[] {
  const { create, event } = writer();
  const name = (i: number) => `P${i.toString(36).toUpperCase()}`;
  return times(count / 2, (i) => [
    event(null, 'project', { project: name(i) }, []),
    create({ project: name(i), number: 100_000 }),
  ])
    .flat()
    .sort(compareEvents);
}

export const crafted = {
  concurrentDescriptions,
  concurrentTitles,
  twoLines,
  braid,
  towerOfMerges,
  typesBesideStatuses,
  claimsBesideAnArchive,
  growingText,
  crissCross,
  deepChain: (count: number) => deepChain(Math.floor(count / 3)),
  closedChain: (count: number) => deepChain(Math.floor(count / 3), { closed: true }),
  manyCycles,
  oneKey,
  manyReviews,
  undoneMentions,
  manyProjects,
} satisfies Record<string, (count: number) => TrackerEvent[]>;

import fc from 'fast-check';
import type { TrackerEvent } from '../../src/domain/event/event.ts';
import { mergeEvents } from '../../src/domain/event/merge.ts';
import { redactEvent } from '../../src/domain/event/redact.ts';
import { type Book, memoryBook, type Stamp } from './books.ts';
import { diceFrom } from './dice.ts';
import { draft, type Operation, operations } from './drafts.ts';
import { authorOf, countingIds } from './ticket-events.ts';
import type { Draft } from './view.ts';

/** A write, taking in what another replica has, or blanking what an event says. */
export type Deed = Operation | 'merge' | 'redact';

/** One thing that happens at one replica. */
export interface Step {
  replica: number;
  does: Deed;
  /** Milliseconds that the replica's clock moves before, also backwards. */
  tick: number;
  dice: number[];
}
export interface History {
  /** How many tickets there are before the replicas part. */
  tickets: number;
  /** How far each replica's clock is off, in milliseconds. */
  skews: number[];
  steps: Step[];
  /** Some events are of calls that several replicas have made. */
  keyed?: true;
}

const start = 1_790_000_000_000;

export interface HistoryLimits {
  steps?: number;
  replicas?: number;
  does?: readonly Deed[];
}

/** Histories of up to five replicas. Ticks are small, so that equal times are frequent. */
export function histories({ steps = 40, replicas = 5, does = [] }: HistoryLimits = {}): fc.Arbitrary<History> {
  const step = fc.record({
    replica: fc.nat(replicas - 1),
    does: does.length > 0 ? fc.constantFrom(...does) : fc.oneof(...weighted),
    tick: fc.integer({ min: -4, max: 6 }),
    dice: fc.array(fc.nat(5_039), { minLength: 6, maxLength: 6 }),
  });
  return fc.record({
    tickets: fc.nat(3),
    skews: fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: replicas }),
    steps: fc.array(step, { maxLength: steps, size: 'max' }),
  });
}

/** The same history after two replicas have linked, and made children, the same two tickets the other way round. */
export const tangled = (history: History): History =>
  after({ ...history, tickets: 3 }, [
    ['link', 0, [0, 1, 0, 1]],
    ['link', 1, [1, 1, 0, 0]],
    ['reparent', 0, [0, 1, 1]],
    ['reparent', 1, [1, 0, 1]],
    ['merge', 0, [1]],
  ]);

/** The same history after two replicas have made tickets of one number and one idempotency key. */
export const clashed = (history: History): History =>
  after({ ...history, tickets: 0 }, [
    ['create', 0, zeros],
    ['create', 1, zeros],
    ['merge', 0, [1]],
  ]);

/** The same history with events of calls that had a key, two in three times the same one. */
export const keyed = (history: History): History => ({ ...history, keyed: true });

function after({ tickets, skews, steps }: History, first: [does: Deed, replica: number, dice: number[]][]): History {
  const before = first.map(([does, replica, dice]) => ({ does, replica, dice, tick: 1 }));
  return { tickets, skews: [...skews, 0].slice(0, 2), steps: [...before, ...steps] };
}

/** Dice that always choose the first. */
const zeros = Array.from({ length: 12 }, () => 0);

const often: readonly Deed[] = ['merge', 'merge', 'merge', 'merge', 'edit', 'edit', 'link', 'update', 'move', 'undo'];
const weighted = [
  { weight: 30, arbitrary: fc.constantFrom<Deed>(...operations.filter((one) => one !== 'create'), ...often) },
  { weight: 2, arbitrary: fc.constantFrom<Deed>('create', 'redact') },
];

/** What a replica has committed: the version that its next merge with a relative starts from. */
interface Version {
  events: TrackerEvent[];
  ancestors: Set<Version>;
}

/**
 * Plays a history and returns what each replica then holds. Merges have the base that git would find: the largest version
 * that both sides descend from.
 */
export function play(history: History, openBook: (replica: number) => Book = memoryBook): TrackerEvent[][] {
  const ids = countingIds();
  const books = history.skews.map((_, replica) => openBook(replica));
  const clocks = history.skews.map((skew) => start + skew);
  const stampOf = (at: number): Stamp => ({ id: ids(clocks[at]!), time: clocks[at]!, author: authors[at]! });
  for (let i = 0; i < history.tickets; i++)
    write(books[0]!, { does: 'create', dice: [i * 1_009, i, i, 1, i, 0, 0, i, 1, i, 1] }, () => stampOf(0));
  const root: Version = { events: books[0]!.list(), ancestors: new Set() };
  const versions = books.map(() => root);
  for (const book of books.slice(1)) book.replace(root.events);

  for (const { replica, does, tick, dice } of history.steps) {
    const at = replica % books.length;
    const book = books[at]!;
    const before = [versions[at]!];
    clocks[at]! += tick;
    if (does === 'merge') {
      const [mine, other] = [versions[at]!, versions[dice[0]! % books.length]!];
      book.replace(mergeEvents({ base: commonBase(mine, other), ours: mine.events, theirs: other.events }));
      before.push(other);
    } else if (does === 'redact') book.replace(redactOne(book.list(), dice[0]!, clocks[at]!));
    else write(book, { does, dice, keyed: history.keyed }, () => stampOf(at));
    const ancestors = new Set(before.flatMap((version) => [version, ...version.ancestors]));
    versions[at] = { events: book.list(), ancestors };
  }
  return books.map((book) => book.list());
}

interface Writing {
  does: Operation;
  dice: number[];
  keyed?: true | undefined;
}

function write(book: Book, { does, dice, keyed }: Writing, stamp: () => Stamp): void {
  const events = book.list();
  const made = draft(does, { events, author: stamp().author, dice: diceFrom(dice), newId: () => stamp().id });
  if (!made) return;
  const project = 'project' in made.payload ? made.payload.project : 'key' in made.payload && made.payload.key?.project;
  const known = events.some((event) => event.kind === 'project' && event.payload.project === project);
  if (project && !known) book.append({ ticket: null, kind: 'project', payload: { project } }, stamp());
  book.append(keyed && made.kind !== 'create' ? withKey(made, dice) : made, stamp());
}

function withKey(made: Draft, dice: number[]): Draft {
  const hash = ['x', 'x', 'y'][dice[5]! % 3]!;
  return { ...made, payload: { ...made.payload, idempotency: { key: 'call', hash, index: 0 } } } as Draft;
}

function redactOne(events: TrackerEvent[], dice: number, time: number): TrackerEvent[] {
  const chosen = events.length > 0 && events[dice % events.length];
  return events.map((event) => (event === chosen ? redactEvent(event, { actor: 'anna', time }) : event));
}

/** The first and third are one person at two machines. */
const authors = ['anna', 'ben', 'anna', 'carl', 'dora'].map((actor, i) => authorOf(actor, `session-${i}`));

function commonBase(ours: Version, theirs: Version): TrackerEvent[] {
  const mine = new Set([ours, ...ours.ancestors]);
  let best: TrackerEvent[] = [];
  for (const version of [theirs, ...theirs.ancestors])
    if (mine.has(version) && version.events.length > best.length) best = version.events;
  return best;
}

/** Everything that any replica holds. */
export const unionOf = (replicas: readonly TrackerEvent[][]): TrackerEvent[] =>
  replicas.reduce((ours, theirs) => mergeEvents({ base: [], ours, theirs }), []);

/** The same list in an order that a generated seed chooses. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const keyed = list.map((item, i) => ({
    item,
    key: Math.imul(seed + 1, 0x9e3779b1 ^ Math.imul(i + 1, 0x85ebca6b)) >>> 0,
  }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

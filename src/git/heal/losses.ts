import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { readEvents, type Told } from '../../home/file/canonical.ts';
import type { FileHome } from '../../home/file-home.ts';
import { listDropped, listIds } from '../../store/read/events.ts';
import type { Edge } from '../ask/edges.ts';
import { idsOf } from '../ask/past.ts';

/** What a commit lost of its parents. */
export interface Loss {
  commit: string;
  events: TrackerEvent[];
  /** What made their tickets, where the file lacks that as well: another edge has lost it. */
  creations: TrackerEvent[];
}

/** What is not lost. */
export interface Known {
  /** The events that the file has. */
  present: ReadonlySet<Id>;
  /** Those that its drops give up. */
  dropped: ReadonlySet<Id>;
}

export interface LossOptions {
  known: Known;
  /** Asked before each commit but the first: the others are left to another time. */
  isEnough?: () => boolean;
  /** Told of each version that was not looked into, and of which commit it is the parent's or the commit's own. */
  passOver?: (commit: string, fault: TrackerError) => void;
  told?: Told | undefined;
}

export interface Losses {
  losses: Loss[];
  /** The commits that were looked at. */
  looked: string[];
}

/**
 * What of each parent's database is not in the commit's: a revert, a checkout of an old version, a blind resolution, `-s
 * ours`. Where a commit deleted the file that is a decision, not an oversight. Each version's ids are read once.
 */
export async function findLosses(
  { repository }: Pick<FileHome, 'repository'>,
  edges: readonly Edge[],
  { known, isEnough = () => false, passOver = () => undefined, told }: LossOptions,
): Promise<Losses> {
  const reader = strangersIn(repository, known);
  const looked: string[] = [];
  const losses: Loss[] = [];
  for (const [commit, own] of Map.groupBy(edges, (edge) => edge.commit)) {
    // One at least, so that a slow look comes to its end as well.
    if (looked.length > 0 && isEnough()) break;
    const [events, creations] = [new Map<Id, TrackerEvent>(), new Map<Id, TrackerEvent>()];
    for (const { from, to } of own) {
      if (to === undefined) continue;
      const before = await reader.strangers(from);
      // Of most versions the file has all, and then the other one need not be read.
      const after = 'ids' in before && before.ids.size === 0 ? before : await reader.strangers(to);
      for (const version of new Set([before, after])) if ('fault' in version) passOver(commit, version.fault);
      // What is in a version that was not looked into is not known to be lost, nor to be there.
      if ('fault' in before || 'fault' in after) continue;
      const ids = new Set([...before.ids].filter((id) => !after.ids.has(id)));
      if (ids.size === 0) continue;
      for (const event of await readOf(repository, from, { ids, known, told }))
        (ids.has(event.id) ? events : creations).set(event.id, event);
    }
    if (events.size > 0) losses.push({ commit, events: [...events.values()], creations: [...creations.values()] });
    looked.push(commit);
  }
  return { losses, looked };
}

type Strangers = { ids: ReadonlySet<Id> } | { fault: TrackerError };

/** Of each version only the events that are not known are kept, so that all of a long history can be. */
export function strangersIn(repository: FileHome['repository'], { present, dropped }: Known) {
  const isKnown = (id: Id) => present.has(id) || dropped.has(id);
  const read = new Map<string, Promise<Strangers>>();
  const look = async (blob: string): Promise<Strangers> => {
    try {
      const bytes = await repository.readVersion(blob);
      return bytes ? { ids: new Set([...idsOf(bytes)].filter((id) => !isKnown(id))) } : { fault: missing(blob) };
    } catch (error) {
      return { fault: toTrackerError(error) };
    }
  };
  return {
    strangers(blob: string): Promise<Strangers> {
      const found = read.get(blob) ?? look(blob);
      read.set(blob, found);
      return found;
    },
  };
}

const missing = (blob: string): TrackerError =>
  new TrackerError(
    'database',
    `git has not got the version ${blob.slice(0, 7)} of .tracker/data.db here.`,
    'In a partial clone git fetches it when it is needed: see that the remote can be reached.',
  );

/** These events of a version, with the creations of their tickets, which may have gone along another edge. */
async function readOf(
  repository: FileHome['repository'],
  blob: string,
  { ids, known, told }: { ids: ReadonlySet<Id>; known: Known; told: Told | undefined },
): Promise<TrackerEvent[]> {
  const bytes = await repository.readVersion(blob);
  const all = bytes ? readEvents(bytes, told) : [];
  const tickets = new Set(all.flatMap(({ id, ticket }) => (ids.has(id) ? (ticket ?? []) : [])));
  return all.filter(
    ({ id, kind, ticket }) =>
      ids.has(id) || (kind === 'create' && ticket !== null && tickets.has(ticket) && !known.present.has(id)),
  );
}

/** What is in the file as it is now, and what it gives up. */
export const readKnown = ({ read }: Pick<FileHome, 'read'>): Promise<Known> =>
  read(async ({ db }) => ({ present: listIds(db), dropped: listDropped(db) }));

/** Gathers the versions that were not looked into: a line for each of the first, and how many others. */
export function passedOver() {
  const messages = new Set<string>();
  return {
    passOver: (_: string, { message }: TrackerError): void => void messages.add(message),
    lines(): string[] {
      const [shown, left] = [[...messages].slice(0, mostShown), messages.size - mostShown];
      return left > 0 ? [...shown, `${left} more versions could not be read either.`] : shown;
    },
  };
}

const mostShown = 5;

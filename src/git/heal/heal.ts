import { TrackerError } from '../../domain/errors.ts';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { mergeEvents } from '../../domain/event/merge.ts';
import { readEvents, type Told } from '../../home/file/canonical.ts';
import { unite } from '../../home/file/unite.ts';
import type { Workspace } from '../../home/workspace.ts';
import { listPresent } from '../../store/read/events.ts';
import { blobReader, findBlobs, listMergeBases, listMerges, type Merge } from '../ask/past.ts';

/**
 * Unites what git left unmerged: its index holds three versions of the database, and the work tree has one of them. Answers
 * the events that the file did not have; undefined where nothing is unmerged. git's index stays as it is: `git add` is the
 * user's word that the conflict is settled. Throws `database` where a version cannot be read.
 */
export async function healUnmerged({ store, repository }: Workspace, told?: Told): Promise<TrackerEvent[] | undefined> {
  const stages = (await repository.listEntries()).filter(({ stage }) => stage > 0);
  if (stages.length === 0) return undefined;
  const read = async (wanted: number) => {
    const entry = stages.find(({ stage }) => stage === wanted);
    return readEvents(
      (entry && (await repository.readVersion(entry.blob))) ?? Buffer.alloc(0),
      wanted === 1 ? undefined : told,
    );
  };
  const [base, ours, theirs] = [await read(1), await read(2), await read(3)];
  return unite(store, { theirs: mergeEvents({ base, ours, theirs }) });
}

/** What a merge commit lost of its parents. */
export interface Loss {
  commit: string;
  events: TrackerEvent[];
}

export interface LossOptions {
  /** Newest merge commits that are looked at; all where not given. */
  limit?: number;
  sinceDays?: number;
  /** Merge commits that need not be looked at again; those that were are added. */
  seen?: Set<string>;
  /** Asked before each merge commit: the others are left to another time. */
  isEnough?: () => boolean;
  /** Told of each version that was not looked into, having more bytes than are read, and of which merge commit it is. */
  passOver?: (commit: string, fault: TrackerError) => void;
  told?: Told;
}

interface Lookup {
  root: string;
  reader: ReturnType<typeof blobReader>;
  mayFetch: boolean;
  passOver: NonNullable<LossOptions['passOver']>;
}

/**
 * Merge commits whose database lacks events of a parent: made by a web page's merge button, `-s ours`, or a commit of the
 * conflict as git left it. What one side had dropped before the merge, having got it from the common ancestor, is no loss.
 */
export async function listLosses(
  { root, repository }: Pick<Workspace, 'root' | 'repository'>,
  options: LossOptions = {},
): Promise<Loss[]> {
  const { seen = new Set(), isEnough = () => false, passOver = () => undefined } = options;
  const merges = (await listMerges(root, options)).filter(({ commit }) => !seen.has(commit));
  const lookup = { root, reader: blobReader(repository), mayFetch: options.limit === undefined, passOver };
  const losses: Loss[] = [];
  for (const merge of merges) {
    if (isEnough()) break;
    const lost = await findLost(lookup, merge);
    if (lost) losses.push({ commit: merge.commit, events: await readLost(repository, lost, options.told) });
    seen.add(merge.commit);
  }
  return losses;
}

interface Lost {
  ids: ReadonlySet<Id>;
  /** The versions that have them. */
  blobs: string[];
}

async function findLost(lookup: Lookup, { commit, parents }: Merge): Promise<Lost | undefined> {
  const { root, reader } = lookup;
  const [result, ...blobs] = await findBlobs(root, [commit, ...parents], lookup);
  const others = [...new Set(blobs)].filter((blob) => blob !== undefined && blob !== result) as string[];
  // A database that the merge deleted is a decision, not an oversight.
  if (result === undefined || others.length === 0) return undefined;
  const kept = await reader.ids(result);
  const sides = await Promise.all(blobs.map((blob) => reader.ids(blob)));
  const missing = [...new Set(sides.flatMap((side) => [...side]))].filter((id) => !kept.has(id));
  for (const blob of new Set([result, ...others])) {
    const fault = reader.faultOf(blob);
    if (fault) lookup.passOver(commit, fault);
  }
  // What is in a result that was not looked into is not known to be lost.
  if (missing.length === 0 || reader.faultOf(result)) return undefined;
  const base = await readBase(lookup, parents);
  const ids = new Set(missing.filter((id) => !base.has(id) || sides.every((side) => side.has(id))));
  if (ids.size === 0) return undefined;
  // A parent's version that cannot be read has none of them.
  const holding: string[] = [];
  for (const blob of others) {
    const held = await reader.ids(blob);
    if ([...ids].some((id) => held.has(id))) holding.push(blob);
  }
  return { ids, blobs: holding };
}

async function readBase(lookup: Lookup, [first, ...others]: readonly string[]): Promise<ReadonlySet<Id>> {
  const { root, reader } = lookup;
  if (first === undefined) return new Set();
  const bases = await Promise.all(others.map((other) => listMergeBases(root, first, other)));
  const blobs = await findBlobs(root, [...new Set(bases.flat())], lookup);
  const versions = await Promise.all(blobs.map((blob) => reader.ids(blob)));
  return new Set(versions.flatMap((ids) => [...ids]));
}

async function readLost(
  repository: Workspace['repository'],
  { ids, blobs }: Lost,
  told: Told | undefined,
): Promise<TrackerEvent[]> {
  const lost = new Map<Id, TrackerEvent>();
  for (const blob of blobs) {
    const bytes = await repository.readVersion(blob);
    if (!bytes) throw new TrackerError('database', `git has no longer ${blob}, a version of .tracker/data.db.`);
    for (const event of readEvents(bytes, told)) if (ids.has(event.id)) lost.set(event.id, event);
  }
  return [...lost.values()];
}

/** What merge commits lost and the file in the work tree lacks, now in it, commit by commit. */
export async function healLosses(workspace: Workspace, options: LossOptions = {}): Promise<Loss[]> {
  const { store } = workspace;
  const healed: Loss[] = [];
  const losses = await listLosses(workspace, options);
  // Those that cannot be healed now are looked at again.
  for (const { commit } of losses) options.seen?.delete(commit);
  for (const { commit, events } of losses) {
    const ids = events.map(({ id }) => id);
    // Most have been healed by others, in a later commit: that is no reason to write.
    const present = await store.read(async (db) => listPresent(db, ids));
    const added = present.size === ids.length ? [] : await unite(store, { theirs: events });
    if (added.length > 0) healed.push({ commit, events: added });
    options.seen?.add(commit);
  }
  return healed;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '../../domain/event/event.ts';
import { findEvents } from '../../home/file/bytes.ts';
import type { Location } from '../../home/file/location.ts';
import { git } from './git.ts';
import { type GitObjects, openObjects } from './objects.ts';
import { findRefusal } from './refusal.ts';

export interface EventCommit {
  /** The full hash. */
  commit: string;
  /** The versions before it cannot be read here, in a shallow clone for one: the event may have come earlier. */
  orOlder: boolean;
}

/**
 * Finds the commits that carried events. Events only become more along a line of history, so each is looked for by
 * bisection along first parents, and where it came with a merge, along the parent that brought it. Versions that cannot
 * be read are passed over. Events that are in no commit of HEAD's are missing. Throws a `GitRefusal` where git cannot be asked.
 */
export async function findEventCommits(location: Location, ids: readonly Id[]): Promise<Map<Id, EventCommit>> {
  const objects = openObjects(location.root);
  try {
    const tracer: Tracer = {
      root: location.root,
      objects,
      versions: versionReader(objects, ids),
      boundary: findBoundary(location),
      commits: new Map(),
    };
    const chain = await listChain(tracer, ['HEAD']);
    await traceAlong(tracer, chain, ids);
    return tracer.commits;
  } finally {
    objects.close();
  }
}

interface Tracer {
  root: string;
  objects: GitObjects;
  versions: VersionReader;
  /** The commits that a shallow clone begins with. */
  boundary: ReadonlySet<string>;
  commits: Map<Id, EventCommit>;
}

/** Which of the events a commit's version of the file has; undefined where it has none that can be read. */
type VersionReader = (commit: string) => Promise<ReadonlySet<Id> | undefined>;

function versionReader(objects: GitObjects, ids: readonly Id[]): VersionReader {
  const known = new Map<string, Promise<ReadonlySet<Id> | undefined>>();
  const read = async (commit: string) => {
    const bytes = await objects.read(`${commit}:./.tracker/data.db`);
    try {
      return bytes && findEvents(bytes, ids);
    } catch {
      return undefined;
    }
  };
  return (commit) => {
    const found = known.get(commit) ?? read(commit);
    known.set(commit, found);
    return found;
  };
}

/** The commits that changed the file, newest first, along first parents. */
async function listChain({ root }: Tracer, range: readonly string[]): Promise<string[]> {
  const args = ['rev-list', '--first-parent', ...range, '--', '.tracker/data.db'];
  const answer = await git(root, args, { timeoutMs: 60_000 });
  const refusal = findRefusal(root, answer);
  if (refusal) throw refusal;
  // It may say no: there is no commit yet.
  return answer.stdout.split('\n').filter(Boolean);
}

async function traceAlong(tracer: Tracer, chain: readonly string[], ids: readonly Id[]): Promise<void> {
  const newest = await findReadable(
    tracer,
    chain.map((commit, at) => ({ at, commit })),
  );
  if (!newest) return;
  const there = ids.filter((id) => newest.has.has(id));
  await bisect(tracer, chain, { there: newest, absent: chain.length, ids: there });
}

/** A commit and its place in the chain. */
interface Place {
  at: number;
  commit: string;
}

interface Stretch {
  /** A version that has all of the events. */
  there: Place;
  /** The place of an older one that has none of them. */
  absent: number;
  ids: readonly Id[];
}

async function bisect(tracer: Tracer, chain: readonly string[], { there, absent, ids }: Stretch): Promise<void> {
  if (ids.length === 0) return;
  const middle = await findReadable(tracer, placesBetween(chain, there.at, absent));
  if (!middle) return attribute(tracer, { commit: there.commit, orOlder: absent - there.at > 1 }, ids);
  const older = ids.filter((id) => middle.has.has(id));
  const newer = ids.filter((id) => !middle.has.has(id));
  await bisect(tracer, chain, { there: middle, absent, ids: older });
  await bisect(tracer, chain, { there, absent: middle.at, ids: newer });
}

/** The places between two others, the middle one first. */
function placesBetween(chain: readonly string[], from: number, to: number): Place[] {
  const middle = (from + to) >> 1;
  const places = chain.slice(from + 1, to).map((commit, i) => ({ commit, at: from + 1 + i }));
  return places.sort((a, b) => Math.abs(a.at - middle) - Math.abs(b.at - middle));
}

async function findReadable(
  { versions }: Tracer,
  places: readonly Place[],
): Promise<(Place & { has: ReadonlySet<Id> }) | undefined> {
  for (const place of places) {
    const has = await versions(place.commit);
    if (has) return { ...place, has };
  }
  return undefined;
}

/** The events came with this commit: it wrote them, or merged a line that did. */
async function attribute(tracer: Tracer, { commit, orOlder }: EventCommit, ids: readonly Id[]): Promise<void> {
  const text = (await tracer.objects.read(commit))?.toString('utf8') ?? '';
  const [header = ''] = text.split('\n\n');
  const [first, ...others] = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].flatMap(([, parent]) => parent ?? []);
  let left = ids;
  for (const parent of others) {
    const has = await tracer.versions(parent);
    const brought = left.filter((id) => has?.has(id));
    if (brought.length === 0) continue;
    const chain = await listChain(tracer, [parent, `^${first}`]);
    await traceAlong(tracer, chain, brought);
    left = left.filter((id) => !tracer.commits.has(id));
  }
  const isFirst = tracer.boundary.has(commit);
  for (const id of left) tracer.commits.set(id, { commit, orOlder: orOlder || isFirst });
}

function findBoundary({ commonDir, gitDir }: Location): Set<string> {
  try {
    return new Set(
      readFileSync(join(commonDir ?? gitDir ?? '', 'shallow'), 'utf8')
        .split('\n')
        .filter(Boolean),
    );
  } catch {
    return new Set();
  }
}

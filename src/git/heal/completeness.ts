import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOf } from '../../domain/day.ts';
import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import type { TrackerEvent } from '../../domain/event/event.ts';
import { shortId } from '../../domain/event/id.ts';
import { droppedBy, withoutDropped } from '../../domain/event/merge.ts';
import { describeRewritten, type Rewritten } from '../../domain/event/rewritten.ts';
import { readEvents } from '../../home/file/canonical.ts';
import { checkFile } from '../../home/file/check.ts';
import { databasePath } from '../../home/file/location.ts';
import { readPlainFile } from '../../store/regular.ts';
import { fetchBlobs, listEdges } from '../ask/edges.ts';
import { idsOf } from '../ask/past.ts';
import { type Gap, gapOf, getVersion, isShallow, keysOf, type Source, type Version } from '../ask/version.ts';
import { findLosses, type Loss, passedOver } from './losses.ts';
import { findRewritten } from './rewritten.ts';

/** What of HEAD's database is not as it should be; all empty where it is complete. */
export interface Completeness {
  /** Why the file itself, or git's index, is not in order. */
  faults: string[];
  /** Lost at commits, and not brought back since. */
  dropped: Gap[];
  /** What the asked commit has besides. */
  missing: Gap[];
  /** The work tree's file has all that is dropped or missing: only a commit of it is. */
  isHealedHere: boolean;
  /** Events that are others than in the first commit that has them, in a line each: rewritten, and redacted. */
  rewritten: string[];
  redacted: string[];
  /** What was given up, in a line for each drop. */
  givenUp: string[];
}

/** Versions that are looked at for the first form of an event. */
const maxVersions = 1000;

/** Of which commits all edges are looked at: `tracker merge --check origin/main..HEAD`; all of HEAD's where it is a name. */
const isRange = (asked: string): boolean => asked.includes('..');

/**
 * Whether HEAD's database is whole, nothing is unmerged, and all events of the parents of HEAD's commits, or of those of a
 * range, and of `ref`, are in it. Throws `not_found` where HEAD has no database, `asked` means nothing, or a shallow clone
 * lacks the history.
 */
export async function findGaps(source: Source, asked?: string): Promise<Completeness> {
  const { root, repository } = source;
  if (await isShallow(root))
    throw new TrackerError(
      'not_found',
      'This is a shallow clone: the history that is to be checked is not in it.',
      'Fetch it with `git fetch --unshallow` (actions/checkout: `fetch-depth: 0`), then run the command again.',
    );
  const head = await getVersion(source, 'HEAD');
  const faults = (await repository.listEntries()).some(({ stage }) => stage > 0)
    ? ['.tracker/data.db is unmerged: `tracker merge`, then `git add .tracker/data.db`.']
    : [];
  const events = readWhole(head, faults);
  if (!events)
    return { faults, dropped: [], missing: [], isHealedHere: false, rewritten: [], redacted: [], givenUp: [] };
  const range = asked !== undefined && isRange(asked) ? asked : undefined;
  const losses = await listLosses(source, { events, range, faults });
  const missing = asked === undefined || range ? [] : [await readMissing(source, asked, events)];
  const keys = keysOf([
    ...events,
    ...losses.flatMap((loss) => [...loss.events, ...loss.creations]),
    ...missing.flatMap((one) => one.all),
  ]);
  const gaps = (found: Pick<Loss, 'commit' | 'events'>[]): Gap[] =>
    found.filter((one) => one.events.length > 0).map((one) => gapOf(one.commit, one.events, keys));
  const found = await findRewritten(source, head.bytes, maxVersions);
  const say = (isMeant: (one: Rewritten) => boolean) => describeRewritten(found.filter(isMeant), events);
  return {
    faults,
    dropped: gaps(losses),
    missing: gaps(missing),
    isHealedHere: hasAll(root, [...losses, ...missing]),
    rewritten: say(({ redaction }) => redaction === undefined),
    redacted: say(({ redaction }) => redaction !== undefined),
    givenUp: events.flatMap((event) => (event.kind === 'drop' ? sayDrop(event) : [])),
  };
}

async function listLosses(
  source: Source,
  { events, range, faults }: { events: readonly TrackerEvent[]; range: string | undefined; faults: string[] },
): Promise<Loss[]> {
  const edges = await listEdges(source.root, { range, mayFetch: true });
  await fetchBlobs(source.root, [...new Set(edges.flatMap(({ from, to }) => [from, to ?? from]))]);
  const known = { present: new Set(events.map(({ id }) => id)), dropped: droppedBy(events) };
  const { passOver, lines } = passedOver();
  const { losses } = await findLosses(source, edges, { known, passOver });
  for (const line of lines()) faults.push(`Not looked into: ${line}`);
  return losses;
}

/** Whether the file of the work tree, which no commit may have yet, has these events. */
function hasAll(root: string, gaps: readonly Pick<Loss, 'events'>[]): boolean {
  const wanted = gaps.flatMap(({ events }) => events);
  const path = databasePath({ root });
  if (wanted.length === 0) return false;
  try {
    const here = idsOf(readPlainFile(path, path, maxBytes) ?? Buffer.alloc(0));
    return wanted.every(({ id }) => here.has(id));
  } catch {
    // What is wrong with it is not asked here.
    return false;
  }
}

/** More than is looked into of any version. */
const maxBytes = 2 ** 28;

function sayDrop({ id, actor, time, payload }: Extract<TrackerEvent, { kind: 'drop' }>): string {
  const { length } = payload.events;
  const amount = `${length} ${length === 1 ? 'event' : 'events'}`;
  return `Given up: ${amount}, by ${actor} on ${dateOf(time)} (${shortId(id)}).`;
}

/** The events of a version whose file is in order; what is wrong with it is added to the faults. */
function readWhole({ bytes }: Version, faults: string[]): TrackerEvent[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-check-'));
  try {
    const events = readEvents(bytes);
    writeFileSync(join(folder, 'data.db'), bytes);
    const { damage } = checkFile(join(folder, 'data.db'));
    for (const line of damage) faults.push(`HEAD's .tracker/data.db is damaged: ${line}`);
    return events;
  } catch (error) {
    faults.push(`HEAD's .tracker/data.db cannot be read: ${toTrackerError(error).message}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function readMissing(
  source: Source,
  ref: string,
  ours: readonly TrackerEvent[],
): Promise<Pick<Loss, 'commit' | 'events'> & { all: TrackerEvent[] }> {
  const { commit, bytes } = await getVersion(source, ref);
  const theirs = readEvents(bytes);
  const known = new Set(ours.map(({ id }) => id));
  const union = withoutDropped([...ours, ...theirs.filter(({ id }) => !known.has(id))]);
  return { commit, events: union.filter(({ id }) => !known.has(id)), all: theirs };
}

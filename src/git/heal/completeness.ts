import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrackerError, toTrackerError } from '../../domain/errors.ts';
import type { TrackerEvent } from '../../domain/event/event.ts';
import { mergeEvents } from '../../domain/event/merge.ts';
import { describeRewritten, type Rewritten } from '../../domain/event/rewritten.ts';
import { readEvents } from '../../home/file/canonical.ts';
import { checkFile } from '../../home/file/check.ts';
import {
  type Gap,
  gapOf,
  getVersion,
  isShallow,
  keysOf,
  readBases,
  type Source,
  type Version,
} from '../ask/version.ts';
import { listLosses } from './heal.ts';
import { findRewritten } from './rewritten.ts';

/** What of HEAD's database is not as it should be; all empty where it is complete. */
export interface Completeness {
  /** Why the file itself, or git's index, is not in order. */
  faults: string[];
  /** Dropped by merge commits, and not brought back since. */
  dropped: Gap[];
  /** What the asked commit has besides. */
  missing: Gap[];
  /** Events that are others than in the first commit that has them, in a line each: rewritten, and redacted. */
  rewritten: string[];
  redacted: string[];
}

/** Versions that are looked at for the first form of an event. */
const maxVersions = 1000;

/**
 * Whether HEAD's database is whole, nothing is unmerged, and all events of the parents of every merge commit, and of `ref`,
 * are in it. Throws `not_found` where HEAD has no database, `ref` means nothing, or a shallow clone lacks the history.
 */
export async function findGaps(source: Source, ref?: string): Promise<Completeness> {
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
  if (!events) return { faults, dropped: [], missing: [], rewritten: [], redacted: [] };
  const known = new Set(events.map(({ id }) => id));
  const passed = new Set<string>();
  const passOver = (_: string, { message }: TrackerError) => void passed.add(message);
  const losses = (await listLosses(source, { passOver })).map((loss) => ({
    commit: loss.commit,
    events: loss.events.filter(({ id }) => !known.has(id)),
  }));
  for (const message of passed) faults.push(`Not looked into: ${message}`);
  const missing = ref === undefined ? [] : [await readMissing(source, ref, events)];
  const all = [...events, ...losses.flatMap((loss) => loss.events), ...missing.flatMap((one) => one.all)];
  const keys = keysOf(all);
  const gaps = (found: { commit: string; events: TrackerEvent[] }[]): Gap[] =>
    found.filter((one) => one.events.length > 0).map((one) => gapOf(one.commit, one.events, keys));
  const found = await findRewritten(source, head.bytes, maxVersions);
  const say = (isMeant: (one: Rewritten) => boolean) => describeRewritten(found.filter(isMeant), events);
  return {
    faults,
    dropped: gaps(losses),
    missing: gaps(missing),
    rewritten: say(({ redaction }) => redaction === undefined),
    redacted: say(({ redaction }) => redaction !== undefined),
  };
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
): Promise<{ commit: string; events: TrackerEvent[]; all: TrackerEvent[] }> {
  const { commit, bytes } = await getVersion(source, ref);
  const theirs = readEvents(bytes);
  const known = new Set(ours.map(({ id }) => id));
  const merged = mergeEvents({ base: await readBases(source, commit), ours, theirs });
  return { commit, events: merged.filter(({ id }) => !known.has(id)), all: theirs };
}

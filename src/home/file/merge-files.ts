import { statSync } from 'node:fs';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { sameBytes } from '../../domain/event/merge.ts';
import { type Rewritten, toRewritten } from '../../domain/event/rewritten.ts';
import { buildInOrder } from '../../store/apply/refold.ts';
import { planUnion, readChanged } from '../../store/apply/union.ts';
import type { Change } from '../../store/changes.ts';
import { listConflicting } from '../../store/read/conflicts.ts';
import { type Difference, listDifferences } from '../../store/read/differences.ts';
import { listPresent } from '../../store/read/events.ts';
import { connect, type Db } from '../../store/schema/connect.ts';
import { migrate } from '../../store/schema/migrate.ts';
import { createTracker } from '../../store/schema/open.ts';
import { buildFileAt, type Told } from './canonical.ts';
import { openVersionFile, type VersionFile } from './version-file.ts';

export interface Versions<T> {
  /** What both sides come from; empty where they have no common version. */
  base: T;
  ours: T;
  theirs: T;
}

export interface Telling {
  ours?: Told;
  theirs?: Told;
  /** `creations`: what makes the tickets of these events. */
  /** Tickets of which both sides set something differently, that were not so in ours. */
  conflicts?(found: { key: string; fields: string[] }[]): void;
  rewritten?(found: Rewritten[], creations: readonly TrackerEvent[]): void;
}

/**
 * Makes, at `path`, the canonical file of three versions. In a `union` all that either side has is in it, and the base only
 * tells what was rewritten; else what theirs has and the base has not is added to ours. Every event is written and every
 * ticket folded, for the same set is to give the same bytes, whoever has merged it; but one after the other. Throws
 * `database` where a version cannot be read.
 */
export function mergeFiles(path: string, paths: Versions<string> & { union?: boolean }, telling: Telling = {}): void {
  const opened: VersionFile[] = [];
  const open = (name: string): Db => {
    const version = statSync(name).size === 0 ? openEmpty() : openVersionFile(name);
    opened.push(version);
    return version.db;
  };
  try {
    const [base, ours, theirs] = [open(paths.base), open(paths.ours), open(paths.theirs)];
    const unlike: Difference[] = [];
    let setAside = 0;
    const change = planUnion(ours, [
      {
        *listDifferences() {
          for (const one of listDifferences(ours, theirs, () => void setAside++)) {
            if (one.ours) unlike.push(one);
            yield one;
          }
        },
        ...(!paths.union && { findInBase: (ids) => listPresent(base, ids) }),
      },
    ]);
    let ownAside = 0;
    const told = () => void ownAside++;
    buildFileAt(path, (db) => {
      buildInOrder(db, readChanged(ours, change, { kind: 'create' }), readChanged(ours, change, { told }));
      tellConflicts({ ours, merged: db }, telling);
    });
    if (ownAside > 0) telling.ours?.(ownAside);
    if (setAside > 0) telling.theirs?.(setAside);
    tellRewritten({ base, ours }, { change, unlike }, telling);
  } finally {
    for (const one of opened) one.close();
  }
}

function openEmpty(): VersionFile {
  const sqlite = createTracker();
  migrate(sqlite);
  return { db: connect(sqlite), close: () => sqlite.close() };
}

function tellConflicts({ ours, merged }: { ours: Db; merged: Db }, { conflicts }: Telling): void {
  if (!conflicts) return;
  const before = new Set(listConflicting({ db: ours }, undefined).map(nameConflict));
  const found = listConflicting({ db: merged }, undefined).filter((one) => !before.has(nameConflict(one)));
  if (found.length > 0) conflicts(found);
}

const nameConflict = ({ key, fields }: { key: string; fields: string[] }): string => `${key} ${fields.join(' ')}`;

/** Against the common version, and where that has not got the event, against the other side. */
function tellRewritten(
  { base, ours }: { base: Db; ours: Db },
  { change, unlike }: { change: Change; unlike: readonly Difference[] },
  { rewritten }: Telling,
): void {
  if (!rewritten) return;
  const added = new Map(change.added.map((event) => [event.id, event]));
  const removed = new Set(change.removed.map(({ id }) => id));
  const found = new Map<Id, { first: TrackerEvent; now: TrackerEvent }>();
  const note = (first: TrackerEvent, here: TrackerEvent | undefined) => {
    const now = removed.has(first.id) ? undefined : (added.get(first.id) ?? here);
    if (now && !found.has(first.id) && !sameBytes(first, now)) found.set(first.id, { first, now });
  };
  const told = new Set<Id>();
  for (const one of listDifferences(ours, base)) {
    told.add(one.theirs.id);
    note(one.theirs, one.ours);
  }
  const before = listPresent(
    base,
    unlike.map(({ theirs }) => theirs.id),
  );
  for (const one of unlike) {
    // Where the base has it otherwise than ours, the base alone says what it was; else the base is as ours.
    if (told.has(one.theirs.id)) continue;
    if (one.ours) note(one.ours, one.ours);
    if (!before.has(one.theirs.id)) note(one.theirs, one.ours);
  }
  if (found.size === 0) return;
  const tickets = new Set([...found.values()].map(({ now }) => now.ticket));
  const creations: TrackerEvent[] = [];
  for (const event of readChanged(ours, change, { kind: 'create' }))
    if (tickets.has(event.ticket)) creations.push(event);
  rewritten(
    [...found.values()].map(({ first, now }) => toRewritten(first, now)),
    creations,
  );
}

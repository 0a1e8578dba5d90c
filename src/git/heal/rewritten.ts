import type { TrackerEvent } from '../../domain/event/event.ts';
import { sameBytes } from '../../domain/event/merge.ts';
import { type Rewritten, toRewritten } from '../../domain/event/rewritten.ts';
import { readAsItIs } from '../../home/file/canonical.ts';
import { type EventRow, readRows, toEvent } from '../../store/read/events.ts';
import { findBlobs, listVersions } from '../ask/past.ts';
import type { Source } from '../ask/version.ts';

/**
 * Events of a version whose bytes are others than in the first commit that has them: git's history is the witness. Looked at
 * are the newest commits of HEAD that changed the database, at most `limit`. Versions that cannot be read say nothing.
 */
export async function findRewritten({ root, repository }: Source, now: Buffer, limit: number): Promise<Rewritten[]> {
  const first = new Map<string, Row>();
  const commits = await listVersions(root, limit);
  for (const blob of new Set(await findBlobs(root, commits.reverse(), { mayFetch: true }))) {
    const bytes = blob && (await repository.readVersion(blob).catch(() => undefined));
    for (const row of bytes ? rowsOf(bytes) : []) {
      const id = nameOf(row);
      if (!first.has(id)) first.set(id, row);
    }
  }
  return rowsOf(now).flatMap((row) => {
    const before = first.get(nameOf(row));
    return before && !isSameRow(before, row) ? (compare(toEvent(before), toEvent(row)) ?? []) : [];
  });
}

/** As they lie there. A row without an id, or without a list of parents, is no event whatever else it holds. */
type Row = EventRow & { id: Uint8Array; parents: Uint8Array };

const isRow = (row: EventRow): row is Row => row.id instanceof Uint8Array && row.parents instanceof Uint8Array;

function rowsOf(bytes: Buffer): Row[] {
  try {
    return readAsItIs(Buffer.from(bytes), (db) => [...readRows(db)].filter(isRow));
  } catch {
    return [];
  }
}

const nameOf = ({ id }: Row): string => Buffer.from(id).toString('latin1');

/** Nearly all are the same as they lie there: to read them takes longer. */
const isSameRow = (a: Row, b: Row): boolean =>
  (['time', 'actor', 'actorKind', 'session', 'client', 'kind', 'payload'] as const).every(
    (name) => a[name] === b[name],
  ) && Buffer.from(a.parents).equals(b.parents);

function compare(before: TrackerEvent | undefined, now: TrackerEvent | undefined): Rewritten | undefined {
  if (!before || !now || sameBytes(before, now)) return undefined;
  return toRewritten(before, now);
}

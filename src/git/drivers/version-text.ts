import { createHash } from 'node:crypto';
import { toTrackerError } from '../../domain/errors.ts';
import type { Id, TrackerEvent } from '../../domain/event/event.ts';
import { listBareEvents, readAsItIs, readFolded } from '../../home/file/canonical.ts';
import { translated } from '../../home/file/translate.ts';
import { type DumpedPart, dumpParts, oneLine, renderParts } from '../../store/read/dump.ts';
import { readPlainFile } from '../../store/regular.ts';

/** A version of the database, as much of it as a diff is made of. */
export interface Version {
  /** Whether git has such a version at all. */
  isThere: boolean;
  events: TrackerEvent[];
  /** What the tables say, by the id of the part; undefined where an older program wrote them. */
  tables: ReadonlyMap<Id | null, string> | undefined;
  /** Why there is nothing, with size and sum: two that cannot be read are not taken for the same. */
  unreadable?: string;
}

/** No tracker has as many bytes: what is larger is not read whole. */
const maxBytes = 2 ** 28;

/** What git calls a version that is not there. */
const nowhere = new Set(['/dev/null', 'nul']);

/** Throws only where the file itself cannot be read: git ends the whole diff when a driver fails. */
export async function readVersion(path: string): Promise<Version> {
  const file = nowhere.has(path) ? undefined : readPlainFile(path, path, maxBytes);
  if (!file) return { isThere: false, events: [], tables: undefined };
  // A look at the bytes may change some.
  const sum = createHash('sha256').update(file).digest('hex');
  try {
    return await translated('read', async () =>
      readAsItIs(file, (db, isFolded) => ({
        isThere: true,
        events: listBareEvents(db),
        tables: isFolded ? new Map([...dumpParts(db)].map(({ id, lines }) => [id, lines.join('\n')])) : undefined,
      })),
    );
  } catch (error) {
    const reason = oneLine(toTrackerError(error).message).replace(/\.$/, '');
    const unreadable = `unreadable: ${reason} (${file.length} bytes, sha256 ${sum})`;
    return { isThere: true, events: [], tables: undefined, unreadable };
  }
}

/** What events say of tickets, which is what a merge takes of a version, whatever its tables do. `events`: some of its own. */
export const describeVersion = ({ isThere }: Version, events: readonly TrackerEvent[]): DumpedPart[] =>
  isThere ? readFolded(events, (db) => [...dumpParts(db)]) : [];

/** The text of any version of the database. What cannot be read is said in one line, not thrown. */
export async function dumpFile(path: string): Promise<string> {
  const version = await readVersion(path);
  const { events, unreadable } = version;
  return unreadable === undefined ? renderParts(describeVersion(version, events)) : `${unreadable}\n`;
}

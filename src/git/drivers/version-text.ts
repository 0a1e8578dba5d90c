import { createHash } from 'node:crypto';
import { toTrackerError } from '../../domain/errors.ts';
import { listBareEvents, readAsItIs, readFolded } from '../../home/file/canonical.ts';
import { translated } from '../../home/file/translate.ts';
import { type DumpedPart, dump, dumpParts, oneLine, renderParts } from '../../store/read/dump.ts';
import { readPlainFile } from '../../store/regular.ts';
import type { Db } from '../../store/schema/connect.ts';

/** A version of the database in words. */
export interface VersionText {
  /** What its events say, which is what a merge takes of it, whatever its tables do. None where git has no such version. */
  parts: DumpedPart[];
  /** Why there is nothing, with size and sum: two that cannot be read are not taken for the same. */
  unreadable?: string;
  /** What its tables say; undefined where that was not asked for, or an older program wrote them. */
  tables?: string | undefined;
}

/** No tracker has as many bytes: what is larger is not read whole. */
const maxBytes = 2 ** 28;

/** What git calls a version that is not there. */
const nowhere = new Set(['/dev/null', 'nul']);

/** Throws only where the file itself cannot be read: git ends the whole diff when a driver fails. */
export async function describeVersion(path: string, { withTables = false } = {}): Promise<VersionText> {
  const file = nowhere.has(path) ? undefined : readPlainFile(path, path, maxBytes);
  if (!file) return { parts: [] };
  // A look at the bytes may change some.
  const sum = createHash('sha256').update(file).digest('hex');
  try {
    return await translated('read', async () => {
      const { events, tables } = readAsItIs(file, (db, isFolded) => ({
        events: listBareEvents(db),
        tables: withTables && isFolded ? dumpTables(db) : undefined,
      }));
      return { parts: readFolded(events, (db) => [...dumpParts(db)]), tables };
    });
  } catch (error) {
    const reason = oneLine(toTrackerError(error).message).replace(/\.$/, '');
    return { parts: [], unreadable: `unreadable: ${reason} (${file.length} bytes, sha256 ${sum})` };
  }
}

/** Tables that no program of ours has written may be beyond telling; what counts is that they are not what the events say. */
function dumpTables(db: Db): string {
  try {
    return [...dump(db)].join('');
  } catch {
    return 'unreadable';
  }
}

/** The text of any version of the database. What cannot be read is said in one line, not thrown. */
export async function dumpFile(path: string): Promise<string> {
  const { parts, unreadable } = await describeVersion(path);
  return unreadable === undefined ? renderParts(parts) : `${unreadable}\n`;
}

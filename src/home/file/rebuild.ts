import { closeSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { TrackerEvent } from '../../domain/event/event.ts';
import { listAllEvents } from '../../store/read/events.ts';
import { readPlainFile } from '../../store/regular.ts';
import { connect } from '../../store/schema/connect.ts';
import { openTables } from '../../store/schema/open.ts';
import { findStamp } from '../../store/stamp.ts';
import { buildFile } from './canonical.ts';
import { parseHeader } from './header.ts';
import { databasePath, type Location, makeSidePaths } from './location.ts';
import { openTrackerLock } from './publish/tracker-lock.ts';
import { makeDurable } from './publish/working.ts';
import { tempName } from './side/temps.ts';
import { translated } from './translate.ts';
import { writeNew } from './write-whole.ts';

/** No tracker has as many bytes: what is larger is not read whole. */
const maxBytes = 2 ** 28;
const lockTimeoutMs = 15_000;

/** The tables that events are in. Read as they lie they run nothing, whatever else there is. */
const eventTables = ['events', 'actors', 'sessions', 'tickets'];

/**
 * The events of a file whose schema is not ours, from the tables that are. Throws `database` where one of those is in
 * another form too.
 */
export function salvageEvents(path: string): Promise<TrackerEvent[]> {
  return translated('read', async () => {
    const file = readPlainFile(path, '.tracker/data.db', maxBytes) ?? Buffer.alloc(0);
    const used = parseHeader(file, file.length)?.bytes ?? 0;
    const sqlite = openTables(file.subarray(0, used), eventTables);
    try {
      return listAllEvents(connect(sqlite)).map(({ event: _, ...event }) => event as TrackerEvent);
    } finally {
      sqlite.close();
    }
  });
}

/** Replaces the file by one that is made of its events alone. Throws `database` and `busy`. */
export const rebuildFile = (location: Location): Promise<void> =>
  replaceBy(location, async () => buildFile(await salvageEvents(databasePath(location))));

/** Replaces the file, whatever is in it, by another version. Throws `busy`. */
export const replaceFile = (location: Location, bytes: Buffer): Promise<void> => replaceBy(location, async () => bytes);

async function replaceBy(location: Location, make: () => Promise<Buffer>): Promise<void> {
  const path = databasePath(location);
  const lock = openTrackerLock(location);
  try {
    await lock.acquire(lockTimeoutMs);
    const { own } = makeSidePaths(location);
    const draft = join(own, tempName('rebuilt'));
    writeNew(draft, await make());
    closeSync(makeDurable(draft, findStamp(path)));
    renameSync(draft, path);
  } finally {
    lock.close();
  }
}

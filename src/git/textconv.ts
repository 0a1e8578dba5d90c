import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toTrackerError } from '../domain/errors.ts';
import { dump } from '../store/dump.ts';
import { databasePath } from '../store/side.ts';
import { openStore } from '../store/store.ts';

/**
 * The text of any version of the database, for `git diff` and `git log -p`. What cannot be read is said in one line, not
 * thrown: git ends the whole command when a textconv fails.
 */
export async function dumpFile(path: string, write: (text: string) => void): Promise<void> {
  if (statSync(path).size === 0) return;
  const root = mkdtempSync(join(tmpdir(), 'tracker-dump-'));
  const store = openStore(
    { root },
    { listEntries: async () => [], readBlob: async () => undefined, hasObject: async () => false },
  );
  try {
    mkdirSync(dirname(databasePath({ root })));
    copyFileSync(path, databasePath({ root }));
    await store.read(async (db) => {
      for (const part of dump(db)) write(part);
    });
  } catch (error) {
    write(`unreadable: ${toTrackerError(error).message}\n`);
  } finally {
    store.close();
    rmSync(root, { recursive: true, force: true });
  }
}

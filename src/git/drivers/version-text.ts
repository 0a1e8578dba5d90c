import { toTrackerError } from '../../domain/errors.ts';
import { readBytes, readUsed } from '../../home/file/bytes.ts';
import { translated } from '../../home/file/translate.ts';
import { dump } from '../../store/read/dump.ts';

/**
 * The text of any version of the database, for `git diff` and `git log -p`. What cannot be read is said in one line, not
 * thrown: git ends the whole command when a textconv fails.
 */
export async function dumpFile(path: string): Promise<string> {
  try {
    // Whole before it is shown: damage may come to light in the last ticket.
    return await translated('read', () => readBytes(readUsed(path), async (db) => [...dump(db)].join('')));
  } catch (error) {
    return `unreadable: ${toTrackerError(error).message}\n`;
  }
}

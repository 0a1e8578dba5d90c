import { TrackerError } from '../../domain/errors.ts';
import { readStart } from '../../store/regular.ts';
import { applicationId, majorVersion } from '../../store/schema/migrate.ts';
import { damagedHint } from './damage.ts';

export const isNewerMajor = (userVersion: number): boolean => Math.floor(userVersion / 1000) > majorVersion;

export interface Header {
  walMode: boolean;
  userVersion: number;
  /** What the pages take: what follows is room, or nothing of ours. */
  bytes: number;
}

/**
 * Looks at a file without opening it in SQLite. Undefined: not complete (git is still writing it, or it is truncated).
 * Throws `database` for what is no tracker database or one of a newer major version.
 */
export function readHeader(path: string): Header | undefined {
  const { start, size } = readStart(path, '.tracker/data.db', 100);
  return parseHeader(start, size);
}

const magic = Buffer.from('SQLite format 3\0');

/** `readHeader` for the first bytes of a file of `size` bytes. Source: sqlite.org/fileformat2.html §1.3. */
export function parseHeader(bytes: Buffer, size: number): Header | undefined {
  const start = bytes.subarray(0, magic.length);
  if (!start.equals(magic.subarray(0, start.length)))
    throw new TrackerError('database', '.tracker/data.db is not a SQLite database.', damagedHint);
  if (bytes.length < 100) return undefined;
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65536 : bytes.readUInt16BE(16);
  const walMode = bytes[18] === 2 || bytes[19] === 2;
  const used = bytes.readUInt32BE(28) * pageSize;
  const userVersion = bytes.readUInt32BE(60);
  if (bytes.readUInt32BE(68) !== applicationId)
    throw new TrackerError('database', '.tracker/data.db is a SQLite database of another program.', notOursHint);
  if (isNewerMajor(userVersion)) throw newerMajor(userVersion);
  if (!walMode && used > size) return undefined;
  return { walMode, userVersion, bytes: walMode ? size : used };
}

/**
 * What there is to be read of a file of `size` bytes, as its first ones tell; of what is no database of ours these are enough
 * to say so.
 */
export function usedBytesOf(start: Buffer, size: number): number {
  try {
    return parseHeader(start, size)?.bytes ?? start.length;
  } catch {
    return start.length;
  }
}

const notOursHint =
  'It was left as it is. Restore it with git (`git log -- .tracker/data.db` lists its versions), or move it away to start anew.';

const newerMajor = (version: number): TrackerError =>
  new TrackerError(
    'database',
    `.tracker/data.db has format ${Math.floor(version / 1000)}; this program reads up to ${majorVersion}.`,
    'It was left as it is. Install the newer tracker-mcp that the team uses.',
  );

import { readStart } from '../../../store/regular.ts';

/**
 * git asks for a file's size, opens it a moment later, and reads as many bytes as it was told (index_core in git's
 * object-file.c). A version that takes the file's place in between is stored cut to the size of the one before. So each
 * version has to be whole within that size: the file ends with room, and grows while there is some left. SQLite goes by the
 * number of pages in the header (sqlite.org/fileformat2.html §1.3.7) and leaves what follows alone.
 */
const page = 4096;
const leastRoom = 128 * 1024;

/**
 * The size of a version, in bytes: that of the version before, or, when the half of its room is used up, more. A version
 * whose room is far too large, which somebody else has made so, gets its own.
 */
export function sizeWithRoom(used: number, before = 0): number {
  const room = leastRoom + used / 16;
  const left = before - used;
  return left >= room / 2 && left <= 4 * room ? before : Math.ceil((used + room) / page) * page;
}

/** The bytes of a database file that its header counts. */
export function usedBytes(path: string): number {
  const { start } = readStart(path, 'The copy of .tracker/data.db', 32);
  const pageSize = start.readUInt16BE(16) === 1 ? 65_536 : start.readUInt16BE(16);
  return start.readUInt32BE(28) * pageSize;
}

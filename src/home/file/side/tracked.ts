import { join } from 'node:path';
import { readPlainFile } from '../../../store/regular.ts';
import type { Location } from '../location.ts';

/** More than any index has. */
const maxBytes = 2 ** 30;

/**
 * Whether git's index has anything in `.tracker/local`. It is read here, as git would have to be started at each first write.
 * What a repository tracks there came from others, and a checkout replaces it at any time.
 */
export function isLocalTracked({ gitDir, part }: Location): boolean {
  if (gitDir === undefined) return false;
  const index = readPlainFile(join(gitDir, 'index'), 'the index of git', maxBytes);
  return index !== undefined && hasBelow(index, `${part ? `${part}/` : ''}.tracker/local/`);
}

/** Whether git's index has several versions of `.tracker/data.db`: a merge was not finished. Asks no git. */
export function isUnmerged({ gitDir, part }: Location): boolean {
  if (gitDir === undefined) return false;
  const index = readPlainFile(join(gitDir, 'index'), 'the index of git', maxBytes);
  const path = `${part ? `${part}/` : ''}.tracker/data.db`;
  return index !== undefined && has(index, path, (name, wanted, stage) => stage > 0 && name === wanted);
}

/** Whether an index has this path. */
export const hasPath = (index: Buffer, path: string): boolean => has(index, path, (name, wanted) => name === wanted);

/** Whether an index has a path that begins with `prefix` (gitformat-index). */
export const hasBelow = (index: Buffer, prefix: string): boolean =>
  has(index, prefix, (name, wanted) => name.startsWith(wanted));

/** Whether it is git's index, of whatever version. */
export const isIndex = (index: Buffer): boolean => index.length >= 12 && index.toString('latin1', 0, 4) === 'DIRC';

function has(index: Buffer, path: string, isIt: (name: string, wanted: string, stage: number) => boolean): boolean {
  if (!isIndex(index)) return false;
  // In version 4 a path lacks what it has in common with the one before.
  if (index.readUInt32BE(4) < 4 && !index.includes(path)) return false;
  const wanted = Buffer.from(path).toString('latin1');
  return [20, 32].some((hashBytes) => {
    try {
      for (const { name, stage } of entriesIn(index, hashBytes)) if (isIt(name, wanted, stage)) return true;
      return false;
    } catch {
      // Hashes of the other length.
      return false;
    }
  });
}

const statBytes = 40;

/** `stage`: 0, and of an unmerged path 1 to 3. */
function* entriesIn(index: Buffer, hashBytes: number): Generator<{ name: string; stage: number }> {
  const version = index.readUInt32BE(4);
  const count = index.readUInt32BE(8);
  let name = '';
  for (let entry = 0, at = 12; entry < count; entry++) {
    const start = at;
    const flags = index.readUInt16BE(at + statBytes + hashBytes);
    at += statBytes + hashBytes + 2 + (version >= 3 && flags & 0x4000 ? 2 : 0);
    let kept = '';
    if (version >= 4) {
      const { value, next } = readOffset(index, at);
      kept = name.slice(0, Math.max(0, name.length - value));
      at = next;
    }
    const end = index.indexOf(0, at);
    if (end < 0) return;
    name = kept + index.toString('latin1', at, end);
    yield { name, stage: (flags >> 12) & 3 };
    at = version >= 4 ? end + 1 : start + ((end - start + 8) & ~7);
  }
}

/** git's variable width numbers (`decode_varint` in varint.c). */
function readOffset(index: Buffer, at: number): { value: number; next: number } {
  let byte = index.readUInt8(at++);
  let value = byte & 127;
  while (byte & 128) {
    byte = index.readUInt8(at++);
    value = (value + 1) * 128 + (byte & 127);
  }
  return { value, next: at };
}

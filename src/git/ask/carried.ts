import { join } from 'node:path';
import type { Location } from '../../home/file/location.ts';
import { readPlainFile } from '../../store/regular.ts';
import { findStamp, type Stamp, sameStamp } from '../../store/stamp.ts';
import { git } from './git.ts';

/** Bytes: that of a million files. */
const maxIndexBytes = 2 ** 27;

/**
 * Whether git carries the tracker's file, that is, whether its index has it. Read from the index itself, once for each of
 * its versions: git is started for the rare formats in which no path stands whole.
 */
export function carriedBy({ root, gitDir, part }: Location): () => Promise<boolean> {
  let known: { stamp: Stamp; answer: boolean } | undefined;
  return async () => {
    const path = gitDir && join(gitDir, 'index');
    const stamp = path ? findStamp(path) : undefined;
    if (!path || !stamp) return false;
    if (known && sameStamp(known.stamp, stamp)) return known.answer;
    const name = [...(part?.split(/[\\/]/) ?? []), '.tracker/data.db'].join('/');
    const answer = findInIndex(readIndex(path), name) ?? (await askGit(root));
    known = { stamp, answer };
    return answer;
  };
}

function readIndex(path: string): Buffer | undefined {
  try {
    return readPlainFile(path, path, maxIndexBytes);
  } catch {
    return undefined;
  }
}

/**
 * Whether an index in git's format 2 or 3 has an entry of this name (gitformat-index(5)): before the name stand its flags,
 * whose last 12 bits are its length. Undefined for other formats, and for one that is a difference to another file.
 */
export function findInIndex(index: Buffer | undefined, name: string): boolean | undefined {
  if (index?.toString('latin1', 0, 4) !== 'DIRC' || index.length < 12) return undefined;
  const version = index.readUInt32BE(4);
  if (version !== 2 && version !== 3) return undefined;
  const wanted = Buffer.from(`${name}\0`);
  const lengthAt = (at: number) => (at < 0 ? -1 : index.readUInt16BE(at) & 0xfff);
  for (let at = index.indexOf(wanted, 12); at >= 0; at = index.indexOf(wanted, at + 1))
    if ([2, 4].some((back) => lengthAt(at - back) === wanted.length - 1)) return true;
  return index.includes('link\0') ? undefined : false;
}

async function askGit(root: string): Promise<boolean> {
  const { code, stdout } = await git(root, ['ls-files', '--', '.tracker/data.db']);
  return code === 0 && stdout !== '';
}

import { join } from 'node:path';
import type { Location } from '../../home/file/location.ts';
import { hasPath, isIndex } from '../../home/file/side/tracked.ts';
import { readPlainFile } from '../../store/regular.ts';
import { findStamp, type Stamp, sameStamp } from '../../store/stamp.ts';
import { git } from './git.ts';

/** Bytes: that of a million files. */
const maxIndexBytes = 2 ** 27;

/**
 * Whether git carries the tracker's file, that is, whether its index has it. Read from the index itself, once for each of
 * its versions: git is started where a part of the index is in another file.
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

/** Whether an index has an entry of this name. Undefined for what is no index, and where another file has more of it. */
export function findInIndex(index: Buffer | undefined, name: string): boolean | undefined {
  if (!index || !isIndex(index)) return undefined;
  return hasPath(index, name) || (index.includes('link\0') ? undefined : false);
}

async function askGit(root: string): Promise<boolean> {
  const { code, stdout } = await git(root, ['ls-files', '--', '.tracker/data.db']);
  return code === 0 && stdout !== '';
}

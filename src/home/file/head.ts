import { join } from 'node:path';
import { readPlainFile } from '../../store/regular.ts';

/**
 * What is checked out: `refs/heads/main`, or a commit's hash. In the middle of a rebase it is the branch that is being
 * rebased. Undefined where git does not say, as in the reftable format, whose HEAD names no branch. Reads files: this is asked
 * for at every write.
 */
export function findHead(gitDir: string): string | undefined {
  const head = readLine(join(gitDir, 'HEAD'));
  const ref = head && /^ref: (.+)$/.exec(head)?.[1];
  if (ref) return ref === 'refs/heads/.invalid' ? undefined : ref;
  return readLine(join(gitDir, 'rebase-merge/head-name')) ?? readLine(join(gitDir, 'rebase-apply/head-name')) ?? head;
}

/** More than a path or the name of a branch can have. */
const maxBytes = 64 * 1024;

/** One of git's files of a line, trimmed; undefined where there is none, or nothing in it. */
export function readLine(path: string): string | undefined {
  try {
    return readPlainFile(path, path, maxBytes)?.toString().trim() || undefined;
  } catch {
    return undefined;
  }
}

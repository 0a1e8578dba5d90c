import { join } from 'node:path';
import { readPlainFile } from '../../store/regular.ts';

/**
 * What is checked out: `refs/heads/main`, or a commit's hash. In the middle of a rebase it is the branch that is being
 * rebased. Undefined where git does not say, as in the reftable format, whose HEAD names no branch. Reads files: this is asked
 * for at every write.
 */
export function findHead(gitDir: string): string | undefined {
  const head = readText(join(gitDir, 'HEAD'));
  const ref = head && /^ref: (.+)$/.exec(head)?.[1];
  if (ref) return ref === 'refs/heads/.invalid' ? undefined : ref;
  return readText(join(gitDir, 'rebase-merge/head-name')) ?? readText(join(gitDir, 'rebase-apply/head-name')) ?? head;
}

/** More than the name of a branch can have. */
const maxBytes = 64 * 1024;

function readText(path: string): string | undefined {
  try {
    return readPlainFile(path, path, maxBytes)?.toString().trim() || undefined;
  } catch {
    return undefined;
  }
}

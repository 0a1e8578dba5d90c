import { readFileSync } from 'node:fs';
import { join } from 'node:path';

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

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

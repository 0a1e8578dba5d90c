import { lstatSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlainFile } from '../../store/regular.ts';
import { type GitAnswer, git } from '../ask/git.ts';

/** What `tracker init` writes is smaller. */
const maxBytes = 2 ** 20;

/**
 * Runs a merge of `ref`, and once more without the files in its way that are in no commit here and are the same, byte for
 * byte, in what is merged: what `tracker init` wrote in two clones that did not know of each other. They come with the
 * merge, or are put back where there is none.
 */
export async function withoutSame(
  { root, ref }: { root: string; ref: string },
  merge: () => Promise<GitAnswer>,
): Promise<GitAnswer> {
  const answer = await merge();
  const paths = listInTheWay(answer);
  if (answer.code === 0 || paths.length === 0) return answer;
  const top = (await git(root, ['rev-parse', '--show-toplevel'])).stdout.trimEnd();
  if (!(await areSame(top, ref, paths))) return answer;
  const kept = paths.map((name) => {
    const path = join(top, name);
    return { path, bytes: readPlainFile(path, name, maxBytes) ?? '', mode: statSync(path).mode };
  });
  for (const { path } of kept) rmSync(path);
  const second = await merge();
  // `wx`: the merge may have brought some of them.
  if (second.code !== 0)
    for (const { path, bytes, mode } of kept) {
      try {
        writeFileSync(path, bytes, { mode, flag: 'wx' });
      } catch {}
    }
  return second;
}

/** From the top of the work tree, as git lists them; those of a name that git would quote are left to the user. */
function listInTheWay({ stderr }: GitAnswer): string[] {
  const [, list = ''] = /untracked working tree files would be overwritten by merge:\n((?:\t.+\n)+)/.exec(stderr) ?? [];
  return list.split('\n').flatMap((line) => line.slice(1) || []);
}

async function areSame(top: string, ref: string, paths: readonly string[]): Promise<boolean> {
  const found = paths.map((path) => lstatSync(join(top, path), { throwIfNoEntry: false }));
  // A link would be hashed, and put back, as what it leads to.
  if (!found.every((file) => file?.isFile() && file.size <= maxBytes)) return false;
  const hashed = await git(top, ['hash-object', '--stdin-paths'], { input: `${paths.join('\n')}\n` });
  const theirs = await git(top, ['rev-parse', ...paths.map((path) => `${ref}:${path}`)]);
  return hashed.code === 0 && theirs.code === 0 && hashed.stdout === theirs.stdout;
}

import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Location } from '../../home/file/location.ts';

/** Names that default branches have. */
export const likelyDefaults = ['main', 'master', 'trunk'];

/**
 * What `begin` made, for as long as HEAD and the default branch are where they were, which is told by small files; undefined
 * outside of a repository.
 */
export function untilHeadMoves<T>(
  find: () => Location,
  begin: (location: Location) => T,
): () => Promise<T | undefined> {
  let location: Location | undefined;
  let known: { files: string[]; stamp: string; made: T } | undefined;
  return async () => {
    // A repository stays where it is; where there is none, one may be made.
    if (!location?.gitDir) location = find();
    if (!location.gitDir) return undefined;
    if (!known || stampOf(known.files) !== known.stamp) {
      const files = await listFiles(location);
      known = { files, stamp: stampOf(files), made: begin(location) };
    }
    return known.made;
  };
}

/** The files by which it is told whether HEAD, or a branch that may be the default one, is at another commit. */
async function listFiles({ gitDir = '', commonDir = gitDir }: Location): Promise<string[]> {
  const head = join(gitDir, 'HEAD');
  const remote = join(commonDir, 'refs/remotes/origin/HEAD');
  const texts = await Promise.all([head, remote].map((path) => readFile(path, 'utf8').catch(() => '')));
  const named = texts.flatMap((text) => /^ref: (refs\/.+)$/m.exec(text)?.[1] ?? []);
  const branches = likelyDefaults.flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`]);
  const local = named.map((ref) => ref.replace(/^refs\/remotes\/origin\//, 'refs/heads/'));
  const others = [...new Set([...named, ...local, ...branches]), 'packed-refs', 'reftable/tables.list'];
  return [head, join(gitDir, 'logs/HEAD'), remote, ...others.map((path) => join(commonDir, path))];
}

/** Another text whenever one of the files is another: they are looked at, and not opened, by every call. */
const stampOf = (files: readonly string[]): string =>
  files
    .map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }))
    .map((found) => (found ? `${found.ino} ${found.mtimeNs} ${found.size}` : ''))
    .join();

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Location } from '../../home/file/location.ts';

/** Names that default branches have. */
export const likelyDefaults = ['main', 'master', 'trunk'];

/** Where HEAD and the default branch are. */
export interface Standing {
  /** Another text wherever one of them may be at another commit, or a commit may have another past. */
  stamp: string;
  /** When one of the files that tell it was last written, in milliseconds since 1970. */
  changed: number;
}

/**
 * What `begin` made, for as long as HEAD and the default branch are where they were, which is told by small files; undefined
 * outside of a repository.
 */
export function untilHeadMoves<T>(
  find: () => Location,
  begin: (location: Location, standing: Standing) => T,
): () => T | undefined {
  let location: Location | undefined;
  let known: { files: string[]; stamp: string; made: T } | undefined;
  return () => {
    // A repository stays where it is; where there is none, one may be made.
    if (!location?.gitDir) location = find();
    if (!location.gitDir) return undefined;
    if (!known || standingOf(known.files).stamp !== known.stamp) {
      const files = listFiles(location);
      const standing = standingOf(files);
      known = { files, stamp: standing.stamp, made: begin(location, standing) };
    }
    return known.made;
  };
}

/** What changes the past of a commit, which stays where it is: a shallow clone that is deepened, a commit that is replaced. */
const pasts = ['shallow', 'refs/replace', 'info/grafts'];

/** The files by which it is told whether HEAD, or a branch that may be the default one, is at another commit. */
function listFiles({ gitDir = '', commonDir = gitDir }: Location): string[] {
  const head = join(gitDir, 'HEAD');
  const remote = join(commonDir, 'refs/remotes/origin/HEAD');
  const texts = [head, remote].map(readIfThere);
  const named = texts.flatMap((text) => /^ref: (refs\/.+)$/m.exec(text)?.[1] ?? []);
  const branches = likelyDefaults.flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`]);
  const local = named.map((ref) => ref.replace(/^refs\/remotes\/origin\//, 'refs/heads/'));
  const refs = new Set([...named, ...local, ...branches]);
  const others = [...refs, 'packed-refs', 'reftable/tables.list', ...pasts];
  return [head, join(gitDir, 'logs/HEAD'), remote, ...others.map((path) => join(commonDir, path))];
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The files are looked at, and not opened, by every call. */
function standingOf(files: readonly string[]): Standing {
  const found = files.map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return {
    stamp: found.map((stats) => (stats ? `${stats.ino} ${stats.mtimeNs} ${stats.size}` : '')).join(),
    changed: found.reduce((latest, stats) => Math.max(latest, Number(stats?.mtimeMs ?? 0)), 0),
  };
}

import type { Location } from '../../home/file/location.ts';
import type { Commit, Repository } from '../../store/repository.ts';
import { git } from './git.ts';
import { checkAsked } from './refusal.ts';
import { untilHeadMoves } from './until-head-moves.ts';

/** The commits of a repository by the names that were asked for; those that it does not have are left out. Throws `database` where git cannot be asked. */
export async function findCommits(root: string, names: readonly string[]): Promise<Map<string, Commit>> {
  const asked = [...new Set(names)].filter((name) => !/[\0\n]/.test(name));
  const hashes = asked.length > 0 ? await resolveCommits(root, asked) : new Map<string, string>();
  const subjects =
    hashes.size > 0 ? await readSubjects(root, [...new Set(hashes.values())]) : new Map<string, string>();
  const found = new Map<string, Commit>();
  for (const [name, hash] of hashes) {
    const subject = subjects.get(hash);
    if (subject !== undefined) found.set(name, { hash, subject });
  }
  return found;
}

/** As `findOutsideHead`, which is asked for each commit once for a position of HEAD. */
export function outsideHeadIn(find: () => Location): Repository['findOutsideHead'] {
  const ask = untilHeadMoves(find, ({ root }) => ({ root, outside: new Map<string, boolean>() }));
  return async (hashes) => {
    const known = ask();
    if (!known) return new Set();
    const asked = hashes.filter((hash) => !known.outside.has(hash));
    if (asked.length > 0) {
      const found = await findOutsideHead(known.root, asked);
      for (const hash of asked) known.outside.set(hash, found.has(hash));
    }
    return new Set(hashes.filter((hash) => known.outside.get(hash)));
  };
}

/**
 * Those of the commits, by their full hashes, that the history of HEAD does not have: of branches that were not merged, that
 * are gone, or never came here. Without git, or before the first commit, none: then nothing is known.
 */
export async function findOutsideHead(root: string, hashes: readonly string[]): Promise<Set<string>> {
  const listed = await listOutside(root, hashes);
  if (listed) return new Set(hashes.filter((hash) => listed.has(hash)));
  // One is not here, or HEAD is no commit.
  const here = await resolveCommits(root, [...hashes, 'HEAD']);
  if (!here.has('HEAD')) return new Set();
  const known = hashes.filter((hash) => here.has(hash));
  const outside = known.length > 0 ? await listOutside(root, known) : undefined;
  return new Set(hashes.filter((hash) => !here.has(hash) || outside?.has(hash)));
}

/** The hashes and what they come from, down to what HEAD has; undefined where git cannot say. */
async function listOutside(root: string, hashes: readonly string[]): Promise<Set<string> | undefined> {
  const { code, stdout } = await git(root, ['rev-list', '--stdin'], { input: [...hashes, '^HEAD', ''].join('\n') });
  return code === 0 ? new Set(stdout.split('\n')) : undefined;
}

/** Full hashes by name. A short one that several objects share is said to be missing, as it is for git. */
async function resolveCommits(root: string, names: readonly string[]): Promise<Map<string, string>> {
  const input = names.map((name) => `${name}^{commit}\n`).join('');
  const answer = await git(root, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input });
  checkAsked(root, answer);
  const { code, stdout } = answer;
  if (code !== 0) return new Map();
  // One line for each name: of an ambiguous one the candidates go to stderr.
  const lines = stdout.split('\n');
  return new Map(
    names.flatMap((name, index): [string, string][] => {
      const hash = /^([0-9a-f]{40,64}) commit$/.exec(lines[index] ?? '')?.[1];
      return hash ? [[name, hash]] : [];
    }),
  );
}

async function readSubjects(root: string, hashes: readonly string[]): Promise<Map<string, string>> {
  // rev-list is plumbing: `git log` may be configured to run gpg.
  const args = ['-c', 'i18n.logOutputEncoding=UTF-8', 'rev-list', '--no-walk=unsorted', '--format=%H%x00%s', '--stdin'];
  const { code, stdout } = await git(root, args, { input: hashes.map((hash) => `${hash}\n`).join('') });
  if (code !== 0) return new Map();
  return new Map(
    stdout.split('\n').flatMap((line): [string, string][] => {
      const [hash, subject] = line.split('\0');
      return hash !== undefined && subject !== undefined ? [[hash, subject]] : [];
    }),
  );
}

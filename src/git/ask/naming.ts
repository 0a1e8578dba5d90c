import { keysInMessage, revertedBy } from '../../domain/commit-message.ts';
import type { Location } from '../../home/file/location.ts';
import type { NamingCommit, Repository } from '../../store/repository.ts';
import { git } from './git.ts';
import { type KeptNaming, keptNaming, type Side } from './kept-naming.ts';
import { likelyDefaults, untilHeadMoves } from './until-head-moves.ts';

/** The newest commits that are looked at, and how long git may take for that: what takes longer is left out. */
const limits = { commits: 2_000, ms: 2_000 };

/**
 * Lists the commits whose messages name keys. git is asked once for each position of HEAD, by whichever process of the clone
 * comes first; where it has no answer there are none.
 */
export function namingIn(find: () => Location): Repository['listNaming'] {
  const ask = untilHeadMoves(find, (location, standing) => ({
    root: location.root,
    kept: keptNaming(location, standing),
    lists: new Map<string, Promise<NamingCommit[]>>(),
  }));
  return async (of) => {
    const known = ask();
    if (!known) return [];
    const list = known.lists.get(of) ?? listOnce(known.root, of, known.kept);
    known.lists.set(of, list);
    return list;
  };
}

async function listOnce(root: string, of: Side, kept: KeptNaming): Promise<NamingCommit[]> {
  const known = kept.find(of);
  if (known) return known;
  const listed = await listNaming(root, of);
  if (listed) kept.keep(of, listed);
  return listed ?? [];
}

/** Undefined where git has no answer. */
async function listNaming(root: string, of: Side): Promise<NamingCommit[] | undefined> {
  const revisions = of === 'head' ? ['HEAD'] : await findDefault(root);
  if (revisions.length === 0) return undefined;
  // rev-list is plumbing: `git log` may be configured to run gpg.
  const format = '--format=%x1e%H%x00%ct%x00%an%x00%B';
  const args = ['-c', 'i18n.logOutputEncoding=UTF-8', 'rev-list', `--max-count=${limits.commits}`, format];
  const { code, stdout } = await git(root, [...args, ...revisions, '--'], { timeoutMs: limits.ms });
  return code === 0 ? readCommits(stdout) : undefined;
}

function readCommits(text: string): NamingCommit[] {
  const reverted = new Set<string>();
  return text.split('\x1e').flatMap((part): NamingCommit[] => {
    const [hash = '', seconds, author = '', message = ''] = part.split('\0');
    const takesBack = revertedBy(message);
    // The newer ones come first.
    if (takesBack !== undefined && !reverted.has(hash)) reverted.add(takesBack);
    const { names, closes } = keysInMessage(message);
    if (names.length === 0) return [];
    const [subject = ''] = message.split('\n');
    return [{ hash, time: Number(seconds) * 1000, author, subject, names, closes: reverted.has(hash) ? [] : closes }];
  });
}

/** The refs of the default branch, here and at the remote; without any it is what is checked out. */
async function findDefault(root: string): Promise<string[]> {
  const here = likelyDefaults.map((name) => `refs/heads/${name}`);
  const there = likelyDefaults.map((name) => `refs/remotes/origin/${name}`);
  const args = ['for-each-ref', '--format=%(refname) %(symref)', 'refs/remotes/origin/HEAD', ...there, ...here];
  const { stdout } = await git(root, args, { timeoutMs: limits.ms });
  const rows = stdout.split('\n').map((line) => line.split(' '));
  const refs = new Set(rows.map(([ref = '']) => ref));
  const remote = rows.find(([ref]) => ref === 'refs/remotes/origin/HEAD')?.[1];
  if (remote) {
    const local = `refs/heads/${remote.slice('refs/remotes/origin/'.length)}`;
    return [remote, ...((await isThere(root, local)) ? [local] : [])];
  }
  const name = likelyDefaults.find((one) => refs.has(`refs/remotes/origin/${one}`) || refs.has(`refs/heads/${one}`));
  if (name === undefined) return (await isThere(root, 'HEAD')) ? ['HEAD'] : [];
  return [`refs/remotes/origin/${name}`, `refs/heads/${name}`].filter((ref) => refs.has(ref));
}

const isThere = async (root: string, ref: string): Promise<boolean> =>
  (await git(root, ['rev-parse', '--quiet', '--verify', ref])).code === 0;

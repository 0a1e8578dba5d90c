import { TrackerError } from '../../domain/errors.ts';
import { git } from '../ask/git.ts';
import { checkAsked } from '../ask/refusal.ts';

/** Runs git with the network and a person's terminal, as the person would. */
export type Run = (args: string[]) => Promise<{ code: number; stdout: string; stderr: string }>;

/** A branch of a remote, as this clone knows it. */
export interface RemoteBranch {
  remote: string;
  branch: string;
  /** `refs/remotes/origin/main`. */
  ref: string;
}

export interface Branch {
  name: string;
  upstream: RemoteBranch | undefined;
  /** Where `git push` without words would push to. */
  push: RemoteBranch | undefined;
  remotes: string[];
}

/** What is checked out. Throws `invalid_input` where there is no branch, no commit or no remote, and `database` where git cannot be asked. */
export async function getBranch(root: string): Promise<Branch> {
  const [head, commit, listed] = await Promise.all([
    git(root, ['symbolic-ref', '--quiet', 'HEAD']),
    git(root, ['rev-parse', '--quiet', '--verify', 'HEAD^{commit}']),
    git(root, ['remote']),
  ]);
  // Not git's short name, which is another where a tag has the branch's.
  const name = head.stdout.trim().replace(/^refs\/heads\//, '');
  const remotes = listed.stdout.split('\n').filter(Boolean);
  checkAsked(root, listed);
  if (listed.code !== 0) throw refuse('This is no git repository.', 'Run `git init`, or go to the clone.');
  if (!name)
    throw refuse('HEAD is detached: there is no branch to merge into.', 'Check one out with `git switch BRANCH`.');
  if (remotes.length === 0) throw refuse('This repository has no remote.', 'Add one with `git remote add origin URL`.');
  if (commit.code !== 0)
    throw refuse(
      `The branch ${name} has no commit yet.`,
      `Take the team's history with \`git pull ${remotes[0]} BRANCH\`, or commit first.`,
    );
  return { name, remotes, ...(await readTracking(root, name)) };
}

/** Names of remotes; none without git. */
export const listRemotes = async (root: string): Promise<string[]> =>
  (await git(root, ['remote'])).stdout.split('\n').filter(Boolean);

async function readTracking(root: string, name: string): Promise<Pick<Branch, 'upstream' | 'push'>> {
  const parts = ['upstream', 'push'].flatMap((kind) => [`%(${kind})`, `%(${kind}:remotename)`, `%(${kind}:remoteref)`]);
  const { stdout } = await git(root, ['for-each-ref', `--format=${parts.join('%00')}`, `refs/heads/${name}`]);
  const fields = stdout.split('\n')[0]?.split('\0') ?? [];
  const read = (from: number): RemoteBranch | undefined => {
    const [ref, remote, remoteRef] = fields.slice(from, from + 3);
    // A branch that follows one of this clone has `.` for its remote.
    if (!ref?.startsWith('refs/remotes/') || !remote) return undefined;
    // git names the remote's branch only where a push refspec is configured.
    return {
      ref,
      remote,
      branch: remoteRef ? remoteRef.replace('refs/heads/', '') : ref.replace(`refs/remotes/${remote}/`, ''),
    };
  };
  return { upstream: read(0), push: read(3) };
}

/** The remote that a branch's team works on. Throws `invalid_input` where several could be meant. */
export function getRemote({ upstream, remotes }: Branch): string {
  const only = remotes.length === 1 ? remotes[0] : undefined;
  const remote = upstream?.remote ?? remotes.find((one) => one === 'origin') ?? only;
  if (remote !== undefined) return remote;
  throw refuse(
    `This branch has no upstream, and the remotes are ${remotes.join(', ')}.`,
    `Say what to merge: \`tracker sync --base ${remotes[0]}/main\`.`,
  );
}

/**
 * What to merge, in this order, once the remotes are fetched: what others have pushed to this very branch, then its base.
 * The base is the one asked for, else the upstream where the branch is pushed elsewhere, else the remote's default branch.
 */
export async function listTargets(root: string, branch: Branch, run: Run, asked?: string): Promise<string[]> {
  const { upstream } = branch;
  const remote = getRemote(branch);
  const isOwn = upstream !== undefined && (upstream.ref === branch.push?.ref || upstream.branch === branch.name);
  const own = branch.push ?? (isOwn ? upstream : undefined);
  const base = asked
    ? await getAsked(root, { asked, remote, remotes: branch.remotes }, run)
    : upstream && !isOwn
      ? upstream.ref
      : await getDefault(root, remote, run, own);
  const targets = [];
  for (const ref of new Set([own?.ref, base])) if (ref && (await exists(root, ref))) targets.push(ref);
  return targets;
}

/** `main` is the remote's, `upstream/main` another remote's; anything else is what git knows by that name. */
async function getAsked(
  root: string,
  { asked, remote, remotes }: { asked: string; remote: string; remotes: string[] },
  run: Run,
): Promise<string> {
  const named = remotes.find((one) => asked.startsWith(`${one}/`));
  const branch = named ? asked.slice(named.length + 1) : asked;
  const found = await findRemoteBranch(root, named ?? remote, branch, run);
  if (found) return found;
  if (!asked.startsWith('-') && (await exists(root, asked))) return asked;
  throw new TrackerError(
    'not_found',
    `${named ?? remote} has no branch ${branch}, and this clone knows nothing of that name.`,
    '`git branch --remotes` lists the branches.',
  );
}

async function getDefault(root: string, remote: string, run: Run, own: RemoteBranch | undefined): Promise<string> {
  // What a clone notes of it when it is made, git never corrects: the branch may have got another name since.
  const { stdout } = await run(['ls-remote', '--symref', remote, 'HEAD']);
  const branch = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(stdout)?.[1];
  const found = branch && (await findRemoteBranch(root, remote, branch, run));
  if (found) return found;
  const noted = await git(root, ['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`]);
  if (noted.code === 0 && (await exists(root, noted.stdout.trim()))) return noted.stdout.trim();
  if (own && (await exists(root, own.ref))) return own.ref;
  throw refuse(
    `${remote} has no default branch to merge.`,
    `If it is empty, push first: \`git push --set-upstream ${remote} HEAD\`; else name the branch: \`tracker sync --base BRANCH\`.`,
  );
}

/** A clone of a single branch has not fetched the others. */
async function findRemoteBranch(root: string, remote: string, branch: string, run: Run): Promise<string | undefined> {
  if ((await git(root, ['check-ref-format', '--branch', branch])).code !== 0) return undefined;
  const ref = `refs/remotes/${remote}/${branch}`;
  if (await exists(root, ref)) return ref;
  const fetched = await run(['fetch', '--quiet', remote, `+refs/heads/${branch}:${ref}`]);
  return fetched.code === 0 ? ref : undefined;
}

/** `origin/main` for `refs/remotes/origin/main`. */
export const shortName = (ref: string): string => ref.replace(/^refs\/(remotes|heads|tags)\//, '');

const exists = async (root: string, name: string): Promise<boolean> =>
  (await git(root, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{commit}`])).code === 0;

const refuse = (message: string, hint: string): TrackerError => new TrackerError('invalid_input', message, hint);

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError } from '../../domain/errors.ts';
import type { TrackerEvent } from '../../domain/event/event.ts';
import { readEvents } from '../../home/file/canonical.ts';
import type { FileHome } from '../../home/file-home.ts';
import { readVersion } from '../ask/blob.ts';
import { git } from '../ask/git.ts';
import { findBlobs } from '../ask/past.ts';
import { isChanged } from '../heal/set-aside.ts';
import { type Branch, getBranch, getRemote, listTargets, type Run, shortName } from './branches.ts';
import { listUnmerged, type MergeOptions, mergeRef, reasonOf } from './merge-ref.ts';
import { push } from './push.ts';

export interface SyncOptions extends Pick<MergeOptions, 'program'> {
  /** What to merge instead of what follows from the branch. */
  base: string | undefined;
  push: boolean;
  /** A person is there to be asked for a password. */
  isTerminal: boolean;
  /** What git is told besides: as whom to commit a merge, say. */
  env?: NodeJS.ProcessEnv;
}

export interface SyncResult {
  branch: string;
  /** What was compared with, as `origin/main`. */
  bases: string[];
  /** What of these had commits that the branch lacked. */
  merged: { ref: string; commits: number }[];
  /** New in the branch's database: events, and the tickets that they are about. */
  events: number;
  tickets: number;
  /** The database has changes that no commit has. */
  uncommitted: boolean;
  /** Commits that `git push` would push; undefined where git has no place for them. */
  ahead: number | undefined;
  /** Where the branch was pushed to; undefined where that was not asked for, or nothing was left to push. */
  pushed: string | undefined;
}

const networkTimeoutMs = 600_000;
const maxPushes = 4;

/**
 * Fetches, merges the branch's base into it and, when told, pushes. Throws `network_error` where the remote does not answer,
 * and `conflict` where something is left to the user; what was not committed is in the work tree then as before.
 */
export async function sync(home: FileHome, options: SyncOptions): Promise<SyncResult> {
  const { root } = home;
  const env = { ...userEnvironment(options.isTerminal), ...options.env };
  const run: Run = (args) => git(root, args, { env, timeoutMs: networkTimeoutMs });
  await checkNothingUnderWay(home);
  const branch = await getBranch(root);
  const start = await findHead(root);
  const merged: SyncResult['merged'] = [];
  let bases: string[] = [];
  let done: { to: string | undefined } | undefined;
  for (let pushes = 0; !done; pushes++) {
    await fetchAll(branch, run);
    bases = await listTargets(root, branch, run, options.base);
    for (const ref of bases)
      for (const one of await mergeTarget(home, branch, ref, { ...options, env })) merged.push(one);
    if (!options.push) break;
    done = await push(branch, run, pushes + 1 < maxPushes);
  }
  const added = await listAdded(root, start, await findHead(root));
  return {
    branch: branch.name,
    bases: bases.map(shortName),
    merged,
    events: added.length,
    tickets: new Set(added.map(({ ticket }) => ticket).filter((ticket) => ticket !== null)).size,
    uncommitted: await isChanged(root),
    ahead: await countAhead(root, branch),
    pushed: done?.to,
  };
}

/** As the user's own git: with the network, and with what the environment configures. */
export function userEnvironment(isTerminal: boolean): NodeJS.ProcessEnv {
  const { GIT_CONFIG_COUNT, GIT_CONFIG_PARAMETERS } = process.env;
  return {
    GIT_NO_LAZY_FETCH: '0',
    ...(isTerminal && { GIT_TERMINAL_PROMPT: '1' }),
    ...(GIT_CONFIG_COUNT !== undefined && { GIT_CONFIG_COUNT }),
    ...(GIT_CONFIG_PARAMETERS !== undefined && { GIT_CONFIG_PARAMETERS }),
  };
}

/** What git keeps while it waits for the user, and the command that goes on. */
const states = [
  { what: 'merge', mark: 'MERGE_HEAD', next: 'git commit --no-edit' },
  { what: 'cherry-pick', mark: 'CHERRY_PICK_HEAD', next: 'git cherry-pick --continue' },
  { what: 'revert', mark: 'REVERT_HEAD', next: 'git revert --continue' },
  { what: 'rebase', mark: 'rebase-merge', next: 'git rebase --continue' },
  { what: 'rebase', mark: 'rebase-apply', next: 'git rebase --continue' },
];

async function checkNothingUnderWay({ root, location }: FileHome): Promise<void> {
  const state = states.find(({ mark }) => location.gitDir && existsSync(join(location.gitDir, mark)));
  const files = await listUnmerged(root);
  if (!state && files.length === 0) return;
  const add = files.length > 0 ? [`git add ${files.join(' ')}`] : [];
  const unmerged = files.length > 0 ? `, and ${files.join(', ')} ${files.length === 1 ? 'is' : 'are'} unmerged` : '';
  throw new TrackerError(
    'conflict',
    state ? `A ${state.what} is under way${unmerged}.` : `git has left ${files.join(', ')} unmerged.`,
    `Settle that first, then \`${[...add, ...(state ? [state.next] : [])].join(' && ')}\`.`,
  );
}

async function fetchAll(branch: Branch, run: Run): Promise<void> {
  for (const remote of new Set([getRemote(branch), ...(branch.push ? [branch.push.remote] : [])])) {
    const answer = await run(['fetch', '--quiet', remote]);
    if (answer.code !== 0)
      throw new TrackerError(
        'network_error',
        `git could not fetch from ${remote}: ${reasonOf(answer)}`,
        `Nothing was merged. See what \`git fetch ${remote}\` needs, then run the command again.`,
      );
  }
}

async function mergeTarget(
  home: FileHome,
  { name }: Branch,
  ref: string,
  options: MergeOptions,
): Promise<SyncResult['merged']> {
  const { root } = home;
  const commits = await count(root, `HEAD..${ref}`);
  if (commits === 0) return [];
  await checkCommonHistory(root, ref);
  const conflicts = await mergeRef(home, ref, options);
  if (conflicts.length === 0) return [{ ref: shortName(ref), commits }];
  throw new TrackerError(
    'conflict',
    `${shortName(ref)} is merged into ${name}, the tickets too, except for what git left in conflict: ${conflicts.join(', ')}.`,
    `Settle these, then \`git add ${conflicts.join(' ')} && git commit --no-edit\`.`,
  );
}

async function checkCommonHistory(root: string, ref: string): Promise<void> {
  if ((await git(root, ['merge-base', 'HEAD', ref])).code === 0) return;
  const shallow = (await git(root, ['rev-parse', '--is-shallow-repository'])).stdout.trim() === 'true';
  throw new TrackerError(
    'conflict',
    `The branch and ${shortName(ref)} have no common history${shallow ? ' in this shallow clone' : ''}.`,
    shallow
      ? 'Fetch it with `git fetch --unshallow` (actions/checkout: `fetch-depth: 0`), then run the command again.'
      : 'These are two repositories. `tracker merge REF` unites the tickets alone.',
  );
}

async function count(root: string, range: string): Promise<number> {
  return Number((await git(root, ['rev-list', '--count', range, '--'])).stdout.trim());
}

async function countAhead(root: string, { push, upstream, name }: Branch): Promise<number | undefined> {
  const ref = push?.ref ?? (upstream?.branch === name ? upstream.ref : undefined);
  return ref === undefined ? undefined : count(root, `${ref}..HEAD`);
}

const findHead = async (root: string): Promise<string | undefined> => (await findBlobs(root, ['HEAD']))[0];

/** The events of one version that another lacks. */
async function listAdded(root: string, before: string | undefined, after: string | undefined): Promise<TrackerEvent[]> {
  if (before === after) return [];
  const read = async (blob: string | undefined) =>
    readEvents((blob && (await readVersion(root, blob))) || Buffer.alloc(0));
  const known = new Set((await read(before)).map(({ id }) => id));
  return (await read(after)).filter(({ id }) => !known.has(id));
}

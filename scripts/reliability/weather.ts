import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { commitAll, isRebasing, longestRebase, otherBranch, type Step } from './steps.ts';
import { type Command, type Site, type World, withoutDriver } from './world.ts';

/** What people do that git has no driver for, or that they do in clones without it; how often as in steps.ts. */
export const weatherSteps: [number, Step][] = [
  [2, revert],
  [2, checkOutOld],
  [1, mergeOurs],
  [2, squash],
  [2, rebaseBlindly],
  [1, cherryPickBlindly],
  [1, mergeBlindly],
  [2, commitWhatWasStaged],
];

/** Where a process of tracker runs: as any other, with process ids of its own, or where .git cannot be written. */
export type Place = 'plain' | 'container' | 'sandbox';

/** Whether this user may make containers and sandboxes; elsewhere all writers are plain ones. */
export const canIsolate = (() => {
  try {
    execFileSync('unshare', ['--pid', '--fork', '--kill-child', '--mount-proc', 'true'], { stdio: 'pipe' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

/** The command line that runs a program in a place; its death ends the program. */
export function placed(place: Place, { root }: Site, command: string[]): [command: string, ...args: string[]] {
  const isolated = ['--fork', '--kill-child'];
  // The common folder of a linked work tree is not writable either, as where an agent's sandbox has the work tree alone.
  const readOnly =
    'd=$(git rev-parse --path-format=absolute --git-common-dir); mount --bind "$d" "$d"; mount -o remount,ro,bind "$d"';
  if (place === 'container') return ['unshare', '--pid', '--mount-proc', ...isolated, ...command];
  if (place === 'sandbox')
    return ['unshare', '--mount', ...isolated, 'sh', '-c', `cd "$0" && ${readOnly}; exec "$@"`, root, ...command];
  const [program = '', ...args] = command;
  return [program, ...args];
}

/** A commit's own change, or that of a merge, is taken back: tickets are to stay. */
async function revert(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  const back = world.chance.below(Math.min(3, await commitsOfLane(world, site)));
  const { text } = await world.git(site, 'rev-list', '--parents', '--max-count=1', '--first-parent', `HEAD~${back}`);
  const isMerge = text.trim().split(' ').length > 2;
  const { outcome } = await world.git(site, 'revert', '--no-edit', ...(isMerge ? ['-m', '1'] : []), `HEAD~${back}`);
  if (outcome !== 'done') await world.git(site, 'revert', '--quit');
  await commitAll(world, site);
}

async function commitsOfLane(world: World, site: Site): Promise<number> {
  const { text } = await world.git(site, 'rev-list', '--count', '--first-parent', `${site.lane}-start..HEAD`);
  return Number(text);
}

async function checkOutOld(world: World, site: Site): Promise<void> {
  if ((await commitsOfLane(world, site)) < 3 || !(await commitAll(world, site))) return;
  await world.git(site, 'checkout', '--quiet', `HEAD~${1 + world.chance.below(2)}`, '--', '.');
  await commitAll(world, site);
}

async function mergeOurs(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  await world.git(site, 'merge', '--quiet', '--no-edit', '--strategy=ours', await otherBranch(world, site));
}

async function squash(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  const options = world.chance.next() < 0.5 ? withoutDriver : [];
  const { outcome } = await world.git(site, ...options, 'merge', '--squash', '--quiet', await otherBranch(world, site));
  if (outcome !== 'done') await settleBlindly(world, site);
  await commitAll(world, site);
}

/** What is done to get on when git shows a conflict in a binary file. */
async function settleBlindly(world: World, site: Site): Promise<void> {
  const side = world.chance.pick(['--ours', '--theirs', '']);
  if (side !== '') await world.git(site, 'checkout', '--quiet', side, '--', '.tracker/data.db');
  await world.git(site, 'add', '--all');
}

async function rebaseBlindly(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  const target = await otherBranch(world, site);
  const { text } = await world.git(site, 'rev-list', '--count', '--no-merges', `${target}..HEAD`);
  if (Number(text) > longestRebase) return;
  let last: Command = await world.git(site, ...withoutDriver, 'rebase', '--quiet', target);
  for (let tries = 0; last.outcome !== 'done'; tries++) {
    if (!(await isRebasing(world, site))) return;
    await settleBlindly(world, site);
    last = await world.git(site, ...withoutDriver, 'rebase', tries < 12 ? '--continue' : '--abort');
  }
}

async function cherryPickBlindly(world: World, site: Site): Promise<void> {
  const range = `HEAD..${await otherBranch(world, site)}`;
  const { text } = await world.git(site, 'rev-list', '--no-merges', '--max-count=1', range);
  if (text.trim() === '') return;
  await commitAll(world, site);
  const { outcome } = await world.git(site, ...withoutDriver, 'cherry-pick', text.trim());
  if (outcome === 'done') return;
  await settleBlindly(world, site);
  await commitAll(world, site);
  const { text: status } = await world.git(site, 'status');
  if (/cherry-picking/.test(status)) await world.git(site, 'cherry-pick', '--quit');
}

async function mergeBlindly(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  const target = await otherBranch(world, site);
  const { outcome } = await world.git(site, ...withoutDriver, 'merge', '--quiet', '--no-edit', target);
  if (outcome === 'done') return;
  await settleBlindly(world, site);
  await commitAll(world, site);
}

/** What is written between the two stays out of the commit. */
async function commitWhatWasStaged(world: World, site: Site): Promise<void> {
  await world.git(site, 'add', '.tracker/data.db');
  await delay(world.chance.below(200));
  await world.git(site, 'commit', '--quiet', '--message', 'staged');
}

import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type Lane, lanes, runTracker, type Site, type World } from './world.ts';
import { startWriter } from './writers.ts';

type Step = (world: World, site: Site) => Promise<unknown>;

/** What a person does in a clone, and how often; the same step more often is a higher number. */
const mainSteps: [number, Step][] = [
  [8, commitAll],
  [4, addAndCommit],
  [4, commitCode],
  [10, commitAndSwitch],
  [5, switchAsItIs],
  [2, checkoutMerging],
  [4, stash],
  [4, stashPop],
  [2, resetHard],
  [2, restore],
  [5, merge],
  [2, mergeAutostash],
  [3, rebase],
  [2, rebaseAutostash],
  [2, cherryPick],
  [2, push],
  [2, pull],
  [1, clean],
  [1, collectGarbage],
];
const peerSteps: [number, Step][] = [
  [5, commitAll],
  [2, commitCode],
  [3, pull],
  [3, pullRebasing],
  [4, push],
];
const treeSteps: [number, Step][] = [
  [5, commitAll],
  [2, commitCode],
  [3, merge],
  [1, rebase],
];

export const mainStep: Step = (world, site) => pickStep(world, mainSteps)(world, site);
export const peerStep: Step = (world, site) => pickStep(world, peerSteps)(world, site);

function pickStep({ chance }: World, steps: [number, Step][]): Step {
  let left = chance.below(steps.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, step] of steps) {
    if (left < weight) return step;
    left -= weight;
  }
  throw new Error('There is no step to choose.');
}

let trees = 0;

/** A linked work tree with a writer of its own: made, worked in, committed and removed, while all else goes on. */
export async function useWorkTree(world: World, rounds: number, pause: () => Promise<unknown>): Promise<void> {
  const lane = world.chance.pick(lanes);
  const name = `tree-${trees++}`;
  const site: Site = { name, root: join(world.folder, name), lane, moves: 0 };
  const added = await world.git(world.main, 'worktree', 'add', '--quiet', '-b', `${lane}-${name}`, site.root, lane);
  if (added.outcome !== 'done') return;
  const writer = startWriter(world, site);
  for (let round = 0; round < rounds; round++) {
    await pause();
    await pickStep(world, treeSteps)(world, site);
  }
  await writer.stop();
  await settle(world, site);
  await world.git(world.main, 'worktree', 'remove', site.root);
}

/**
 * What is left in the work tree goes into a commit, through a tracker that has started after all of it, and what tracker
 * knows to be missing is listed.
 */
export async function settle(world: World, site: Site): Promise<void> {
  await runTracker(world, site, 'create', 'After all');
  await commitAll(world, site);
  world.recoverable.push(await runTracker(world, site, 'recover', '--json'));
}

/** Every way of writing a commit that has the file; true where all that was answered before is in git now. */
export async function commitAll(world: World, site: Site): Promise<boolean> {
  const { outcome, text } = await world.git(site, 'commit', '--quiet', '--all', '--message', 'all');
  return outcome === 'done' || /nothing to commit/.test(text);
}

async function addAndCommit(world: World, site: Site): Promise<void> {
  await world.git(site, 'add', '--all');
  await world.git(site, 'commit', '--quiet', '--message', 'added');
}

async function commitCode(world: World, site: Site): Promise<void> {
  const name = `code-${randomUUID()}.txt`;
  writeFileSync(join(site.root, name), 'code\n');
  await world.git(site, 'add', name);
  await world.git(site, 'commit', '--quiet', '--message', 'code', '--', name);
}

const branchesOf = (lane: Lane): [own: string, topic: string] => [lane, `${lane}-topic`];

/** A site has none only while a command moves it. */
function getLane({ name, lane }: Site): Lane {
  if (!lane) throw new Error(`${name} is between two lanes.`);
  return lane;
}

/** The other of the two branches of the lane that is checked out. */
async function otherBranch(world: World, site: Site): Promise<string> {
  const [own, topic] = branchesOf(getLane(site));
  return (await branchOf(world, site)) === own ? topic : own;
}

async function branchOf(world: World, site: Site): Promise<string> {
  return (await world.git(site, 'symbolic-ref', '--short', 'HEAD')).text.trim();
}

/** Runs what may end on another lane; writes meanwhile belong to either. */
async function moving(world: World, site: Site, work: () => Promise<unknown>): Promise<void> {
  site.lane = undefined;
  site.moves++;
  await work();
  const branch = await branchOf(world, site);
  site.moves++;
  site.lane = lanes.find((lane) => branchesOf(lane).includes(branch));
  if (!site.lane) throw new Error(`${site.name} is on ${branch || 'no branch'}`);
}

async function switchAsItIs(world: World, site: Site): Promise<void> {
  const target = world.chance.pick(lanes.flatMap(branchesOf));
  await moving(world, site, () => world.git(site, world.chance.pick(['checkout', 'switch']), '--quiet', target));
}

async function commitAndSwitch(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  await switchAsItIs(world, site);
}

async function checkoutMerging(world: World, site: Site): Promise<void> {
  await world.git(site, 'checkout', '--quiet', '-m', await otherBranch(world, site));
}

async function stash(world: World, site: Site): Promise<void> {
  await world.git(site, 'stash', 'push', '--quiet');
}

/** Only on the lane that it was made on. */
async function stashPop(world: World, site: Site): Promise<void> {
  const { text } = await world.git(site, 'stash', 'list', '--max-count=1');
  const branch = /(?:WIP on|On) ([\w-]+):/.exec(text)?.[1];
  if (!branch?.startsWith(getLane(site))) return;
  if (world.chance.next() < 0.3) await world.git(site, 'checkout', '--quiet', await otherBranch(world, site));
  const { outcome } = await world.git(site, 'stash', 'pop', '--quiet');
  if (outcome !== 'done' && world.chance.next() < 0.5) await world.git(site, 'stash', 'drop', '--quiet');
}

/** Throws away what was answered since the commit just before. */
async function discard(world: World, site: Site, ...args: string[]): Promise<void> {
  if (await commitAll(world, site)) await world.git(site, ...args);
}

async function resetHard(world: World, site: Site): Promise<void> {
  // Not to before the parting of the lanes.
  const { text } = await world.git(site, 'rev-list', '--count', '--first-parent', `${site.lane}-start..HEAD`);
  await discard(
    world,
    site,
    'reset',
    '--quiet',
    '--hard',
    Number(text) > 3 ? world.chance.pick(['HEAD', 'HEAD~1']) : 'HEAD',
  );
}

async function restore(world: World, site: Site): Promise<void> {
  await discard(world, site, 'restore', '.tracker/data.db');
}

async function merge(world: World, site: Site): Promise<void> {
  if (world.chance.next() < 0.5) await commitAll(world, site);
  await world.git(site, 'merge', '--quiet', '--no-edit', await mergeTarget(world, site));
}

async function mergeAutostash(world: World, site: Site): Promise<void> {
  await world.git(site, 'merge', '--quiet', '--no-edit', '--autostash', await mergeTarget(world, site));
}

/** The other branch of the lane, or one that a work tree has left. */
async function mergeTarget(world: World, site: Site): Promise<string> {
  const pattern = `refs/heads/${site.lane}-tree-*`;
  const { text } = await world.git(site, 'for-each-ref', '--format=%(refname:short)', pattern);
  const trees = text.split('\n').filter(Boolean);
  return trees.length > 0 && world.chance.next() < 0.3 ? world.chance.pick(trees) : otherBranch(world, site);
}

/** The merge driver is started for every commit, so that long rebases would leave no time for anything else. */
const longestRebase = 6;

async function rebase(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  await rebaseOn(world, site);
}

async function rebaseAutostash(world: World, site: Site): Promise<void> {
  await rebaseOn(world, site, '--autostash');
}

async function rebaseOn(world: World, site: Site, ...options: string[]): Promise<void> {
  const target = await otherBranch(world, site);
  const { text } = await world.git(site, 'rev-list', '--count', '--no-merges', `${target}..HEAD`);
  if (Number(text) > longestRebase) await world.git(site, 'merge', '--quiet', '--no-edit', target);
  else await finishRebase(world, site, await world.git(site, 'rebase', '--quiet', ...options, target));
}

/** A write in the middle of a rebase stops it, as any change of a tracked file would: it is committed, and on it goes. */
async function finishRebase(world: World, site: Site, first: Command): Promise<void> {
  let last = first;
  for (let tries = 0; last.outcome !== 'done'; tries++) {
    if (!(await isRebasing(world, site))) return;
    await commitAll(world, site);
    if (tries < 8) last = await world.git(site, 'rebase', '--continue');
    else last = await world.git(site, 'rebase', '--abort');
  }
}

async function isRebasing(world: World, site: Site): Promise<boolean> {
  const { text } = await world.git(site, 'status');
  return /rebase in progress|currently rebasing/.test(text);
}

async function cherryPick(world: World, site: Site): Promise<void> {
  const { text } = await world.git(
    site,
    'rev-list',
    '--no-merges',
    '--max-count=1',
    `HEAD..${await otherBranch(world, site)}`,
  );
  const commit = text.trim();
  if (commit === '') return;
  await commitAll(world, site);
  const { outcome } = await world.git(site, 'cherry-pick', commit);
  if (outcome === 'done') return;
  const { text: status } = await world.git(site, 'status');
  if (/cherry-picking/.test(status)) await world.git(site, 'cherry-pick', '--quit');
}

async function push(world: World, site: Site): Promise<void> {
  await world.git(site, 'push', '--quiet', 'origin', getLane(site));
}

async function pull(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  await world.git(site, 'pull', '--quiet', '--no-rebase', '--no-edit', 'origin', getLane(site));
}

async function pullRebasing(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  const range = `origin/${site.lane}..HEAD`;
  await world.git(site, 'fetch', '--quiet', 'origin');
  const { text } = await world.git(site, 'rev-list', '--count', '--no-merges', range);
  if (Number(text) > longestRebase) return void (await pull(world, site));
  await finishRebase(world, site, await world.git(site, 'pull', '--quiet', '--rebase', 'origin', getLane(site)));
}

async function clean(world: World, site: Site): Promise<void> {
  await world.git(site, 'clean', '--quiet', '-fdx');
}

async function collectGarbage(world: World, site: Site): Promise<void> {
  await world.git(site, 'gc', '--quiet');
}

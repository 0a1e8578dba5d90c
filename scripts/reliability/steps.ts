import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type Lane, lanes, type Site, type World } from './world.ts';

export type Step = (world: World, site: Site) => Promise<unknown>;

/** Every way of writing a commit that has the file; true where all that was answered before is in git now. */
export async function commitAll(world: World, site: Site): Promise<boolean> {
  const { outcome, text } = await world.git(site, 'commit', '--quiet', '--all', '--message', 'all');
  return outcome === 'done' || /nothing to commit/.test(text);
}

export async function addAndCommit(world: World, site: Site): Promise<void> {
  await world.git(site, 'add', '--all');
  await world.git(site, 'commit', '--quiet', '--message', 'added');
}

export async function commitCode(world: World, site: Site): Promise<void> {
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
export async function otherBranch(world: World, site: Site): Promise<string> {
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

export async function switchAsItIs(world: World, site: Site): Promise<void> {
  const target = world.chance.pick(lanes.flatMap(branchesOf));
  await moving(world, site, () => world.git(site, world.chance.pick(['checkout', 'switch']), '--quiet', target));
}

export async function commitAndSwitch(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  await switchAsItIs(world, site);
}

export async function checkoutMerging(world: World, site: Site): Promise<void> {
  await world.git(site, 'checkout', '--quiet', '-m', await otherBranch(world, site));
}

export async function stash(world: World, site: Site): Promise<void> {
  await world.git(site, 'stash', 'push', '--quiet');
}

/** Only on the lane that it was made on. */
export async function stashPop(world: World, site: Site): Promise<void> {
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

export async function resetHard(world: World, site: Site): Promise<void> {
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

export async function restore(world: World, site: Site): Promise<void> {
  await discard(world, site, 'restore', '.tracker/data.db');
}

export async function merge(world: World, site: Site): Promise<void> {
  if (world.chance.next() < 0.5) await commitAll(world, site);
  await world.git(site, 'merge', '--quiet', '--no-edit', await mergeTarget(world, site));
}

export async function mergeAutostash(world: World, site: Site): Promise<void> {
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
export const longestRebase = 6;

export async function rebase(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  await rebaseOn(world, site);
}

export async function rebaseAutostash(world: World, site: Site): Promise<void> {
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

export async function isRebasing(world: World, site: Site): Promise<boolean> {
  const { text } = await world.git(site, 'status');
  return /rebase in progress|currently rebasing/.test(text);
}

export async function cherryPick(world: World, site: Site): Promise<void> {
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

export async function push(world: World, site: Site): Promise<void> {
  await world.git(site, 'push', '--quiet', 'origin', getLane(site));
}

export async function pull(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  await world.git(site, 'pull', '--quiet', '--no-rebase', '--no-edit', 'origin', getLane(site));
}

export async function pullRebasing(world: World, site: Site): Promise<void> {
  await commitAll(world, site);
  const range = `origin/${site.lane}..HEAD`;
  await world.git(site, 'fetch', '--quiet', 'origin');
  const { text } = await world.git(site, 'rev-list', '--count', '--no-merges', range);
  if (Number(text) > longestRebase) return void (await pull(world, site));
  await finishRebase(world, site, await world.git(site, 'pull', '--quiet', '--rebase', 'origin', getLane(site)));
}

export async function clean(world: World, site: Site): Promise<void> {
  // In a sandbox what tracker keeps for itself lies among the ignored files: they are the user's to delete.
  await world.git(site, 'clean', '--quiet', world.sandboxed ? '-fd' : '-fdx');
}

export async function collectGarbage(world: World, site: Site): Promise<void> {
  await world.git(site, 'gc', '--quiet');
}

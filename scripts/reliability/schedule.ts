import { join } from 'node:path';
import {
  addAndCommit,
  checkoutMerging,
  cherryPick,
  clean,
  collectGarbage,
  commitAll,
  commitAndSwitch,
  commitCode,
  merge,
  mergeAutostash,
  pull,
  pullRebasing,
  push,
  rebase,
  rebaseAutostash,
  resetHard,
  restore,
  type Step,
  stash,
  stashPop,
  switchAsItIs,
} from './steps.ts';
import { weatherSteps } from './weather.ts';
import { lanes, runTracker, type Site, type World } from './world.ts';
import { startWriter } from './writers.ts';

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
  ...weatherSteps,
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

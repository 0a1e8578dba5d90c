import { setTimeout as delay } from 'node:timers/promises';
import { scanWorld } from './scan.ts';
import { mainStep, peerStep, settle, useWorkTree } from './schedule.ts';
import { canIsolate, type Place } from './weather.ts';
import { makeWorld, type World, type WorldOptions, type Write } from './world.ts';
import { startWriter, type Writer } from './writers.ts';

export interface Counts {
  acknowledged: number;
  lost: number;
  corrupt: number;
  wrongBranch: number;
  failedGit: number;
  /** Claims that were answered while another writer of the clone held the ticket. */
  doubleHolders: number;
  /** What a tool answered, or a server printed, that it never should. */
  faults: number;
  /** Thrown away by a reset, a restore or a merge that was refused, and listed by `tracker recover`. */
  recoverable: number;
  commands: number;
  refusedGit: number;
  claims: number;
  refused: number;
  kills: number;
  commits: number;
  versions: number;
}

export interface Outcome {
  counts: Counts;
  /** A line for each thing that is wrong. */
  details: string[];
  world: World;
}

/** Of a clone: one as any other, one in a container, and one in a sandbox or a second container. */
const writersOfMain = ({ sandboxed }: World): Place[] =>
  canIsolate ? ['plain', 'container', sandboxed ? 'sandbox' : 'container'] : ['plain', 'plain', 'plain'];

/**
 * Writers and git at work in a new world for some seconds, and until git has run so many `commands`; then everything that is
 * left is searched for every write.
 */
export async function hammer({
  seconds,
  commands = 0,
  ...options
}: WorldOptions & { seconds: number; commands?: number }): Promise<Outcome> {
  const world = await makeWorld(options);
  const writers = [
    ...writersOfMain(world).map((place) => startWriter(world, world.main, place)),
    startWriter(world, world.peer),
  ];
  const until = performance.now() + seconds * 1000;
  const goesOn = () => performance.now() < until || world.commands.length < commands;
  await Promise.all([
    repeat(goesOn, world, () => mainStep(world, world.main)),
    repeat(goesOn, world, () => peerStep(world, world.peer)),
    repeat(goesOn, world, () => useWorkTree(world, 1 + world.chance.below(6), () => pause(world))),
  ]);
  await stopAll(writers);
  for (const site of [world.main, world.peer]) await settle(world, site);
  return report(world);
}

const pause = (world: World) => delay(world.chance.below(80));

async function repeat(goesOn: () => boolean, world: World, step: () => Promise<unknown>): Promise<void> {
  while (goesOn()) {
    await step();
    await pause(world);
  }
}

const stopAll = (writers: Writer[]) => Promise.all(writers.map((writer) => writer.stop()));

async function report(world: World): Promise<Outcome> {
  const scan = scanWorld(world);
  const missing = world.writes.filter(({ mark }) => !scan.found.has(mark));
  const listed = world.recoverable.join('\n');
  const lost = missing.filter(({ mark }) => !listed.includes(mark));
  const failed = world.commands.filter(({ outcome }) => outcome === 'failed');
  const counts: Counts = {
    acknowledged: world.writes.length,
    lost: lost.length,
    corrupt: scan.corrupt.length,
    wrongBranch: scan.wrongBranch.length,
    failedGit: failed.length,
    doubleHolders: world.doubleHolders.length,
    faults: world.faults.length,
    recoverable: missing.length - lost.length,
    commands: world.commands.length,
    refusedGit: world.commands.filter(({ outcome }) => outcome === 'refused').length,
    claims: world.claims,
    refused: [...world.refusals.values()].reduce((sum, count) => sum + count, 0),
    kills: world.kills,
    commits: scan.commits,
    versions: scan.versions,
  };
  const details = [
    ...lost.map((write) => `lost ${write.mark} of ${write.site}, beside: ${describeCommands(world, write)}`),
    ...scan.corrupt.map((text) => `corrupt ${text}`),
    ...scan.wrongBranch.map((text) => `wrong branch ${text}`),
    ...failed.map(({ site, args, text }) => `failed in ${site}: git ${args.join(' ')}: ${text.trim()}`),
    ...world.doubleHolders.map((text) => `two holders ${text}`),
    ...world.faults.map((text) => `fault ${text}`),
  ];
  return { counts, details, world };
}

/** What git did there in the second around a write, for whoever looks for the reason. */
function describeCommands({ commands }: World, { site, sent, answered }: Write): string {
  const near = commands.filter((one) => one.site === site && one.start < answered + 1000 && one.end > sent - 200);
  const text = ({ args, start, end, outcome }: (typeof near)[number]) =>
    `${Math.round(start - answered)}..${Math.round(end - answered)} git ${args.join(' ')} ${outcome}`;
  return near.map(text).join('; ');
}

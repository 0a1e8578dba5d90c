import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, chanceFrom } from '../bench/random.ts';

/** Branches of one lane are merged with each other, never with those of the other: what crosses over is on a wrong branch. */
export const lanes = ['red', 'blue'] as const;
export type Lane = (typeof lanes)[number];

/** A write that was answered. Times are of `performance.now()`. */
export interface Write {
  /** A word that stands in the payload of its event and nowhere else. */
  mark: string;
  site: string;
  sent: number;
  answered: number;
  /** No command that changes the lane ran beside it, so that its mark says where it belongs. */
  judged: boolean;
}

/** A git command as it ended. */
export interface Command {
  site: string;
  args: string[];
  start: number;
  end: number;
  outcome: 'done' | 'refused' | 'failed';
  text: string;
}

/** A work tree with its writers. */
export interface Site {
  name: string;
  root: string;
  /** Undefined while a command is about to change it. */
  lane: Lane | undefined;
  /** Counts the changes of the lane. */
  moves: number;
}

/** A repository, a bare remote and a second clone in a folder of their own, and all that was done there. */
export interface World {
  folder: string;
  program: string;
  chance: Chance;
  main: Site;
  peer: Site;
  /** The first commit of each lane. */
  starts: Record<Lane, string>;
  writes: Write[];
  commands: Command[];
  /** What `tracker recover` has listed. */
  recoverable: string[];
  /** What a tool answered that it never should. */
  faults: string[];
  refusals: Map<string, number>;
  /** Tickets that every branch has, for all to claim. */
  shared: string[];
  /** Who holds which of them, by the clone and the key. */
  holders: Map<string, string>;
  claims: number;
  doubleHolders: string[];
  /** One writer of the main clone cannot write its .git. */
  sandboxed: boolean;
  kills: number;
  env: Record<string, string>;
  /** Runs git to its end; what it refuses in the ordinary course of things is no failure. */
  git(site: Pick<Site, 'name' | 'root'>, ...args: string[]): Promise<Command>;
  remove(): void;
}

export interface WorldOptions {
  seed: number;
  /** `bin/tracker.js` of the program under test. */
  program: string;
}

/** A world with the merge driver set up and a branch for each lane, which have nothing but their root in common. */
export async function makeWorld({ seed, program }: WorldOptions): Promise<World> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tracker-reliability-')));
  const siteAt = (name: string): Site => ({ name, root: join(folder, name), lane: undefined, moves: 0 });
  const env = {
    PATH: process.env.PATH ?? '',
    TMPDIR: tmpdir(),
    HOME: join(folder, 'home'),
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'true',
    LC_ALL: 'C',
  };
  const world: World = {
    ...{ folder, program, env, chance: chanceFrom(seed), main: siteAt('main'), peer: siteAt('peer') },
    ...{
      starts: { red: '', blue: '' },
      writes: [],
      commands: [],
      recoverable: [],
      faults: [],
      refusals: new Map(),
      shared: [],
      holders: new Map(),
      claims: 0,
      doubleHolders: [],
      sandboxed: false,
      kills: 0,
    },
    async git(site, ...args) {
      const start = performance.now();
      const { code, output } = await run(world, ['git', ...args], site.root);
      const outcome = code === 0 ? 'done' : isOrdinary(args, output) ? 'refused' : 'failed';
      const command: Command = { site: site.name, args, start, end: performance.now(), outcome, text: output };
      world.commands.push(command);
      return command;
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
  world.sandboxed = world.chance.next() < 0.5;
  mkdirSync(env.HOME);
  writeFileSync(env.GIT_CONFIG_GLOBAL, gitConfig);
  await populate(world);
  return world;
}

/** The background jobs of git would go on after the commands that start them. */
const gitConfig = `[user]
  name = alice
  email = alice@example.org
[init]
  defaultBranch = root
[gc]
  auto = 0
[maintenance]
  auto = false
[advice]
  detachedHead = false
`;

/** What git refuses when files have changed, when there is nothing to do, or when somebody has pushed before or at once. */
const ordinary = new RegExp(
  [
    'would be overwritten',
    'nothing (added )?to commit',
    'no changes added to commit',
    'You have unstaged changes',
    'contains uncommitted changes',
    'Please commit or stash',
    'not uptodate',
    '\\[rejected\\]',
    '\\[remote rejected\\] .*failed to update ref',
    'You must edit all merge conflicts',
    'No stash entries found',
    'is now empty',
    'contains modified or untracked files',
    // Of two commands at once: one goes through all work trees, and the other is removing or adding one.
    'bad object worktrees/',
    'failed to read \\S*/commondir: ',
  ].join('|'),
);
/** In no case ordinary. */
const never = /index\.lock|unstable object|corrupt|BUG:/;

/** Options of a git command that runs as in a clone that was not set up. */
export const withoutDriver = ['-c', 'merge.tracker.driver=false'];

/** Every merge here is one that the driver can do. */
function isOrdinary(args: string[], output: string): boolean {
  if (never.test(output)) return false;
  return /CONFLICT/.test(output) ? withoutDriver.every((one) => args.includes(one)) : ordinary.test(output);
}

async function populate(world: World): Promise<void> {
  const { main, peer, folder } = world;
  const must = async (site: Pick<Site, 'name' | 'root'>, ...args: string[]) => {
    const { outcome, text } = await world.git(site, ...args);
    if (outcome !== 'done') throw new Error(`git ${args.join(' ')}: ${text}`);
  };
  const here = { name: 'folder', root: folder };
  await must(here, 'init', '--quiet', '--bare', 'origin.git');
  await must(here, 'init', '--quiet', 'main');
  await must(main, 'remote', 'add', 'origin', join(folder, 'origin.git'));
  await runTracker(world, main, 'init', '--key', 'REL');
  // Small, middling, and so large that git is at it for a while.
  const filler = world.chance.pick([0, 300, 1500]);
  const text = (i: number) => `${i} ${'lorem ipsum dolor sit amet '.repeat(20)}`;
  const sample = Array.from({ length: Math.ceil(filler / 100) }, (_, n) => n);
  for (const n of sample) {
    const items = Array.from({ length: 100 }, (_, i) => ({ title: `Old ${n}.${i}`, description: text(n * 100 + i) }));
    await runTracker(world, main, 'create', '--items', JSON.stringify(items));
  }
  for (const n of [1, 2, 3]) {
    const { tickets } = JSON.parse(await runTracker(world, main, 'create', `For all ${n}`, '--json'));
    world.shared.push(...tickets.map(({ key }: { key: string }) => key));
  }
  await must(main, 'add', '--all');
  await must(main, 'commit', '--quiet', '--message', 'root');
  for (const lane of lanes) {
    await must(main, 'checkout', '--quiet', '-b', lane, 'root');
    await runTracker(world, main, 'create', `Base of ${lane}`);
    await must(main, 'commit', '--quiet', '--all', '--message', `start of ${lane}`);
    await must(main, 'tag', `${lane}-start`);
    world.starts[lane] = (await world.git(main, 'rev-parse', 'HEAD')).text.trim();
    await must(main, 'branch', `${lane}-topic`);
    await must(main, 'push', '--quiet', 'origin', lane);
  }
  await must(here, 'clone', '--quiet', '--branch', 'red', 'origin.git', 'peer');
  await runTracker(world, peer, 'init');
  peer.lane = 'red';
  main.lane = 'blue';
}

export async function runTracker(world: World, site: Site, ...args: string[]): Promise<string> {
  const { code, output } = await run(world, [process.execPath, world.program, ...args], site.root);
  if (code !== 0) throw new Error(`tracker ${args.join(' ').slice(0, 200)}: ${output}`);
  return output;
}

export function run(
  world: World,
  [command, ...args]: [command: string, ...args: string[]],
  cwd: string,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: world.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freezeProgram, removeTemporary } from './bench/servers.ts';
import { type Counts, hammer } from './reliability/hammer.ts';

/**
 * npm run test:reliability -- [--minutes 20] [--seed 1]
 * Lets servers write beneath random git commands, in one new repository after another, kills some of them, and searches
 * every commit for every write that was answered. Ends with 1 where anything is lost, corrupt, on a wrong branch or failed;
 * the repository in which it happened is kept.
 */
const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '20' }, seed: { type: 'string' } },
});
const minutes = Number(options.minutes);
const seed = Number(options.seed ?? Date.now() % 1_000_000);
/** Longer, and files grow so that git does less in the same time. */
const secondsOfWorld = 45;
const print = (text: string) => void process.stdout.write(`${text}\n`);

const program = await freezeProgram();
const totals: Partial<Counts> = {};
let worlds = 0;
try {
  print(`seed ${seed}`);
  const until = performance.now() + minutes * 60_000;
  for (let left = minutes * 60; left > 5; left = (until - performance.now()) / 1000)
    await runWorld(Math.min(secondsOfWorld, left));
} finally {
  removeTemporary();
}
print(renderTotals());
process.exitCode = isClean(totals) ? 0 : 1;

async function runWorld(seconds: number): Promise<void> {
  const { counts, details, world } = await hammer({ seconds, seed: seed + worlds++, program });
  for (const [name, count] of Object.entries(counts))
    totals[name as keyof Counts] = (totals[name as keyof Counts] ?? 0) + count;
  for (const line of details) print(line.slice(0, 1500));
  if (isClean(counts)) world.remove();
  else {
    writeFileSync(
      join(world.folder, 'log.json'),
      JSON.stringify({
        seed: seed + worlds - 1,
        ...counts,
        commands: world.commands,
        writes: world.writes,
      }),
    );
    print(`kept ${world.folder}`);
  }
  print(`${worlds} repositories: ${renderTotals()}`);
}

function isClean({ lost, corrupt, wrongBranch, failedGit, doubleHolders, faults }: Partial<Counts>): boolean {
  return [lost, corrupt, wrongBranch, failedGit, doubleHolders, faults].every((count) => !count);
}

function renderTotals(): string {
  const { acknowledged, lost, corrupt, wrongBranch, failedGit, doubleHolders, faults, ...rest } = totals;
  const others = Object.entries(rest).map(([name, count]) => `${name} ${count}`);
  const main = `acknowledged ${acknowledged}, lost ${lost}, corrupt ${corrupt}, wrong-branch ${wrongBranch}, failed-git ${failedGit}, double holders ${doubleHolders}`;
  return `${main} (faults ${faults}, ${others.join(', ')})`;
}

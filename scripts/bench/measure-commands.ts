import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { median } from './numbers.ts';
import { type Bench, launchOf, readServer, storeOf } from './servers.ts';

/** A command as a user starts it, from its start to its end. */
export interface CommandCost {
  command: string;
  /** Median. */
  ms: number;
  /** Median of the ratio to the bare Node of the same round. */
  ratio: number;
}

const commands: readonly (readonly string[])[] = [['--version'], ['list'], ['board'], ['ready'], ['search', 'login']];

/** Each of them and a bare Node by turns, on a store of 100 tickets that is committed. */
export async function measureCommands(bench: Bench, { rounds }: { rounds: number }): Promise<CommandCost[]> {
  const tracker = readServer('tracker');
  const cwd = await storeOf(bench, tracker, 100);
  const git = (...args: string[]) => execFileSync('git', args, { cwd, stdio: 'ignore' });
  git('add', '--all');
  git('commit', '--quiet', '--message', 'tickets');
  const { command, env } = launchOf(bench, { ...tracker, args: [] }, cwd);
  const run = async (...args: string[]) => timed([...command, ...args], { cwd, env });
  const listed = execFileSync(command[0], [...command.slice(1), 'list', '--limit', '1', '--json'], { cwd, env });
  const all = [...commands, ['show', JSON.parse(String(listed)).tickets[0].key as string]];
  const seen = all.map((): { ms: number; bare: number }[] => []);
  // In the first rounds code is compiled and kept, and what git answers, once HEAD has stood for some seconds.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  for (let round = -2; round < rounds; round++) {
    bench.progress(`commands: round ${Math.max(1, round + 1)} of ${rounds}`);
    const bare = await timed([command[0], '-e', '0'], { cwd, env });
    for (const [at, args] of all.entries()) {
      const ms = await run(...args);
      if (round >= 0) seen[at]?.push({ ms, bare });
    }
  }
  return all.map(([name = ''], at) => {
    const own = seen[at] ?? [];
    return {
      command: name,
      ms: median(own.map(({ ms }) => ms)),
      ratio: median(own.map(({ ms, bare }) => ms / bare)),
    };
  });
}

/** Throws where it is refused. */
async function timed(
  [program = '', ...args]: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): Promise<number> {
  const start = performance.now();
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`);
  return performance.now() - start;
}

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPid } from './connection.ts';
import { median, peakMemory } from './numbers.ts';
import { startPlayer } from './player.ts';
import { type Bench, type Server, storeOf } from './servers.ts';

/** Medians; times in ms from the spawn, memory in MiB at its peak. */
export interface Start {
  server: string;
  listed: number;
  answered: number;
  listedMemory: number;
  answeredMemory: number;
  /** Medians of the ratio to the bare Node of the same round. */
  ratio: { listed: number; answered: number; listedMemory: number; answeredMemory: number };
}

export interface Starts {
  /** Its version. */
  node: string;
  bare: { ms: number; memory: number };
  servers: Start[];
}

interface Round {
  bare: { ms: number; memory: number };
  own: Omit<Start, 'server' | 'ratio'>;
}

interface Started {
  server: Server;
  cwd: string;
  rounds: Round[];
}

/** This program's: it is measured first. */
export function getOwnStart({ servers: [own] }: Starts): Start {
  if (!own) throw new Error('No start has been measured.');
  return own;
}

/** Peers take seconds to start: they take part in every third round. */
const peersEvery = 3;

/** One start of each server and one of Node alone in every round, on stores of 100 tickets. */
export async function measureStarts(
  bench: Bench,
  servers: Server[],
  { rounds, node = process.execPath }: { rounds: number; node?: string },
): Promise<Starts> {
  const started: Started[] = [];
  for (const server of servers) started.push({ server, cwd: await storeOf(bench, server, 100), rounds: [] });
  const bares: Round['bare'][] = [];
  for (let round = -1; round < rounds; round++) {
    bench.progress(`starts: round ${Math.max(1, round + 1)} of ${rounds}`);
    const bare = { ms: await timeBareNode(node), memory: await memoryOfBareNode(node) };
    if (round >= 0) bares.push(bare);
    for (const { server, cwd, rounds: seen } of started) {
      if (server.package && round % peersEvery !== 0) continue;
      const own = await startOnce(bench, server, { cwd, node });
      // The first round warms the disk's cache.
      if (round >= 0) seen.push({ bare, own });
    }
  }
  return {
    node: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
    bare: { ms: median(bares.map((one) => one.ms)), memory: median(bares.map((one) => one.memory)) },
    servers: started.map((one) => summarize(one.server.name, one.rounds)),
  };
}

function summarize(server: string, rounds: Round[]): Start {
  const middle = (pick: (round: Round) => number) => median(rounds.map(pick));
  return {
    server,
    listed: middle(({ own }) => own.listed),
    answered: middle(({ own }) => own.answered),
    listedMemory: middle(({ own }) => own.listedMemory),
    answeredMemory: middle(({ own }) => own.answeredMemory),
    ratio: {
      listed: middle(({ own, bare }) => own.listed / bare.ms),
      answered: middle(({ own, bare }) => own.answered / bare.ms),
      listedMemory: middle(({ own, bare }) => own.listedMemory / bare.memory),
      answeredMemory: middle(({ own, bare }) => own.answeredMemory / bare.memory),
    },
  };
}

async function startOnce(
  bench: Bench,
  server: Server,
  { cwd, node }: { cwd: string; node: string },
): Promise<Round['own']> {
  const player = startPlayer(bench, server, cwd, node);
  await player.connection.open();
  const listed = performance.now() - player.connection.spawned;
  const listedMemory = peakMemory(player.connection.pid);
  await player.must('list');
  const answered = performance.now() - player.connection.spawned;
  const answeredMemory = peakMemory(player.connection.pid);
  await player.connection.close();
  return { listed, answered, listedMemory, answeredMemory };
}

async function timeBareNode(node: string): Promise<number> {
  const start = performance.now();
  await once(spawn(node, ['-e', ''], { stdio: 'ignore' }), 'exit');
  return performance.now() - start;
}

async function memoryOfBareNode(node: string): Promise<number> {
  const child = spawn(node, ['-e', 'process.stdout.write("."); setInterval(() => {}, 1000)']);
  await once(child.stdout, 'data');
  const memory = peakMemory(getPid(child));
  child.kill('SIGKILL');
  return memory;
}

import { closeSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { median, quantile, sum } from './numbers.ts';
import { type Played, type Player, startPlayer } from './player.ts';
import { type Bench, makeTemporary, type Server, storeOf } from './servers.ts';

export interface Throughput {
  server: string;
  clients: number;
  acknowledged: number;
  /** Acknowledged tickets that a new process cannot read under their own title, or that share a key. */
  lost: number;
  refused: number;
  /** The median of the rounds. */
  perSecond: number;
  p50: number;
  p99: number;
}

export interface ThroughputOptions {
  clients: number;
  /** In each round. */
  creates: number;
  size: number;
  rounds: number;
}

/** As many creates by clients that write at once, into a store of as many tickets, a new one for each round. */
export async function measureThroughput(
  bench: Bench,
  server: Server,
  { rounds, ...options }: ThroughputOptions,
): Promise<Throughput> {
  const { clients, creates } = options;
  const done: Round[] = [];
  while (done.length < rounds) {
    bench.progress(`${server.name}: ${creates} creates by ${clients}`);
    done.push(await playRound(bench, server, options));
  }
  const times = done.flatMap(({ made }) => made.map((one) => one.ms));
  return {
    server: server.name,
    clients,
    acknowledged: times.length,
    lost: sum(done.map(({ lost }) => lost)),
    refused: rounds * creates - times.length,
    perSecond: median(done.map(({ made, seconds }) => made.length / seconds)),
    p50: median(times),
    p99: quantile(times, 0.99),
  };
}

interface Made extends Played {
  key: string;
}

interface Round {
  made: Made[];
  lost: number;
  seconds: number;
}

async function playRound(
  bench: Bench,
  server: Server,
  { clients, creates, size }: Omit<ThroughputOptions, 'rounds'>,
): Promise<Round> {
  const cwd = await storeOf(bench, server, size);
  const players = Array.from({ length: clients }, () => startPlayer(bench, server, cwd));
  await Promise.all(players.map((player) => player.connection.open()));
  // What is loaded for the first write is no part of it.
  for (const player of players) await player.play('create');
  const start = performance.now();
  const answers = await Promise.all(players.map((player) => createMany(player, creates / clients)));
  const seconds = (performance.now() - start) / 1000;
  for (const player of players) await player.connection.close();
  const made = answers
    .flat()
    .flatMap((one) => (one.refused || one.key === undefined ? [] : [{ ...one, key: one.key }]));
  return { made, lost: made.length - (await countReadable(bench, server, cwd, made)), seconds };
}

const patienceMs = 15_000;

async function createMany(player: Player, count: number): Promise<Played[]> {
  const answers: Played[] = [];
  const end = performance.now() + patienceMs;
  while (answers.length < count && performance.now() < end) answers.push(await player.play('create'));
  return answers;
}

/** Keys that are given once and whose ticket has the title that it was made with. */
async function countReadable(bench: Bench, server: Server, cwd: string, made: Made[]): Promise<number> {
  const reader = startPlayer(bench, server, cwd);
  await reader.connection.open();
  const times = new Map<string, number>();
  for (const { key } of made) times.set(key, (times.get(key) ?? 0) + 1);
  let readable = 0;
  for (const { key, title } of made) {
    const { text, refused } = await reader.play('get', { target: key });
    if (!refused && times.get(key) === 1 && text.includes(title)) readable++;
  }
  await reader.connection.close();
  return readable;
}

/** One call that makes 100 tickets, at this size, in ms; and what a single create takes there. */
export async function measureBatch(
  bench: Bench,
  server: Server,
  size: number,
): Promise<{ batch: number; single: number }> {
  const player = startPlayer(bench, server, await storeOf(bench, server, size));
  await player.connection.open();
  const times: { batch: number[]; single: number[] } = { batch: [], single: [] };
  for (let round = 0; round < 4; round++) {
    const items = Array.from({ length: 100 }, (_, n) => ({ title: `Part ${n} of plan ${round}` }));
    await delay(250);
    times.single.push((await player.must('create')).ms);
    await delay(250);
    const { ms, text, isError } = await player.connection.call('ticket', { action: 'create', items });
    if (isError) throw new Error(text);
    times.batch.push(ms);
  }
  await player.connection.close();
  return { batch: median(times.batch.slice(1)), single: median(times.single.slice(1)) };
}

/** Bytes of the database file with as many tickets. */
export async function measureFile(bench: Bench, server: Server, size: number): Promise<number> {
  return statSync(join(await storeOf(bench, server, size), '.tracker/data.db')).size;
}

/** ms for 4 KiB written and synced: what the disk itself takes. */
export function measureDisk(): number {
  const descriptor = openSync(join(makeTemporary(), 'disk'), 'w');
  const times = Array.from({ length: 100 }, () => {
    const start = performance.now();
    writeSync(descriptor, Buffer.alloc(4096), 0, 4096, 0);
    fsyncSync(descriptor);
    return performance.now() - start;
  });
  closeSync(descriptor);
  return median(times);
}

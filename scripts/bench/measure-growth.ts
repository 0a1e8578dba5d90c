import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { median, peakMemory, quantile } from './numbers.ts';
import { peerKey } from './peer-stores.ts';
import { has, type Player, startPlayer } from './player.ts';
import { chanceFrom, pickNth } from './random.ts';
import { type Bench, type Server, storeOf } from './servers.ts';

export interface Latency {
  operation: string;
  size: number;
  /** ms */
  p50: number;
  p99: number;
}

export interface Growth {
  reads: Latency[];
  /** One call per 200 ms. */
  paced: Latency[];
  backToBack: Latency[];
  /** Peak, in MiB, after all of that. */
  memory: { size: number; mib: number }[];
  /** Of the file, in bytes. */
  files: { size: number; bytes: number }[];
}

export interface GrowthOptions {
  sizes: number[];
  /** Stores that are written to: the others are only read. */
  written: number[];
  calls: number;
  /** Seconds for one operation at most. */
  patience: number;
}

const reads = ['get', 'history', 'list', 'board', 'ready', 'search', 'searchMeaning', 'searchCommonest'];
const writes = ['create', 'update', 'move', 'comment'];
const pacedMs = 200;
const poolSize = 10;

interface Place {
  size: number;
  cwd: string;
  player: Player;
}

/** Stores of all sizes side by side, a call to each in turn, so that a noisy moment of the machine meets all alike. */
export async function measureGrowth(bench: Bench, server: Server, options: GrowthOptions): Promise<Growth> {
  const places: Place[] = [];
  for (const size of options.sizes) places.push(await openPlace(bench, server, size));
  const written = places.filter(({ size }) => options.written.includes(size));
  const label = (what: string) => bench.progress(`${server.name}: ${what}`);

  const growth: Growth = { reads: [], paced: [], backToBack: [], memory: [], files: [] };
  for (const operation of reads.filter((operation) => has(server, operation))) {
    label(`${operation} at ${options.sizes.join(', ')}`);
    growth.reads.push(...(await alternate(places, operation, options)));
  }
  growth.memory = places.map(({ size, player }) => ({ size, mib: peakMemory(player.connection.pid) }));
  for (const { player } of written) {
    const pool: string[] = [];
    while (pool.length < poolSize) pool.push(await player.make());
    player.pool = pool;
  }
  for (const operation of writes.filter((operation) => has(server, operation))) {
    label(`${operation}, one call per ${pacedMs} ms`);
    growth.paced.push(...(await pace(written, operation, options)));
    label(`${operation}, back to back`);
    growth.backToBack.push(...(await hurry(written, operation, options)));
  }
  for (const { player } of places) await player.connection.close();
  return growth;
}

async function openPlace(bench: Bench, server: Server, size: number): Promise<Place> {
  const cwd = await storeOf(bench, server, size);
  const player = startPlayer(bench, server, cwd);
  await player.connection.open();
  player.pool = server.store ? numbered(peerKey[server.store], size) : someKeys(cwd);
  return { size, cwd, player };
}

const numbered = (prefix: string, size: number): string[] => {
  const chance = chanceFrom(size);
  return Array.from({ length: 50 }, () => `${prefix}${1 + chance.below(size)}`);
};

/** Every hundredth ticket or so, old and new. */
function someKeys(cwd: string): string[] {
  const database = new Database(`${cwd}/.tracker/data.db`, { readonly: true });
  const keys = database.prepare('select key from tickets order by ticket').pluck().all() as string[];
  database.close();
  return Array.from({ length: 50 }, (_, at) => pickNth(keys, Math.floor((at * keys.length) / 50)));
}

/** Reads and searches, with what is prepared once done before. */
async function alternate(places: Place[], operation: string, { calls, patience }: GrowthOptions): Promise<Latency[]> {
  const timed = places.map(withTimes);
  const end = performance.now() + patience * 1000;
  for (let call = -3; call < calls && (call < 3 || performance.now() < end); call++)
    for (const { player, times } of call % 2 === 0 ? timed : timed.toReversed()) {
      const { ms } = await player.must(operation);
      if (call >= 0) times.push(ms);
    }
  return summarize(timed, operation);
}

async function pace(places: Place[], operation: string, { calls, patience }: GrowthOptions): Promise<Latency[]> {
  const timed = places.map(withTimes);
  const end = performance.now() + patience * 1000;
  for (let call = -2; call < calls / 2 && (call < 3 || performance.now() < end); call++)
    for (const { player, times } of timed) {
      const start = performance.now();
      const { ms } = await player.must(operation);
      if (call >= 0) times.push(ms);
      // Each server rests for 200 ms while the others have their call.
      await delay(Math.max(0, pacedMs / places.length - (performance.now() - start)));
    }
  return summarize(timed, operation);
}

/** Bursts by turns. */
async function hurry(places: Place[], operation: string, { calls, patience }: GrowthOptions): Promise<Latency[]> {
  const timed = places.map(withTimes);
  const end = performance.now() + patience * 1000;
  const bursts = 3;
  for (let burst = 0; burst < bursts && (burst === 0 || performance.now() < end); burst++)
    for (const { player, times } of timed) {
      // The first has the copy that was made in the pause.
      await player.must(operation);
      for (let call = 0; call < calls / bursts && (call < 2 || performance.now() < end); call++)
        times.push((await player.must(operation)).ms);
    }
  return summarize(timed, operation);
}

interface Timed extends Place {
  times: number[];
}

const withTimes = (place: Place): Timed => ({ ...place, times: [] });

const summarize = (timed: Timed[], operation: string): Latency[] =>
  timed.map(({ size, times }) => ({ operation, size, p50: median(times), p99: quantile(times, 0.99) }));

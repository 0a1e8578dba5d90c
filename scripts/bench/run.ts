import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withGenerated } from '../generated.ts';
import { measureHttp, quickSamples, usualSamples } from './http/measure.ts';
import { measureCallers } from './measure-callers.ts';
import { measureCommands } from './measure-commands.ts';
import { measureRebuild } from './measure-fulltext.ts';
import { type Growth, measureGrowth } from './measure-growth.ts';
import { measureMerge } from './measure-merge.ts';
import { measureReplies } from './measure-replies.ts';
import { measureStarts } from './measure-start.ts';
import { measureTokens } from './measure-tokens.ts';
import { measureBatch, measureDisk, measureFile, measureThroughput } from './measure-writes.ts';
import { profileServer } from './profile.ts';
import { renderReport } from './report.ts';
import type { Measured, Side } from './results.ts';
import { type Bench, freezeProgram, nodeOf, readServer, removeTemporary, type Server } from './servers.ts';
import { measureBoards } from './web/measure-boards.ts';

/**
 * npm run bench [-- --sizes 100,1000,10000,50000 --peers --quick]
 * Measures the built program, and with `--peers` other trackers from npm, and writes docs/benchmarks.md. `--quick` takes
 * few samples and writes no file.
 */
const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,10000,50000' },
    peers: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const page = join(import.meta.dirname, '../../docs/benchmarks.md');
const sizes = options.sizes.split(',').map(Number);
const samples = options.quick
  ? { rounds: 6, calls: 12, creates: 80, busyRounds: 1 }
  : { rounds: 15, calls: 60, creates: 400, busyRounds: 5 };
/** Peers take seconds for a call on a large store, so that they get fewer calls and smaller stores. */
const peerSizes = sizes.filter((size) => size <= 1_000);
const peerPatience = 2;
const largestWritten = 10_000;
const busySize = 1_000;
const busyClients = 8;
/** The program is developed on the oldest line that it supports. */
const newerNode = 24;

try {
  await measureAll();
} finally {
  removeTemporary();
}

async function measureAll(): Promise<void> {
  const started = performance.now();
  const [load = Number.NaN] = loadavg();
  progress('building');
  const bench: Bench = { program: await freezeProgram(), progress };
  const tracker = readServer('tracker');
  const peers = options.peers ? ['memory', 'backlog', 'task-master'].map(readServer) : [];
  const middle = sizes.findLast((size) => size <= largestWritten);
  if (middle === undefined) throw new Error(`--sizes: none is ${largestWritten} or less.`);
  const measured: Measured = {
    sizes,
    middle,
    quick: options.quick,
    starts: await measureStarts(bench, [tracker, ...peers], samples),
    startsOnNewer: await measureStarts(bench, [tracker], { ...samples, node: nodeOf(newerNode) }),
    commands: await measureCommands(bench, { rounds: 2 * samples.rounds }),
    disk: measureDisk(),
    sides: [await measureSide(bench, tracker)],
    file: await measureFile(bench, tracker, middle),
    batch: await measureBatch(bench, tracker, Math.min(busySize, middle)),
    callers: await measureCallers(bench, tracker, Math.min(busySize, middle)),
    http: await measureHttp(bench, {
      ...{ size: Math.min(busySize, middle), cardsSize: middle },
      samples: options.quick ? quickSamples : usualSamples,
    }),
    boards: measureBoards(bench, { rounds: options.quick ? 3 : 9, peer: options.peers ? 'backlog' : undefined }),
    merges: [await measureMerge(bench, Math.min(...sizes)), await measureMerge(bench, middle)],
    rebuild: await measureRebuild(bench, tracker, middle),
    longest: await measureReplies(bench, tracker, Math.max(...sizes)),
    profile: await profileServer(bench, tracker, Math.min(busySize, middle)),
    minutes: 0,
    load,
  };
  const report = () => {
    measured.minutes = (performance.now() - started) / 60_000;
    const text = renderReport(measured);
    if (options.quick) console.error(text);
    else writeFileSync(page, withGenerated(readFileSync(page, 'utf8'), { name: 'bench', by: 'npm run bench' }, text));
  };
  report();
  // What there is stays if the run is broken off at a peer.
  for (const peer of peers) {
    try {
      measured.sides.push(await measureSide(bench, peer));
      report();
    } catch (error) {
      progress(`${peer.name} is left out: ${error instanceof Error ? error.message : error}`);
    }
  }
}

async function measureSide(bench: Bench, server: Server): Promise<Side> {
  const tokens = await measureTokens(bench, server);
  const creates = server.package ? Math.min(80, samples.creates) : samples.creates;
  const busy = { size: busySize, rounds: server.package ? 1 : samples.busyRounds };
  const alone = await measureThroughput(bench, server, { ...busy, clients: 1, creates: creates / 2 });
  const together = await measureThroughput(bench, server, { ...busy, clients: busyClients, creates });
  const growth: Growth = await measureGrowth(bench, server, {
    sizes: server.package ? ends(peerSizes) : sizes,
    written: server.package ? ends(peerSizes) : sizes.filter((size) => size <= largestWritten),
    calls: server.package ? samples.calls / 3 : samples.calls,
    patience: server.package ? peerPatience : 60,
  });
  return { server, tokens, alone, together, growth };
}

function ends(list: number[]): number[] {
  return list.filter((_, at) => at === 0 || at === list.length - 1);
}

function progress(text: string): void {
  const line = `${new Date().toISOString().slice(11, 19)} ${text}`;
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { median } from '../numbers.ts';
import { type Bench, readServer, storeOf } from '../servers.ts';
import { memoryOf, openDoor } from './door.ts';
import { findKey } from './measure-cost.ts';

/** The server as a process. */
export interface ServeProcess {
  /** ms to the line that says where it serves, and the same of bare Node's whole life in the same round: medians. */
  start: number;
  ratio: number;
  /** MiB after so many calls, and after all. */
  early: { calls: number; mib: number };
  late: { calls: number; mib: number };
}

export async function measureServeProcess(
  bench: Bench,
  size: number,
  { rounds, calls }: { rounds: number; calls: number },
): Promise<ServeProcess> {
  const cwd = await storeOf(bench, readServer('tracker'), size);
  const starts: { ms: number; bare: number }[] = [];
  let { close } = await openDoor(bench, cwd);
  for (let round = 0; round < rounds; round++) {
    bench.progress(`starts of serve: round ${round + 1} of ${rounds}`);
    await close();
    const bare = await timeBareNode();
    const door = await openDoor(bench, cwd, { tokens: 0 });
    ({ close } = door);
    starts.push({ ms: door.startMs, bare });
  }
  await close();
  return {
    start: median(starts.map(({ ms }) => ms)),
    ratio: median(starts.map(({ ms, bare }) => ms / bare)),
    ...(await measureMemory(bench, size, calls)),
  };
}

/** Of ten calls one writes; eight are under way at a time. */
async function measureMemory(bench: Bench, size: number, calls: number): Promise<Pick<ServeProcess, 'early' | 'late'>> {
  const door = await openDoor(bench, await storeOf(bench, readServer('tracker'), size));
  const early = Math.floor(calls * 0.3);
  try {
    const key = await findKey(door);
    let done = 0;
    const callUntil = async (end: number) => {
      const work = async () => {
        for (; done < end; ) {
          const at = done++;
          if (at % 1_000 === 0) bench.progress(`memory of serve: ${at} of ${calls} calls`);
          if (at % 10 === 0) await door.ask('POST /api/v1/tickets', { body: { title: `Call ${at}` } });
          else if (at % 2 === 0) await door.ask(`GET /api/v1/tickets/${key}`);
          else await door.callTool('ticket', { action: 'list' });
        }
      };
      await Promise.all(Array.from({ length: 8 }, work));
      return memoryOf(door.pid);
    };
    const first = await callUntil(early);
    return { early: { calls: early, mib: first }, late: { calls, mib: await callUntil(calls) } };
  } finally {
    await door.close();
  }
}

async function timeBareNode(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', ''], { stdio: 'ignore' }), 'exit');
  return performance.now() - start;
}

import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../connection.ts';
import { quantile } from '../numbers.ts';
import { type Bench, launchOf, readServer, storeOf } from '../servers.ts';
import { type Door, openDoor } from './door.ts';
import { findKey } from './measure-cost.ts';

/** Many clients of one server at once; of five calls one writes. */
export interface Clients {
  clients: number;
  /** One call of each client in 500 ms. */
  paced: { calls: number; failed: number; reads: number; writes: number };
  /** p99 of a read that nothing else goes on beside, in the same run; ms as all of these. */
  alone: number;
  /** Without pauses: the time of all calls at once, of the same calls one after another. */
  ratio: number;
  failedAtOnce: number;
}

const clients = 50;
const everyMs = 500;

export async function measureClients(
  bench: Bench,
  size: number,
  { callsEach }: { callsEach: number },
): Promise<Clients> {
  bench.progress(`${clients} clients over HTTP at ${size}`);
  const door = await openDoor(bench, await storeOf(bench, readServer('tracker'), size));
  try {
    const ask = await callsOf(door);
    for (let at = 0; at < 2 * callsEach; at++) await ask(at, 0);
    const alone: number[] = [];
    for (let at = 0; at < clients * 4; at++) alone.push((await ask(1 + (at % 4), 0)).ms);
    const paced = await pace(ask, callsEach);
    const started = performance.now();
    let failedAtOnce = 0;
    const count = (failed: boolean) => {
      failedAtOnce += Number(failed);
    };
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let at = 0; at < callsEach; at++) count((await ask(client + at, client)).failed);
      }),
    );
    const atOnce = performance.now() - started;
    const again = performance.now();
    for (let at = 0; at < callsEach; at++)
      for (let client = 0; client < clients; client++) await ask(client + at, client);
    return { clients, paced, alone: quantile(alone, 0.99), ratio: atOnce / (performance.now() - again), failedAtOnce };
  } finally {
    await door.close();
  }
}

type Ask = (which: number, client: number) => Promise<{ ms: number; failed: boolean }>;

const isWrite = (which: number): boolean => which % 5 === 0;

async function callsOf(door: Door): Promise<Ask> {
  const key = await findKey(door);
  let made = 0;
  const reads = [
    `GET /api/v1/tickets/${key}`,
    'GET /api/v1/tickets?limit=20',
    'GET /api/v1/board',
    'GET /api/v1/board/me',
  ];
  return async (which, client) => {
    const headers = { 'X-Tracker-Session': `client-${client}` };
    const body = { title: `Ticket ${++made} of client ${client}` };
    const asked = isWrite(which)
      ? door.ask('POST /api/v1/tickets', { body, headers })
      : door.ask(reads[(which % 5) - 1] ?? '', { headers });
    const { status, ms } = await asked;
    return { ms, failed: status >= 400 };
  };
}

async function pace(ask: Ask, callsEach: number): Promise<Clients['paced']> {
  const reads: number[] = [];
  const writes: number[] = [];
  let failed = 0;
  const each = Array.from({ length: clients }, async (_, client) => {
    await delay((client * everyMs) / clients);
    for (let at = 0; at < callsEach; at++) {
      const started = performance.now();
      const answer = await ask(client + at, client);
      failed += Number(answer.failed);
      (isWrite(client + at) ? writes : reads).push(answer.ms);
      await delay(Math.max(0, everyMs - (performance.now() - started)));
    }
  });
  await Promise.all(each);
  return {
    ...{ calls: clients * callsEach, failed },
    ...{ reads: quantile(reads, 0.99), writes: quantile(writes, 0.99) },
  };
}

/** A server over stdio on the same file as one over HTTP, to which 50 clients write: ms of its reads and writes, p99. */
export interface Beside {
  alone: { read: number; write: number };
  beside: { read: number; write: number };
}

export async function measureBeside(bench: Bench, size: number, { calls }: { calls: number }): Promise<Beside> {
  bench.progress(`stdio beside ${clients} writers over HTTP at ${size}`);
  const server = readServer('tracker');
  const cwd = await storeOf(bench, server, size);
  const stdio = connect(launchOf(bench, server, cwd));
  const door = await openDoor(bench, cwd);
  try {
    await stdio.open();
    const ask = await callsOf(door);
    const time = async () => {
      const seen = { read: [] as number[], write: [] as number[] };
      for (let at = 0; at < calls; at++) {
        const read = await stdio.call('ticket', { action: 'list' });
        const write = await stdio.call('ticket', { action: 'create', title: `Beside ${at}` });
        if (read.isError || write.isError) throw new Error(`A call was refused: ${read.text} ${write.text}`);
        seen.read.push(read.ms);
        seen.write.push(write.ms);
      }
      return { read: quantile(seen.read, 0.99), write: quantile(seen.write, 0.99) };
    };
    await time();
    const alone = await time();
    let isDone = false;
    const writing = Array.from({ length: clients }, async (_, client) => {
      for (; !isDone; await delay(everyMs)) await ask(0, client);
    });
    const beside = await time();
    isDone = true;
    await Promise.all(writing);
    return { alone, beside };
  } finally {
    await stdio.close();
    await door.close();
  }
}

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { median } from '../numbers.ts';
import { type Bench, readServer, storeOf } from '../servers.ts';
import { type Door, openDoor } from './door.ts';

/** Listeners to one server, and how long a change takes to the last of them; ms, from before it is asked for. */
export interface Streams {
  streams: number;
  last: number;
  /** Of listeners and changes, how many of the latter were not heard of in `patienceMs`. */
  missed: number;
}

const streams = 200;
const ofToken = 50;
const patienceMs = 5_000;

export async function measureStreams(bench: Bench, size: number, { changes }: { changes: number }): Promise<Streams> {
  bench.progress(`${streams} streams at ${size}`);
  const cwd = await storeOf(bench, readServer('tracker'), size);
  const door = await openDoor(bench, cwd, { tokens: streams / ofToken });
  const listeners = await Promise.all(Array.from({ length: streams }, (_, number) => listen(door, number)));
  try {
    const times: number[] = [];
    let missed = 0;
    for (let change = 0; change < changes; change++) {
      const started = performance.now();
      const heard = listeners.map(({ next }) => next());
      await door.ask('POST /api/v1/tickets', { body: { title: `Change ${change}` } });
      const all = await Promise.all(heard);
      missed += all.filter((time) => time === undefined).length;
      times.push(Math.max(...all.map((time) => (time ?? started + patienceMs) - started)));
    }
    return { streams, last: median(times), missed };
  } finally {
    for (const { leave } of listeners) leave();
    await door.close();
  }
}

async function listen({ url, tokens }: Door, number: number) {
  const token = tokens[Math.floor(number / ofToken)];
  const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' };
  const sent = request(new URL('/api/v1/events', url), { headers, agent: false }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`A stream was answered with ${answer.statusCode}.`);
  let told: (() => void) | undefined;
  answer.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('event: change')) told?.();
  });
  return {
    /** When the next change was heard of; undefined: not in time. */
    next: () =>
      new Promise<number | undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), patienceMs);
        told = () => {
          clearTimeout(timer);
          resolve(performance.now());
        };
      }),
    leave: () => void answer.on('error', () => undefined).destroy(),
  };
}

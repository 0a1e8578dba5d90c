import { type Bench, readServer, storeOf } from '../servers.ts';
import { openDoor, processorOf } from './door.ts';

/** All cards of a board. */
export interface Cards {
  open: number;
  /** Milliseconds of processor for an answer, and for one that says that nothing has changed. */
  full: number;
  unchanged: number;
  /** The same of an answer that a write has come before: nothing of it is kept. */
  renewed: number;
  /** KiB, by gzip. */
  size: number;
}

export async function measureCards(bench: Bench, tickets: number, { calls }: { calls: number }): Promise<Cards> {
  bench.progress(`cards at ${tickets}`);
  const door = await openDoor(bench, await storeOf(bench, readServer('tracker'), tickets));
  const ask = (headers: Record<string, string>) => door.ask('GET /api/v1/cards', { headers });
  const timeOf = async (times: number, call: () => Promise<unknown>): Promise<number> => {
    const before = processorOf(door.pid);
    for (let at = 0; at < times; at++) await call();
    return (processorOf(door.pid) - before) / times;
  };
  const gzip = { 'Accept-Encoding': 'gzip' };
  const costOf = async (status: number, headers: Record<string, string>): Promise<number> => {
    for (let at = 0; at < 10; at++) await ask(headers);
    return timeOf(calls, async () => {
      if ((await ask(headers)).status !== status) throw new Error(`/cards was not answered with ${status}.`);
    });
  };
  try {
    const first = await ask(gzip);
    const size = first.body.length / 1024;
    const plain = await ask({});
    const full = await costOf(200, gzip);
    const unchanged = await costOf(304, { ...gzip, 'If-None-Match': String(first.headers.etag) });
    const { cards } = JSON.parse(String(plain.body));
    const body = { id: cards[0].key, message: 'Seen again on main.' };
    const write = () => door.ask('POST /api/v1/actions/ticket/comment', { body });
    const writes = Math.ceil(calls / 5);
    const alone = await timeOf(writes, write);
    const renewed = (await timeOf(writes, () => write().then(() => ask(gzip)))) - alone;
    return { open: cards.length, full, unchanged, renewed, size };
  } finally {
    await door.close();
  }
}

import { type Bench, readServer, storeOf } from '../servers.ts';
import { openDoor, processorOf } from './door.ts';

/** All cards of a board. */
export interface Cards {
  open: number;
  /** Milliseconds of processor for an answer, and for one that says that nothing has changed. */
  full: number;
  unchanged: number;
  /** KiB, by gzip. */
  size: number;
}

export async function measureCards(bench: Bench, size: number, { calls }: { calls: number }): Promise<Cards> {
  bench.progress(`cards at ${size}`);
  const door = await openDoor(bench, await storeOf(bench, readServer('tracker'), size));
  const ask = (headers: Record<string, string>) => door.ask('GET /api/v1/cards', { headers });
  const gzip = { 'Accept-Encoding': 'gzip' };
  const costOf = async (status: number, headers: Record<string, string>): Promise<number> => {
    for (let at = 0; at < 10; at++) await ask(headers);
    const before = processorOf(door.pid);
    for (let at = 0; at < calls; at++)
      if ((await ask(headers)).status !== status) throw new Error(`/cards was not answered with ${status}.`);
    return (processorOf(door.pid) - before) / calls;
  };
  try {
    const { body, headers } = await ask(gzip);
    const plain = await ask({});
    const full = await costOf(200, gzip);
    const unchanged = await costOf(304, { ...gzip, 'If-None-Match': String(headers.etag) });
    const { cards } = JSON.parse(String(plain.body));
    return { open: cards.length, full, unchanged, size: body.length / 1024 };
  } finally {
    await door.close();
  }
}

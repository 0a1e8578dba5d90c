import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startPlayer } from './player.ts';
import { type Bench, type Server, storeOf } from './servers.ts';
import { commonest } from './vocabulary.ts';

export interface Rebuild {
  size: number;
  /** ms until a search is answered whose index has to be made first. */
  search: number;
  /** The slowest answer (ms) of another process meanwhile, and of the same one while it rebuilds after a write. */
  othersWait: number;
  ownWait: number;
  /** The answer is the same as before the index was deleted. */
  same: boolean;
}

/** The index is deleted; then a search asks for it, and then a write makes the server see to it by itself. */
export async function measureRebuild(bench: Bench, server: Server, size: number): Promise<Rebuild> {
  bench.progress(`${server.name}: full text of ${size} from nothing`);
  const cwd = await storeOf(bench, server, size);
  const query = { query: commonest.meaning, limit: 10 };
  const deleteIndex = () => {
    const side = join(cwd, '.git/tracker');
    for (const name of readdirSync(side)) if (name.startsWith('index')) rmSync(join(side, name));
  };
  const first = startPlayer(bench, server, cwd);
  await first.connection.open();
  const before = await first.connection.call('search', query);
  await first.connection.close();
  deleteIndex();

  const other = startPlayer(bench, server, cwd);
  const own = startPlayer(bench, server, cwd);
  await Promise.all([own, other].map((player) => player.connection.open()));
  await Promise.all([own, other].map((player) => player.must('list')));
  const asked = own.connection.call('search', query);
  const othersWait = await slowest(asked, async () => (await other.must('list')).ms);
  const after = await asked;
  await own.connection.close();
  deleteIndex();

  const writer = startPlayer(bench, server, cwd);
  await writer.connection.open();
  await writer.must('create');
  const ownWait = await slowest(delay(3_000), async () => (await writer.must('list')).ms);
  for (const player of [other, writer]) await player.connection.close();
  return { size, search: after.ms, othersWait, ownWait, same: after.text === before.text };
}

async function slowest(until: Promise<unknown>, call: () => Promise<number>): Promise<number> {
  let over = false;
  void until.then(() => {
    over = true;
  });
  let most = 0;
  while (!over) {
    most = Math.max(most, await call());
    await delay(5);
  }
  return most;
}

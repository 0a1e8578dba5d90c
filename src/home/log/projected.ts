import { TrackerError } from '../../domain/errors.ts';
import { type Position, readPosition } from '../../store/schema/position.ts';
import { stateOf } from '../../store/schema/state.ts';
import type { Home } from '../home.ts';
import type { EventLog } from './event-log.ts';
import { openReplica, type Replica } from './replica.ts';

const maxAttempts = 50;

/** A home over any log of events. Its tables are a projection of the log that this process keeps up to date. */
export function openProjected(log: EventLog): Home {
  let replica: Replica | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: (own: Replica) => Promise<T>): Promise<T> => {
    const run = queue.then(() => {
      replica ??= openReplica(log);
      return work(replica);
    });
    queue = run.catch(() => undefined);
    return run;
  };
  const home: Home = {
    async read(work) {
      const own = await inTurn(async (one) => {
        await one.catchUp();
        return one;
      });
      return own.projection.read((db) => work(stateOf(db)));
    },
    write: (work, { dryRun = false } = {}) =>
      inTurn(async (own) => {
        for (let attempt = 0; attempt < maxAttempts; attempt++) {
          await own.catchUp();
          const outcome = await own.tryWrite(work, dryRun);
          if (outcome) return outcome.value;
        }
        throw new TrackerError('busy', 'Others keep writing.', 'Nothing was written. Try the same call again.');
      }),
    watch: (changed) => watchLog(log, () => home.read(async ({ db }) => readPosition(db)), changed),
    takeNote: () => undefined,
    blame: (error) => error,
    async close() {
      replica?.projection.close();
      replica = undefined;
    },
  };
  return home;
}

function watchLog(log: EventLog, read: () => Promise<Position>, changed: (position: Position) => void): () => void {
  let told: Position | undefined;
  let isStopped = false;
  let looks = Promise.resolve();
  const look = async () => {
    if (isStopped) return;
    const position = await read();
    if (isStopped || (told && told.lineage === position.lineage && told.id === position.id)) return;
    told = position;
    changed(position);
  };
  const stop = log.watch(() => {
    // What cannot be read now is told with the next one.
    looks = looks.then(look).catch(() => undefined);
  });
  return () => {
    isStopped = true;
    stop();
  };
}

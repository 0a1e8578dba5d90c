import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startClient, type TestClient } from './client.ts';
import { until } from './until.ts';
import { makeDirectory } from './workspace.ts';

/** A call of the program, by its name and its texts: the nth one from now that `at` matches. */
export interface Point {
  at: string;
  nth: number;
  before?: Deed;
  after?: Deed;
}

/** A code, such as EIO, is the error that the call ends with. */
type Deed = 'kill' | 'pause' | `E${string}`;

export interface FaultyServer {
  client: TestClient;
  /** What the program has called so far, a line each. */
  calls(): string[];
  /** What it calls while `work` writes, and until it has the spare that the next write begins with. */
  trace(work: () => Promise<unknown>): Promise<string[]>;
  /** Until the program has a spare of the version that it wrote last. */
  spareMade(): Promise<void>;
  arm(point: Point): void;
  disarm(): void;
  /** Until the program stands still at the point. */
  paused(): Promise<void>;
  resume(): void;
}

/** A real server whose calls can be listed, failed, held up, or be the moment of its death. */
export async function startFaulty(cwd: string): Promise<FaultyServer> {
  const folder = makeDirectory('tracker-faults-');
  const file = (name: string) => join(folder, name);
  const preload = resolve('test/support/fault-points.cjs');
  const env = { NODE_OPTIONS: `--require ${preload}`, FAULT_POINTS: folder };
  const calls = () => (existsSync(file('calls')) ? readFileSync(file('calls'), 'utf8').trimEnd().split('\n') : []);
  const client = await startClient({ cwd, env });
  const spareMade = async () => void (await until('the server has a spare', () => hasSpare(calls())));
  return {
    client,
    calls,
    async trace(work) {
      const before = calls().length;
      await work();
      await spareMade();
      return calls().slice(before);
    },
    spareMade,
    arm(point) {
      writeFileSync(file('plan.draft'), JSON.stringify(point));
      renameSync(file('plan.draft'), file('plan.json'));
    },
    disarm: () => rmSync(file('plan.json'), { force: true }),
    paused: async () => void (await until('the server stands still', () => existsSync(file('paused')))),
    resume: () => writeFileSync(file('resume'), ''),
  };
}

/** A copy is the spare once the file has been looked at again behind it, and is still the one that was copied. */
function hasSpare(calls: readonly string[]): boolean {
  const written = calls.findLastIndex((line) => /^renameSync .*\/data\.db$/.test(line));
  const copied = calls.findLastIndex((line) => /^open .*-spare-[\da-f]+\.tmp r\+$/.test(line));
  const looked = calls.findLastIndex((line) => /^openSync .*\/data\.db$/.test(line));
  return written >= 0 && written < copied && copied < looked;
}

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startClient, type TestClient } from './client.ts';
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
  /** Lists what the program calls while `work` runs, and a moment after. */
  trace(work: () => Promise<unknown>): Promise<string[]>;
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
  const client = await startClient({ cwd, env });
  return {
    client,
    async trace(work) {
      writeFileSync(file('trace'), '');
      await work();
      await delay(150);
      const lines = readFileSync(file('trace'), 'utf8').trim().split('\n');
      rmSync(file('trace'));
      return lines;
    },
    arm(point) {
      writeFileSync(file('plan.draft'), JSON.stringify(point));
      renameSync(file('plan.draft'), file('plan.json'));
    },
    disarm: () => rmSync(file('plan.json'), { force: true }),
    async paused() {
      while (!existsSync(file('paused'))) await delay(2);
    },
    resume: () => writeFileSync(file('resume'), ''),
  };
}

/** Whether the program died of the call, and what it was answered if not. */
export async function dies(call: Promise<{ text: string; isError: boolean }>): Promise<boolean> {
  return call.then(
    () => false,
    () => true,
  );
}

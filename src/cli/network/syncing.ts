import { randomUUID } from 'node:crypto';
import type { AccessStore } from '../../access/access.ts';
import { safeLine } from '../../domain/shown.ts';
import type { Synced } from '../../serve/door.ts';

export interface SyncingOptions {
  everyMs: number;
  /** Throws why it cannot be done now. */
  round(): Promise<void>;
  /** Where servers of one tracker see whose turn it is. */
  access: Pick<AccessStore, 'takeTurn' | 'leaveTurn'>;
  say(line: string): void;
  now(): number;
}

export interface Syncing {
  start(): void;
  state(): Synced;
  /** No round begins any more; one that is under way is waited for, but not for ever. */
  stop(): Promise<void>;
}

/** No round takes as long: then whoever had the turn is gone. */
const turnMs = 30 * 60_000;
/** How long a server that stops waits for a round. */
const lastMs = 5_000;

/** Runs rounds, never two at once, each so long after the one before. The same failure is said once, and so is that it is over. */
export function createSyncing({ everyMs, round, access, say, now }: SyncingOptions): Syncing {
  const holder = randomUUID();
  const state: Synced = { everyMs, last: null, failing: null };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const fail = (error: string) => {
    if (state.failing?.error !== error) say(`sync: ${error}`);
    state.failing = { since: state.failing?.since ?? now(), error };
  };
  const succeed = () => {
    if (state.failing) say('sync: it works again');
    state.failing = null;
    state.last = now();
  };
  const run = async () => {
    try {
      // Another server of this tracker is at it.
      if (!(await access.takeTurn('sync', holder, turnMs))) return;
      try {
        await round();
        succeed();
      } finally {
        await access.leaveTurn('sync', holder);
      }
    } catch (error) {
      fail(lineOf(error));
    }
  };
  const plan = () => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = run().then(plan);
    }, everyMs).unref();
  };
  return {
    start: plan,
    state: () => ({ ...state }),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      let waiting: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        waiting = setTimeout(resolve, lastMs);
      });
      await Promise.race([running, enough]);
      clearTimeout(waiting);
    },
  };
}

/** A remote's address may have a password in it. */
const lineOf = (error: unknown): string =>
  safeLine((error instanceof Error ? error.message : String(error)).replace(/\/\/[^/@\s]+@/g, '//…@'));

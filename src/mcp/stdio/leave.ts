import type { Writable } from 'node:stream';

export interface Leaving {
  /** Its reader may go away at any time. */
  output: Writable;
  /** Drops what has not begun. */
  stop(): void;
  /** From now on a reader that takes nothing for so many milliseconds is not waited for. */
  limitWait(ms: number): void;
  /** Finishes what has begun, or waits. */
  finish(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Clients follow a signal by SIGKILL, some within 100 ms. */
const graceMs = 80;

/** Whoever has left, and takes nothing for so long, takes nothing any more. */
const stalledMs = 10_000;

/**
 * Ends the process, with 0, when the client leaves. Returns what to call at the end of input: that waits until all is
 * done, and answered, if the reader goes on taking answers. A signal, or a reader that has gone, leaves 80 ms for what is
 * running; a write is on disk or did not happen.
 */
export function leaveInTime(leaving: Leaving): () => void {
  let hurried = false;

  async function leave(): Promise<void> {
    await leaving.finish();
    process.exit(0);
  }

  function hurry(): void {
    if (hurried) return;
    hurried = true;
    leaving.stop();
    setTimeout(() => process.exit(0), graceMs).unref();
    void leave();
  }

  for (const signal of signals) process.on(signal, hurry);
  leaving.output.on('error', hurry);
  process.on('uncaughtException', (error) => {
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  });
  return () => {
    leaving.limitWait(stalledMs);
    void leave();
  };
}

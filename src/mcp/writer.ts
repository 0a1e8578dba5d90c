import type { Writable } from 'node:stream';

export interface LineWriter {
  write(line: string): void;
  /** Resolves when the reader keeps up: at once, or when it has taken most of what waits. */
  drained(): Promise<void>;
  /** Resolves when all that was written has left the process. */
  flushed(): Promise<void>;
}

/**
 * Takes an output for JSON-RPC alone: whatever else writes to it, console.log of a library say, goes to `strays`.
 * Nothing is lost to a reader that stalls: what it has not taken waits in memory.
 */
export function takeOutput(output: Writable, strays: () => Writable): LineWriter {
  const write = output.write.bind(output) as (line: string, done?: () => void) => boolean;
  output.write = ((...args: Parameters<Writable['write']>) => strays().write(...args)) as Writable['write'];
  let draining: Promise<void> | undefined;
  return {
    write(line) {
      if (!write(line)) {
        draining ??= new Promise((resolve) => {
          output.once('drain', () => {
            draining = undefined;
            resolve();
          });
        });
      }
    },
    async drained() {
      while (draining) await draining;
    },
    flushed() {
      return new Promise((resolve) => write('', resolve));
    },
  };
}

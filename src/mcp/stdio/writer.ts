import type { Writable } from 'node:stream';

export interface LineWriter {
  write(line: string): void;
  /** Resolves when all that was written has left the process, or will never. */
  flushed(): Promise<void>;
  /**
   * Waits for the reader from now on only while it takes something every so many milliseconds. One that does not is given
   * up: what it has not taken, and what is written later, is dropped, and nobody waits for it any more.
   */
  limitWait(ms: number): void;
}

/** Of a line, at most so much is given to the reader at a time, so that it shows when a slow one takes any. */
const pieceBytes = 4096;

/**
 * Takes an output for JSON-RPC alone: whatever else writes to it, console.log of a library say, goes to `strays`.
 * Nothing is lost to a reader that stalls: what it has not taken waits in memory.
 */
export function takeOutput(output: Writable, strays: () => Writable): LineWriter {
  const write = output.write.bind(output) as (piece: Buffer, done: (error?: Error | null) => void) => boolean;
  output.write = ((...args: Parameters<Writable['write']>) => strays().write(...args)) as Writable['write'];
  let waiting: Buffer[] = [];
  let isWriting = false;
  let isGivenUp = false;
  let patience: NodeJS.Timeout | undefined;
  const wakeUp: (() => void)[] = [];

  function settle(): void {
    for (const wake of wakeUp.splice(0)) wake();
  }

  function giveUp(): void {
    isGivenUp = true;
    waiting = [];
    settle();
  }

  function writeNext(): void {
    const [first] = waiting;
    isWriting = first !== undefined;
    if (!first) {
      settle();
      return;
    }
    if (first.length > pieceBytes) waiting[0] = first.subarray(pieceBytes);
    else waiting.shift();
    write(first.subarray(0, pieceBytes), (error) => {
      if (error) giveUp();
      patience?.refresh();
      writeNext();
    });
  }

  return {
    write(line) {
      if (isGivenUp) return;
      waiting.push(Buffer.from(line));
      if (isWriting) return;
      patience?.refresh();
      writeNext();
    },
    async flushed() {
      if (isWriting && !isGivenUp) await new Promise<void>((resolve) => wakeUp.push(resolve));
    },
    limitWait(ms) {
      patience = setTimeout(() => isWriting && giveUp(), ms).unref();
    },
  };
}

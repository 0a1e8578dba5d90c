export interface Queue<Key> {
  /** Runs the task after all that were added before it. */
  add(key: Key, task: () => Promise<void>): void;
  /** Drops the tasks under this key that have not started; says whether there were any. */
  cancel(key: Key): boolean;
  /** Drops all that have not started. */
  clear(): void;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

/**
 * One task at a time, in order: what a client sends in a row happens in that order. Between two tasks the event loop
 * turns once, so that a cancellation is read before the task it is about starts. `ready` holds tasks back.
 * A task must not reject.
 */
export function createQueue<Key>(ready: () => Promise<void>): Queue<Key> {
  let waiting: { key: Key; task: () => Promise<void> }[] = [];
  let pump: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await ready();
      await waiting.shift()?.task();
    }
    pump = undefined;
  }

  return {
    add(key, task) {
      waiting.push({ key, task });
      pump ??= run();
    },
    cancel(key) {
      const before = waiting.length;
      waiting = waiting.filter((entry) => entry.key !== key);
      return waiting.length < before;
    },
    clear() {
      waiting = [];
    },
    async idle() {
      while (pump) await pump;
    },
  };
}

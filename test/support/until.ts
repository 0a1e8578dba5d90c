import { setTimeout as delay } from 'node:timers/promises';

/** No wait that comes to its end takes as long on any machine: a guard against hangs, with a name for what hung. */
const patienceMs = 120_000;

/** Waits for something to be so, and returns it. What has happened is looked for, never hoped for after a while. */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await delay(2);
  }
}

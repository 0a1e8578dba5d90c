import type { Door } from './door.ts';
import { createLimiter } from './rate.ts';

/** Tokens, keys and sign-ins that open nothing, of one address in a minute. */
const failures = { perMinute: 10, burst: 10 };

const counting = new WeakMap<object, (address: string) => number>();

/** Counts one, by whichever route of the door; answers how many milliseconds to wait, or 0. What opens something never waits. */
export function countFailure(door: Pick<Door, 'now'>, address: string): number {
  // Of the door: somebody guesses by all of its routes.
  const count = counting.get(door) ?? createLimiter(failures, door.now);
  counting.set(door, count);
  return count(address);
}

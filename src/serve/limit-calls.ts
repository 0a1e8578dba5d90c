import type { Context } from 'hono';
import { tooOften } from './authenticate.ts';
import type { Door, Env, Rate } from './door.ts';
import { createLimiter } from './rate.ts';

export const usualRate: Rate = { reads: 600, writes: 120 };
/** How much of a minute's calls may come at once. */
const burstOf = { read: 1 / 6, write: 1 / 2 };

type Limiting = (context: Context<Env>, access: 'read' | 'write') => void;
const known = new WeakMap<object, Limiting>();

/**
 * Limits how often a token reads and writes, by whichever routes of the door. The function that is answered throws Refusal.
 */
export function limitCalls(door: Pick<Door, 'rate' | 'now'>): Limiting {
  const limiting = known.get(door) ?? limiterOf(door);
  known.set(door, limiting);
  return limiting;
}

function limiterOf({ rate, now }: Pick<Door, 'rate' | 'now'>): Limiting {
  const limits = {
    read: { perMinute: rate.reads, burst: Math.max(1, rate.reads * burstOf.read) },
    write: { perMinute: rate.writes, burst: Math.max(1, rate.writes * burstOf.write) },
  };
  const limiters = { read: createLimiter(limits.read, now), write: createLimiter(limits.write, now) };
  return (context, access) => {
    const { id } = context.get('identified').holder.token;
    context.header('RateLimit-Policy', `"${access}";q=${limits[access].perMinute};w=60`);
    const waitMs = limiters[access](id);
    if (waitMs > 0) throw tooOften(waitMs);
  };
}

import type { Context } from 'hono';
import { tooOften } from './authenticate.ts';
import type { Door, Env, Rate } from './door.ts';
import { createLimiter } from './rate.ts';

export const usualRate: Rate = { reads: 600, writes: 120 };
/** How much of a minute's calls may come at once. */
const burstOf = { read: 1 / 6, write: 1 / 2 };

/** Limits how often a token reads and writes. The function that is answered throws Refusal. */
export function limitCalls({ rate, now }: Pick<Door, 'rate' | 'now'>) {
  const limits = {
    read: { perMinute: rate.reads, burst: Math.max(1, rate.reads * burstOf.read) },
    write: { perMinute: rate.writes, burst: Math.max(1, rate.writes * burstOf.write) },
  };
  const limiters = { read: createLimiter(limits.read, now), write: createLimiter(limits.write, now) };
  return (context: Context<Env>, access: 'read' | 'write'): void => {
    const { id } = context.get('identified').holder.token;
    context.header('RateLimit-Policy', `"${access}";q=${limits[access].perMinute};w=60`);
    const waitMs = limiters[access](id);
    if (waitMs > 0) throw tooOften(waitMs);
  };
}

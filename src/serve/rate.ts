/** A token bucket: `perMinute` flow in, `burst` are there at most. */
interface Limit {
  perMinute: number;
  burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** What is known of so many names at once; the ones that asked longest ago are forgotten, and start full again. */
const mostNames = 10_000;

/**
 * Limits how often each name may do something. `take` answers how many milliseconds to wait, or 0: done. In memory: a server
 * that starts again forgives. https://en.wikipedia.org/wiki/Token_bucket
 */
export function createLimiter({ perMinute, burst }: Limit, now: () => number): (name: string) => number {
  const buckets = new Map<string, Bucket>();
  const each = 60_000 / perMinute;
  return (name) => {
    const at = now();
    const before = buckets.get(name) ?? { left: burst, at };
    const left = Math.min(burst, before.left + Math.max(0, at - before.at) / each);
    // Newest last.
    buckets.delete(name);
    buckets.set(name, { left: left >= 1 ? left - 1 : left, at });
    const [oldest] = buckets.keys();
    if (buckets.size > mostNames && oldest !== undefined) buckets.delete(oldest);
    return left >= 1 ? 0 : Math.ceil((1 - left) * each);
  };
}

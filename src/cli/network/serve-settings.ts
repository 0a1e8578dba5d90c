import { UsageError } from '../usage.ts';

/** What `tracker serve` can be told, in the words of its flags; `serve.json` has the same. */
export interface GivenSettings {
  publicUrl?: string | undefined;
  allowedHosts?: readonly string[] | undefined;
  corsOrigins?: readonly string[] | undefined;
  trustedProxies?: readonly string[] | undefined;
  /** `READS,WRITES` */
  rate?: string | undefined;
  /** `5m` */
  sync?: string | undefined;
}

/** The same, read; what is not given is not there. */
export interface ServeSettings {
  publicUrl?: string;
  allowedHosts?: readonly string[];
  corsOrigins?: readonly string[];
  trustedProxies?: readonly string[];
  rate?: { reads: number; writes: number };
  syncEveryMs?: number;
}

/** Throws UsageError. */
export function readSettings(given: GivenSettings): ServeSettings {
  const read = {
    publicUrl: readPublicUrl(given.publicUrl),
    allowedHosts: apart(given.allowedHosts),
    corsOrigins: apart(given.corsOrigins),
    trustedProxies: apart(given.trustedProxies),
    rate: readRate(given.rate),
    syncEveryMs: readEvery(given.sync),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

const apart = (given: readonly string[] | undefined): string[] | undefined => given?.flatMap((one) => one.split(','));

/** Without a slash at its end; undefined where there is none. Throws UsageError. */
export function readPublicUrl(given: string | undefined): string | undefined {
  if (!given) return undefined;
  const { protocol, pathname, search, hash, origin } = URL.parse(given) ?? {};
  if ((protocol === 'http:' || protocol === 'https:') && `${pathname}${search}${hash}` === '/') return origin;
  throw new UsageError(
    `The public URL is https://HOST or http://HOST, with a port or none, not ${JSON.stringify(given)}.`,
  );
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const mostHours = 24;

/** `30s`, `5m` or `1h`, in milliseconds; undefined where it is not given. Throws UsageError. */
export function readEvery(given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const [, number, unit] = /^(\d{1,5})([smh])$/.exec(String(given)) ?? [];
  const ms = Number(number) * unitMs[(unit ?? 's') as keyof typeof unitMs];
  if (ms > 0 && ms <= mostHours * unitMs.h) return ms;
  throw new UsageError(`--sync takes 30s, 5m or 1h, say, and at most ${mostHours}h, not ${JSON.stringify(given)}.`);
}

function readRate(given: string | undefined): { reads: number; writes: number } | undefined {
  if (given === undefined) return undefined;
  const [, reads, writes] = /^(\d{1,6}),(\d{1,6})$/.exec(given) ?? [];
  if (Number(reads) > 0 && Number(writes) > 0) return { reads: Number(reads), writes: Number(writes) };
  throw new UsageError(`--rate takes READS,WRITES a minute, such as 600,120, not ${JSON.stringify(given)}.`);
}

import type { Command } from '../commands/command.ts';
import { UsageError } from '../usage.ts';

/** Where the door is unless somebody says otherwise: this machine alone. */
export const usualAddress = '127.0.0.1:7462';

export const serve: Command = {
  name: 'serve',
  group: 'Access',
  usage: '[DIR[=NAME]…]',
  summary: 'Serve this tracker over HTTP, to people, programs and agents on other machines.',
  async options() {
    return [
      { name: 'addr', kind: 'text', value: 'HOST:PORT', help: `Where to listen; else ${usualAddress}. Port 0 is any.` },
      {
        name: 'clone',
        kind: 'text',
        value: 'URL',
        help: 'Make a clone of this repository in DIR first, and serve that.',
      },
      { name: 'public-url', kind: 'text', value: 'URL', help: 'Where callers reach it, behind a proxy say.' },
      { name: 'allowed-host', kind: 'list', value: 'NAME', help: 'Another name that it may be called by.' },
      { name: 'cors-origin', kind: 'list', value: 'ORIGIN', help: 'Another origin whose pages may ask it.' },
      { name: 'trust-proxy', kind: 'list', value: 'ADDRESS', help: 'A proxy that says in X-Forwarded-For who asks.' },
      { name: 'tls-cert', kind: 'text', value: 'FILE', help: 'Certificates in PEM, for https.' },
      { name: 'tls-key', kind: 'text', value: 'FILE', help: 'Their key in PEM.' },
      { name: 'insecure-http', kind: 'flag', help: 'Let other machines send tokens over plain http.' },
      {
        name: 'sync',
        kind: 'text',
        value: 'EVERY',
        help: 'Commit, pull and push the tickets every 5m, say; else never.',
      },
      { name: 'rate', kind: 'text', value: 'READS,WRITES', help: 'Calls a minute of a token; else 600,120.' },
    ];
  },
  examples: [
    'tracker serve',
    'tracker serve --addr 0.0.0.0:7462 --tls-cert cert.pem --tls-key key.pem',
    'tracker serve ../payments ../web=shop',
    'tracker serve --sync 5m --clone https://git.example.com/team/payments.git payments',
  ],
  async run(args, context) {
    const { options } = args;
    const { host, port } = readAddress((options.addr as string | undefined) ?? usualAddress);
    const publicUrl = readPublicUrl((options['public-url'] as string | undefined) ?? context.env.TRACKER_PUBLIC_URL);
    const syncEveryMs = readEvery(options.sync);
    const [{ load }, { renewDrivers }, { placesToServe }, { untilSignal }] = await Promise.all([
      import('../load.ts'),
      import('../program.ts'),
      import('./place-to-serve.ts'),
      import('./until-signal.ts'),
    ]);
    const places = await placesToServe(args, context);
    const { startServingAll } = load<typeof import('./serving.ts')>('serving');
    const serving = await startServingAll(places, {
      ...{ host, port, isUsual: options.addr === undefined },
      ...{ publicUrl, rate: readRate(options.rate as string | undefined) },
      allowedHosts: listOf(options['allowed-host']),
      corsOrigins: listOf(options['cors-origin']),
      trustedProxies: listOf(options['trust-proxy']),
      ...{ tlsCert: options['tls-cert'] as string | undefined, tlsKey: options['tls-key'] as string | undefined },
      ...{ isInsecureAllowed: options['insecure-http'] === true, syncEveryMs },
      ...{ env: context.env, version: context.version, say: (line: string) => context.screen.warn(line) },
    });
    for (const { location } of places) renewDrivers(location);
    context.screen.print(serving.said);
    await untilSignal();
    await serving.close();
    return 0;
  },
};

const listOf = (given: unknown): string[] => ((given as string[] | undefined) ?? []).flatMap((one) => one.split(','));

/** `HOST:PORT`, `HOST`, `:PORT` or `[::1]:PORT`. Throws UsageError. */
export function readAddress(given: string): { host: string; port: number } {
  const [, bracketed, plain = '', port] = /^(?:\[([\da-fA-F:]+)\]|([\w.-]*))(?::(\d{1,5}))?$/.exec(given) ?? [];
  const number = port === undefined ? 7462 : Number(port);
  if ((bracketed === undefined && plain === '' && port === undefined) || number > 65_535)
    throw new UsageError(`--addr takes HOST:PORT, such as ${usualAddress}, not ${JSON.stringify(given)}.`);
  return { host: bracketed ?? (plain || '127.0.0.1'), port: number };
}

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

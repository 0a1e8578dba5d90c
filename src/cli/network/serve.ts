import type { Arguments } from '../arguments.ts';
import type { Command } from '../commands/command.ts';
import { UsageError } from '../usage.ts';
import { type GivenSettings, readSettings } from './serve-settings.ts';

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
  note: 'What no flag says, serve.json beside the access store may: docs/http.md.',
  async run(args, context) {
    const { options } = args;
    const { host, port } = readAddress((options.addr as string | undefined) ?? usualAddress);
    const given = readSettings(givenBy(options, context.env));
    const [{ load }, { renewDrivers }, { placesToServe }, { readServeFile }, { untilSignal }] = await Promise.all([
      import('../load.ts'),
      import('../program.ts'),
      import('./place-to-serve.ts'),
      import('./serve-file.ts'),
      import('./until-signal.ts'),
    ]);
    const places = await placesToServe(args, context);
    const kept = readServeFile(
      places.map(({ location }) => location),
      context.env,
    );
    const { startServingAll } = load<typeof import('./serving.ts')>('serving');
    const serving = await startServingAll(places, {
      ...{ host, port, isUsual: options.addr === undefined },
      ...{ allowedHosts: [], corsOrigins: [], trustedProxies: [] },
      ...{ ...kept, ...given },
      ...{ tlsCert: options['tls-cert'] as string | undefined, tlsKey: options['tls-key'] as string | undefined },
      ...{ isInsecureAllowed: options['insecure-http'] === true },
      ...{ env: context.env, version: context.version, say: (line: string) => context.screen.warn(line) },
    });
    for (const { location } of places) renewDrivers(location);
    context.screen.print(serving.said);
    await untilSignal();
    await serving.close();
    return 0;
  },
};

/** What flags say and, where none does, the environment. */
const givenBy = (options: Arguments['options'], env: NodeJS.ProcessEnv): GivenSettings => ({
  publicUrl: (options['public-url'] as string | undefined) ?? env.TRACKER_PUBLIC_URL,
  allowedHosts: options['allowed-host'] as string[] | undefined,
  corsOrigins: options['cors-origin'] as string[] | undefined,
  trustedProxies: options['trust-proxy'] as string[] | undefined,
  rate: options.rate as string | undefined,
  sync: options.sync as string | undefined,
});

/** `HOST:PORT`, `HOST`, `:PORT` or `[::1]:PORT`. Throws UsageError. */
export function readAddress(given: string): { host: string; port: number } {
  const [, bracketed, plain = '', port] = /^(?:\[([\da-fA-F:]+)\]|([\w.-]*))(?::(\d{1,5}))?$/.exec(given) ?? [];
  const number = port === undefined ? 7462 : Number(port);
  if ((bracketed === undefined && plain === '' && port === undefined) || number > 65_535)
    throw new UsageError(`--addr takes HOST:PORT, such as ${usualAddress}, not ${JSON.stringify(given)}.`);
  return { host: bracketed ?? (plain || '127.0.0.1'), port: number };
}

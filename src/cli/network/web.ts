import { noteHere, ownerHere, placeOf, withAccess } from '../access/opened.ts';
import type { Command, Context } from '../commands/command.ts';
import { UsageError } from '../usage.ts';
import { readAddress, usualAddress } from './serve.ts';

export const web: Command = {
  name: 'web',
  group: 'Access',
  usage: '',
  summary: 'Open the board in your browser, served to this machine alone until you stop it.',
  async options() {
    return [
      { name: 'addr', kind: 'text', value: 'HOST:PORT', help: `Where to listen; else ${usualAddress}. Port 0 is any.` },
      { name: 'no-open', kind: 'flag', help: 'Print the link, which signs in once within two minutes.' },
    ];
  },
  examples: ['tracker web', 'tracker web --addr :8080 --no-open'],
  async run({ words, options }, context) {
    if (words.length > 0) throw new UsageError('web takes no words; --root says which tracker.');
    const { host, port } = readAddress((options.addr as string | undefined) ?? usualAddress);
    const [{ load }, { renewDrivers }, { untilSignal }] = await Promise.all([
      import('../load.ts'),
      import('../program.ts'),
      import('./until-signal.ts'),
    ]);
    const { startServing, isLoopback } = load<typeof import('./serving.ts')>('serving');
    if (!isLoopback(host))
      throw new UsageError('web is for this machine alone: --addr takes 127.0.0.1:PORT. For others: tracker serve.');
    const handle = await personHere(context);
    const serving = await startServing(context.location, {
      ...{ host, port, isUsual: options.addr === undefined, allowedHosts: [], corsOrigins: [], trustedProxies: [] },
      ...{ isInsecureAllowed: false, env: context.env, version: context.version },
      say: (line: string) => context.screen.warn(line),
    });
    const stopped = untilSignal();
    renewDrivers(context.location);
    context.screen.print(serving.said);
    const { link, forMs } = serving.linkFor(handle);
    const shown = options['no-open'] === true ? undefined : await openHere(link, forMs, context);
    if (!shown) context.screen.print(link);
    await stopped;
    shown?.remove();
    await serving.close();
    return 0;
  },
};

/** The handle of whoever git names here, made where it is missing. */
const personHere = (context: Context): Promise<string> =>
  withAccess(context, { make: true }, async (store) => {
    const { actor, isNew } = await ownerHere(store, context);
    if (isNew) await noteHere(store, context, 'actor.add', actor.handle);
    return actor.handle;
  });

/** Prints the link after all where nothing opens it. */
async function openHere(link: string, forMs: number, context: Context): Promise<{ remove(): void }> {
  const { env, screen } = context;
  const [{ openInBrowser, writeLinkFile }, { findAccess }, { dirname }] = await Promise.all([
    import('./open-link.ts'),
    import('../../access/place.ts'),
    import('node:path'),
  ]);
  const found = findAccess(placeOf(context));
  if (!found) throw new Error('The access store that was opened is gone.');
  const file = writeLinkFile(dirname(found.path), link, forMs);
  const timer = setTimeout(file.remove, forMs).unref();
  screen.warn('The board opens in your browser; if it does not: tracker web --no-open. Ctrl+C stops it.');
  const opened = openInBrowser(file.path, { platform: process.platform, env });
  void opened.then((isOpen) => {
    if (!isOpen) screen.print(link);
  });
  return {
    remove() {
      clearTimeout(timer);
      file.remove();
    },
  };
}

import { randomBytes } from 'node:crypto';
import { fsync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AccessStore } from '../../access/access.ts';
import { findAccess } from '../../access/place.ts';
import { openAccess } from '../../access/sqlite-access.ts';
import { TrackerError } from '../../domain/errors.ts';
import { projectKeyFrom } from '../../domain/event/key.ts';
import { repositoryOf } from '../../git/ask/repository.ts';
import { healing } from '../../git/heal/healing.ts';
import { uncommittedOf } from '../../git/sync/uncommitted.ts';
import type { Location } from '../../home/file/location.ts';
import type { FileHome } from '../../home/file-home.ts';
import { type FileTracker, openFileTracker } from '../../home/file-tracker.ts';
import { createApp } from '../../serve/app.ts';
import { nobody } from '../../serve/author.ts';
import type { Door } from '../../serve/door.ts';
import { isLoopback } from '../../serve/edges.ts';
import { usualRate } from '../../serve/limit-calls.ts';
import { type Fetch, listen } from '../../serve/listen.ts';
import { apiPath, apiPathOf } from '../../serve/next.ts';
import { createOneTimeKeys, keyMs, type OneTimeKeys } from '../../serve/sign-in/one-time-keys.ts';
import { readWebFiles, type WebFiles } from '../../serve/web/web-files.ts';
import { sendWebhooks } from '../../serve/webhooks/sending.ts';
import { findDefaultProject } from '../../store/read/projects.ts';
import { placeOf } from '../access/opened.ts';
import { checkPlace } from '../place.ts';
import { openUpkeep } from '../upkeep.ts';
import { syncRound } from './sync-round.ts';
import { createSyncing, type Syncing } from './syncing.ts';
import { readTls } from './tls.ts';

export { isLoopback };

export interface ServeOptions {
  host: string;
  port: number;
  /** Nobody has asked for this address: another port will do. */
  isUsual: boolean;
  publicUrl?: string | undefined;
  allowedHosts: readonly string[];
  corsOrigins: readonly string[];
  trustedProxies: readonly string[];
  /** Paths of PEM files. */
  tlsCert?: string | undefined;
  tlsKey?: string | undefined;
  /** Whether other machines may send tokens over plain http. */
  isInsecureAllowed: boolean;
  /** Calls a minute. */
  rate?: { reads: number; writes: number } | undefined;
  /** Milliseconds between two rounds of what `tracker sync --push` does; undefined: none. */
  syncEveryMs?: number | undefined;
  env: NodeJS.ProcessEnv;
  version: string;
  /** For whoever looks after the server. */
  say(line: string): void;
}

export interface Started {
  /** One line: which tracker is where. */
  said: string;
  /** Where callers reach it. */
  url: string;
  /** A link that signs an actor in by a browser, once and within so many milliseconds; the one before it does not any more. */
  linkFor(actor: string): { link: string; forMs: number };
  /** Answers what is under way, and is gone. */
  close(): Promise<void>;
}

/** A work tree whose tracker is served. */
export interface ServedPlace {
  location: Location;
  /** What it is called in paths; else its project's key in small letters. */
  called?: string | undefined;
}

/** Serves the tracker of a place. Throws TrackerError where that cannot be done or is not safe. */
export const startServing = (location: Location, options: ServeOptions): Promise<Started> =>
  startServingAll([{ location }], options);

/** Serves the trackers of one or several places, each to its own tokens. Throws as `startServing`. */
export async function startServingAll(places: readonly ServedPlace[], options: ServeOptions): Promise<Started> {
  checkDifferent(places);
  const opened: Opened[] = [];
  const closeAll = async () => {
    for (const { close } of opened) await close();
  };
  try {
    for (const place of places) opened.push(await openPlace(place, options));
    checkNames(opened);
    const tls = readTls(options.tlsCert, options.tlsKey);
    for (const { access } of opened) await checkMayServe(access, options, tls !== undefined);
    const web = readWebFiles(webFolders);
    const { host, port, isUsual } = options;
    // The port is part of the address that requests are checked against.
    let answer: Fetch = () => new Response(null, { status: 503 });
    const listening = await listen((...request) => answer(...request), { host, port, next: isUsual, tls });
    const url = options.publicUrl ?? urlOf(host, listening.port, tls !== undefined);
    const keys = createOneTimeKeys({ now: Date.now, random: randomBytes });
    const doorway = { options, isAlone: opened.length === 1, keys, web };
    const doors = opened.map((one) => doorOf(one, url, doorway));
    const { app, stop } = createApp(doors as [Door, ...Door[]]);
    answer = app.fetch as Fetch;
    for (const [at, one] of opened.entries()) one.start(doors[at] as Door);
    const close = async () => {
      stop();
      await listening.close();
      await closeAll();
    };
    const names = opened.map(({ name, mounted }) => (opened.length === 1 ? name : mounted)).join(', ');
    const linkFor = (actor: string) => ({ link: `${url}/#key=${keys.mint(actor)}`, forMs: keyMs });
    return { said: `tracker serves ${names} at ${url}`, url, linkFor, close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What is open of one tracker, and what runs for it beside the requests. */
interface Opened {
  tracker: FileTracker;
  access: AccessStore;
  syncing: Syncing | undefined;
  name: string;
  mounted: string;
  root: string;
  start(door: Door): void;
  close(): Promise<void>;
}

async function openPlace({ location, called }: ServedPlace, options: ServeOptions): Promise<Opened> {
  checkPlace(location);
  const access = openAccessHere(location, options);
  const tracker = openTracker(location, options.say);
  const syncing = openSyncing(tracker, access, options);
  let stopWebhooks = async () => {};
  const close = async () => {
    await stopWebhooks();
    await syncing?.stop();
    await tracker.close();
    await access.close();
  };
  try {
    const name = await findName(tracker);
    return {
      ...{ tracker, access, syncing, name, mounted: called ?? name.toLowerCase(), root: location.root, close },
      start(door) {
        syncing?.start();
        stopWebhooks = sendWebhooks(door);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Beside the program, and in the folder that the build makes where the sources run. */
const webFolders = ['web', '../../../dist/web'].map((folder) => join(import.meta.dirname, folder));

interface Doorway {
  options: ServeOptions;
  isAlone: boolean;
  keys: OneTimeKeys;
  web: WebFiles;
}

const doorOf = (
  { tracker, access, syncing, name, mounted }: Opened,
  url: string,
  { options, isAlone, keys, web }: Doorway,
): Door => ({
  ...{ workspace: tracker, access, name, mounted, api: isAlone ? apiPath : apiPathOf(mounted) },
  ...{ publicUrl: url, version: options.version, allowedHosts: options.allowedHosts },
  ...{ corsOrigins: options.corsOrigins, trustedProxies: options.trustedProxies, rate: options.rate ?? usualRate },
  carried: { uncommitted: uncommittedOf(tracker.home), sync: () => syncing?.state() },
  ...{ keys, web, now: Date.now, log: options.say },
});

/** Of one file a process has one lock, which does not keep it from itself. Throws `invalid_input`. */
function checkDifferent(places: readonly ServedPlace[]): void {
  const roots = places.map(({ location }) => location.root);
  const twice = roots.find((root, at) => roots.indexOf(root) < at);
  if (twice === undefined) return;
  throw new TrackerError('invalid_input', `${twice} is named twice.`, 'Name each work tree once.');
}

/** Throws `invalid_input` where two would be asked by one name. */
function checkNames(opened: readonly Opened[]): void {
  const names = opened.map(({ mounted }) => mounted);
  const second = opened.find(({ mounted }, at) => names.indexOf(mounted) < at);
  if (!second) return;
  throw new TrackerError(
    'invalid_input',
    `Two of these trackers are called "${second.mounted}".`,
    `Give one another name: tracker serve … ${JSON.stringify(second.root)}=NAME.`,
  );
}

function openAccessHere(location: Location, { env }: ServeOptions): AccessStore {
  const found = findAccess(placeOf({ location, env }));
  if (found) return openAccess(found, { now: Date.now, random: randomBytes });
  throw new TrackerError(
    'not_found',
    'Nobody has a token for this tracker yet, so nobody could ask the server anything.',
    'Make an actor and a token first: `tracker actor add HANDLE`, then `tracker token create --actor HANDLE --scope member`.',
  );
}

/** As a stdio server has it, except that no session ends with a process and nobody is told of this machine's folders. */
function openTracker(location: Location, say: (line: string) => void): FileTracker {
  const healed = (home: FileHome) => healing(home, (lines) => lines.forEach(say));
  const repository = { ...repositoryOf(location.root), otherWorkTrees: () => [] };
  // Who reads waits for no disk that somebody else's write waits for.
  const sync = promisify(fsync);
  return openFileTracker({ location, repository, pid: 0, sync, healed, upkeep: openUpkeep });
}

function openSyncing(
  tracker: FileTracker,
  access: AccessStore,
  { syncEveryMs: everyMs, say }: ServeOptions,
): Syncing | undefined {
  if (everyMs === undefined) return undefined;
  return createSyncing({ everyMs, round: () => syncRound(tracker.home), access, say, now: Date.now });
}

const findName = (tracker: FileTracker): Promise<string> =>
  tracker.read(nobody, async (tx) => findDefaultProject(tx) ?? projectKeyFrom(tx.repositoryName()));

/** What other machines send must not be read on the way. Throws `invalid_input`. */
async function checkMayServe(access: AccessStore, options: ServeOptions, isTls: boolean): Promise<void> {
  if (isLoopback(options.host)) return;
  const isSafe = isTls || options.trustedProxies.length > 0 || options.isInsecureAllowed;
  if (!isSafe)
    throw new TrackerError(
      'invalid_input',
      `At ${options.host} other machines would send their tokens over plain http.`,
      'Give it --tls-cert and --tls-key, or --trust-proxy ADDRESS of the proxy before it; --insecure-http does without.',
    );
  const now = Date.now();
  if (!(await access.listTokens()).some(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > now))
    throw new TrackerError(
      'invalid_input',
      'No token opens anything yet, so nobody could ask this server.',
      'Make one first: `tracker token create --actor HANDLE --scope member`.',
    );
}

const urlOf = (host: string, port: number, isTls: boolean): string => {
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
  return `${isTls ? 'https' : 'http'}://${name}:${port}`;
};

import type { Published } from '../../mcp/handshake.ts';
import type { Tracker } from '../../mcp/tracker.ts';
import { findLists, renewLists } from '../../remote/kept-lists.ts';
import { getServer } from '../../remote/logins.ts';
import { createRemoteTracker } from '../../remote/remote-tracker.ts';
import { type RemoteServer, readOrigin } from '../../remote/server.ts';
import { version } from '../built.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The server that TRACKER_URL names. */
const findServer = (env: Env): RemoteServer => getServer(env, readOrigin(env.TRACKER_URL ?? '', 'TRACKER_URL'));

/** What the server lists for its caller, as far as it is known; undefined: ask for everything, and be refused. */
export function listsOf(env: Env): Published | undefined {
  try {
    return findLists(env, findServer(env));
  } catch {
    // Every call says it.
    return undefined;
  }
}

/** The tracker that TRACKER_URL names, in place of the one of this work tree. */
export function createRemote(env: Env): Tracker {
  // For the next start; whoever waits for nothing cannot be told of its failure.
  const renewed = (async () => renewLists(env, findServer(env), version))().catch(() => undefined);
  // Also of a session that is over after one call.
  return { ...createRemoteTracker({ findServer: () => findServer(env) }), close: () => renewed };
}

/** What answers in place of a work tree whose user has signed in to that origin: by what `tracker login` has kept for it alone. */
export const createBridge = (env: Env, origin: string): Tracker =>
  createRemoteTracker({ findServer: () => getServer(env, origin) });

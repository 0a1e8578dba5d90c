import type { Location } from '../../home/file/location.ts';
import { configReader } from '../../home/settings.ts';
import type { Tracker } from '../../mcp/tracker.ts';
import { allow, isAllowed } from '../../remote/clones.ts';
import { findLogin } from '../../remote/logins.ts';
import type { Env } from '../../remote/user-folder.ts';
import type { Context } from '../commands/command.ts';

/** The git directory that all work trees of a clone share; of what is in no repository its folder. */
export const cloneOf = ({ commonDir, gitDir, root }: Location): string => commonDir ?? gitDir ?? root;

/** The server that the place's configuration names, and whether its user has signed in to it here. */
export function findSuggestion(location: Location, env: Env): { origin?: string | undefined; isAllowed: boolean } {
  const { server: origin } = configReader(location)().config;
  const isOurs =
    origin !== undefined && isAllowed(env, cloneOf(location), origin) && findLogin(env, origin) !== undefined;
  return { origin, isAllowed: isOurs };
}

/**
 * Notes that the user has signed in to an origin in this clone, where its configuration names that very one: what a later commit
 * may name was not meant. Answers whether it was noted.
 */
export function allowHere(context: Pick<Context, 'location' | 'env'>, origin: string): boolean {
  const location = findLocation(context);
  if (!location || configReader(location)().config.server !== origin) return false;
  allow(context.env, cloneOf(location), origin);
  return true;
}

/** One may sign in anywhere, from a folder that is gone too. */
function findLocation(context: Pick<Context, 'location'>): Location | undefined {
  try {
    return context.location;
  } catch {
    return undefined;
  }
}

/**
 * Decides who answers, at a session's first call in a place. What a pull brings afterwards moves no session: an agent would go
 * on in another tracker without knowing, and what is checked out would have decided where its calls go. It is said, and counts
 * for the next session, by the same rule.
 */
export function answeringBy(env: Env, createBridge: (origin: string) => Tracker) {
  const places = new Map<string, Place>();

  function decide(location: Location): Place {
    const { origin, isAllowed } = findSuggestion(location, env);
    const tracker = origin !== undefined && isAllowed ? createBridge(origin) : undefined;
    const said = origin === undefined ? [] : [tracker ? sayAsked(origin) : sayLocal(origin)];
    return { origin: tracker && origin, tracker, seen: origin, unsaid: said };
  }

  return {
    /** What answers in this place; undefined: the place's own tracker. */
    of(location: Location): Tracker | undefined {
      const { config, error } = configReader(location)();
      const place = places.get(location.root);
      // What cannot be read decides nothing: its next version does.
      if (error) return place?.tracker;
      const now = place ?? decide(location);
      places.set(location.root, now);
      if (config.server !== now.seen) {
        now.seen = config.server;
        now.unsaid = config.server === now.origin ? [] : [sayChanged(now.origin, config.server)];
      }
      return now.tracker;
    },
    /** What the next reply is to say of it; nothing that was said. */
    takeSaid: (location: Location): string[] => places.get(location.root)?.unsaid.splice(0) ?? [],
    async close(): Promise<void> {
      for (const { tracker } of places.values()) await tracker?.close();
    },
  };
}

interface Place {
  /** Of the tracker that answers, where it is a server's. */
  origin: string | undefined;
  tracker: Tracker | undefined;
  /** What the configuration named last. */
  seen: string | undefined;
  unsaid: string[];
}

const setting = '`server` in .tracker/config.json';

const sayAsked = (origin: string): string =>
  `Answered by ${origin}, as ${setting} and your \`tracker login\` in this clone say.`;

const sayLocal = (origin: string): string =>
  `Answered by this clone's own tracker: ${setting} names ${origin}, which a session asks only once you have run \`tracker login ${origin}\` here before it.`;

const sayChanged = (origin: string | undefined, now: string | undefined): string =>
  `${setting} ${now === undefined ? 'is gone' : `names ${now} now`}: this session goes on with ${origin ?? "the clone's own tracker"}.${
    now === undefined ? '' : ` The next one asks ${now} only if you have run \`tracker login ${now}\` here.`
  }`;

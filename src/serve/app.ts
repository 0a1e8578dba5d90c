import { Hono } from 'hono';
import { TrackerError, toTrackerError } from '../domain/errors.ts';
import { actionRoutes } from './action-routes.ts';
import { authenticate } from './authenticate.ts';
import { brokenOff } from './body.ts';
import { withName } from './calls.ts';
import type { Door, Env } from './door.ts';
import { checkEdges, withSecurityHeaders } from './edges.ts';
import { eventRoutes } from './events/event-routes.ts';
import { openFeed } from './events/feed.ts';
import { healthRoutes } from './health.ts';
import { limitBody } from './limit-body.ts';
import { mcpRoutes } from './mcp/mcp-routes.ts';
import { countRequests, metricsRoutes } from './metrics.ts';
import { apiOf, apiPath, apiPathOf } from './next.ts';
import { problemResponse, Refusal } from './problem.ts';
import { openapiRoutes, openRoutes, restRoutes } from './rest/rest.ts';
import { answerNowhere, webRoutes } from './web/web-routes.ts';
import { wellKnownRoutes } from './well-known.ts';

/** What the door does while it is open and stops when it closes. */
export interface Serving {
  /** Answers one request. */
  app: Hono<Env>;
  /** From now on it is said to be going away. */
  stop(): void;
}

/**
 * The whole HTTP door as one function from request to response; opens no socket. All doors have the same address and edges.
 * Each tracker has paths with its name, and where it is alone those without one too.
 */
export function createApp(doors: readonly [Door, ...Door[]]): Serving {
  const [first] = doors;
  const app = new Hono<Env>();
  const state = { isStopping: false };
  app.onError((error, { req }) => problemResponse(asRefusal(error, first), apiOf(req.path)));
  app.notFound((context) => {
    if (doors.length > 1) return problemResponse(nowhereAmongSeveral);
    return answerNowhere(first.web, context) ?? problemResponse(nowhere);
  });
  const requests = countRequests();
  app.use(requests.count, withSecurityHeaders, checkEdges(first));
  app.route('/', healthRoutes(doors, state)).route('/', wellKnownRoutes(doors));
  app.route('/', openapiRoutes(first, { api: doors.length === 1 ? apiPath : apiPathOf('{tracker}') }));
  // Its pages ask the paths without a name.
  if (doors.length === 1) app.route('/', webRoutes(first.web));
  const feeds = new Map(doors.map((door) => [door, openFeed(door)]));
  app.route('/', metricsRoutes(doors, { requests, streams: (door) => feeds.get(door)?.count() ?? 0 }));
  for (const [door, feed] of feeds) {
    mountTracker(app, { door, feed, api: apiPathOf(door.mounted), mcp: `/mcp/${door.mounted}` });
    if (doors.length === 1) mountTracker(app, { door, feed, api: apiPath, mcp: '/mcp' });
  }
  return {
    app,
    stop() {
      state.isStopping = true;
      for (const feed of feeds.values()) feed.close();
    },
  };
}

interface Mounted {
  door: Door;
  feed: ReturnType<typeof openFeed>;
  /** Where its paths begin. */
  api: string;
  mcp: string;
}

function mountTracker(app: Hono<Env>, { door, feed, api: path, mcp }: Mounted): void {
  for (const open of ['pair', 'session']) app.use(`${path}/${open}`, limitBody);
  app.route(path, openRoutes(door));
  const api = new Hono<Env>();
  api.use(authenticate(door));
  api.route('/', eventRoutes(door, feed));
  api.use(limitBody);
  api.route('/', actionRoutes(door));
  api.route('/', restRoutes(door));
  app.route(path, api);
  app.use(mcp, authenticate(door), limitBody);
  app.route('/', mcpRoutes(door, mcp));
}

/** What no call of an action has thrown is not foreseen: its words are for the log. */
function asRefusal(error: unknown, { log }: Door): TrackerError | Refusal {
  if (error instanceof Refusal || error instanceof TrackerError) return error;
  // While its body was counted: nobody is there to be answered.
  if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return brokenOff(error);
  return withName(toTrackerError(error), log);
}

const nowhereAmongSeveral = new TrackerError(
  'not_found',
  'There is nothing at this path.',
  `Several trackers are served here, each by its name: ${apiPathOf('NAME')}/…, /mcp/NAME.`,
);
const nowhere = new TrackerError('not_found', 'There is nothing at this path.', 'The paths: GET /openapi.json.');

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
import { apiPath } from './next.ts';
import { problemResponse, Refusal } from './problem.ts';
import { openapiRoutes, openRoutes, restRoutes } from './rest/rest.ts';
import { webRoutes } from './web/web-routes.ts';
import { wellKnownRoutes } from './well-known.ts';

/** What the door does while it is open and stops when it closes. */
export interface Serving {
  /** Answers one request. */
  app: Hono<Env>;
  /** From now on it is said to be going away. */
  stop(): void;
}

/** The whole HTTP door as one function from request to response; opens no socket. */
export function createApp(door: Door): Serving {
  const app = new Hono<Env>();
  const state = { isStopping: false };
  app.onError((error) => problemResponse(asRefusal(error, door)));
  app.notFound(() => problemResponse(nowhere));
  const requests = countRequests();
  app.use(requests.count, withSecurityHeaders, checkEdges(door));
  app.route('/', healthRoutes(door, state)).route('/', wellKnownRoutes(door)).route('/', openapiRoutes(door));
  app.route('/', webRoutes(door.web));
  for (const path of ['pair', 'session']) app.use(`${apiPath}/${path}`, limitBody);
  app.route(apiPath, openRoutes(door));
  const api = new Hono<Env>();
  const feed = openFeed(door);
  app.route('/', metricsRoutes(door, { requests, streams: feed.count }));
  api.use(authenticate(door));
  api.route('/', eventRoutes(door, feed));
  api.use(limitBody);
  api.route('/', actionRoutes(door));
  api.route('/', restRoutes(door));
  app.route(apiPath, api);
  app.use('/mcp', authenticate(door), limitBody);
  app.route('/', mcpRoutes(door));
  return {
    app,
    stop() {
      state.isStopping = true;
      feed.close();
    },
  };
}

/** What no call of an action has thrown is not foreseen: its words are for the log. */
function asRefusal(error: unknown, { log }: Door): TrackerError | Refusal {
  if (error instanceof Refusal || error instanceof TrackerError) return error;
  // While its body was counted: nobody is there to be answered.
  if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return brokenOff(error);
  return withName(toTrackerError(error), log);
}

const nowhere = new TrackerError('not_found', 'There is nothing at this path.', 'The paths: GET /openapi.json.');

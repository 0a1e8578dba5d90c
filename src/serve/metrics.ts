import { Hono, type MiddlewareHandler } from 'hono';
import { authenticateAtAny } from './authenticate.ts';
import { checkMayRead, type Door, type Env } from './door.ts';
import { findUncommitted } from './health.ts';
import { limitCalls } from './limit-calls.ts';
import { apiOf } from './next.ts';

/** How many requests of each kind of route were answered with each status. */
export interface Requests {
  count: MiddlewareHandler<Env>;
  list(): { route: string; status: number; count: number }[];
}

/** Few words, whatever is asked for: each is kept as long as the server runs. */
function routeOf(path: string): string {
  const api = apiOf(path);
  if (path === `${api}/events`) return 'events';
  if (path.startsWith(`${api}/`)) return 'rest';
  if (path === '/mcp' || path.startsWith('/mcp/')) return 'mcp';
  return ['/healthz', '/readyz', '/metrics'].includes(path) ? 'health' : 'other';
}

export function countRequests(): Requests {
  const counts = new Map<string, { route: string; status: number; count: number }>();
  return {
    async count(context, next) {
      await next();
      const route = routeOf(context.req.path);
      const { status } = context.res;
      const name = `${route} ${status}`;
      const known = counts.get(name) ?? { route, status, count: 0 };
      known.count++;
      counts.set(name, known);
    },
    list: () => [...counts.values()].sort((a, b) => a.route.localeCompare(b.route) || a.status - b.status),
  };
}

interface Measured {
  requests: Requests;
  /** How many listen to events now. */
  streams(): number;
}

/** `GET /metrics`, for a token that reads: of the tracker that it opens. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsRoutes(
  doors: readonly Door[],
  { requests, streams }: Pick<Measured, 'requests'> & { streams(door: Door): number },
): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/metrics', authenticateAtAny(doors), async (context) => {
    const { door } = context.get('identified');
    checkMayRead(context);
    limitCalls(door)(context, 'read');
    const text = (await listMetrics(door, { requests, streams: () => streams(door) })).map(printMetric).join('');
    return context.body(text, 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  return app;
}

interface Metric {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  values: readonly { labels?: string; value: number }[];
}

async function listMetrics(door: Door, { requests, streams }: Measured): Promise<Metric[]> {
  const { event } = await door.workspace.home.read(async ({ position }) => position);
  const uncommitted = await findUncommitted(door.carried, door.log);
  const sync = door.carried?.sync();
  const gauge = (name: string, help: string, value: number | null | undefined): Metric[] =>
    typeof value === 'number' ? [{ name, type: 'gauge', help, values: [{ value }] }] : [];
  return [
    {
      ...{ name: 'tracker_requests_total', type: 'counter', help: 'Requests that were answered.' },
      values: requests
        .list()
        .map(({ route, status, count }) => ({ labels: `{route="${route}",status="${status}"}`, value: count })),
    },
    ...gauge('tracker_streams', 'Listeners of events.', streams()),
    ...gauge('tracker_position', 'Number of the last event.', event),
    ...gauge('tracker_uncommitted_events', 'Events that no commit has.', uncommitted?.events),
    ...gauge('tracker_uncommitted_since_seconds', 'When the first of them was written.', inSeconds(uncommitted?.since)),
    ...gauge('tracker_sync_failing', 'Whether --sync fails.', sync && (sync.failing ? 1 : 0)),
    ...gauge('tracker_sync_last_success_seconds', 'When --sync was done last.', inSeconds(sync?.last)),
  ];
}

const inSeconds = (time: number | null | undefined): number | undefined => (time == null ? undefined : time / 1_000);

const printMetric = ({ name, type, help, values }: Metric): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${values.map(({ labels = '', value }) => `${name}${labels} ${value}\n`).join('')}`;

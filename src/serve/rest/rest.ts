import { Hono } from 'hono';
import type { Door, Env } from '../door.ts';
import { actionEndpoint, anyActionEndpoints } from './action-endpoint.ts';
import { accessEndpoints, pairEndpoint } from './admin/access-endpoints.ts';
import { webhookEndpoints } from './admin/webhook-endpoints.ts';
import { agentEndpoints } from './agents.ts';
import type { Endpoint } from './endpoint.ts';
import { capabilitiesEndpoint, meEndpoint } from './me.ts';
import { mount } from './mount.ts';
import { describeEndpoints } from './openapi.ts';
import { routes } from './routes.ts';
import { sessionEndpoint, signInEndpoint, signOutEndpoint } from './session-endpoints.ts';
import { withSynonyms } from './synonyms.ts';

/** Everything below /api/v1 that is described, in the order of the documentation. */
export const endpoints: readonly Endpoint[] = [
  ...routes.map(actionEndpoint),
  ...[meEndpoint, capabilitiesEndpoint],
  ...accessEndpoints,
  ...webhookEndpoints,
  pairEndpoint,
  ...[signInEndpoint, sessionEndpoint, signOutEndpoint],
];

/** What is answered to whoever has a token, below /api/v1. */
export const restRoutes = (door: Door): Hono<Env> => mount(door, withSynonyms([...endpoints, ...agentEndpoints]));

/** What is answered without one, below /api/v1. */
export const openRoutes = (door: Door): Hono<Env> =>
  mount(door, [pairEndpoint]).route('/', mount(door, [signInEndpoint, signOutEndpoint], { isAll: false }));

/** `/openapi.json`: nothing of a tracker is told. */
export function openapiRoutes(
  { version, publicUrl }: Pick<Door, 'version' | 'publicUrl'>,
  { api }: { api: string },
): Hono<Env> {
  const app = new Hono<Env>();
  let text: string | undefined;
  app.get('/openapi.json', (context) => {
    text ??= JSON.stringify(describeEndpoints([...endpoints, ...anyActionEndpoints], { version, url: publicUrl, api }));
    return context.body(text, 200, { 'Content-Type': 'application/json' });
  });
  return app;
}

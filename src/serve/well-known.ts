import { Hono } from 'hono';
import { scopes } from '../domain/scopes.ts';
import type { Door, Env } from './door.ts';

/** What a client is told that asks how to be let in: by a token in a header. https://www.rfc-editor.org/rfc/rfc9728 */
export function wellKnownRoutes({ publicUrl, name }: Pick<Door, 'publicUrl' | 'name'>): Hono<Env> {
  const app = new Hono<Env>();
  for (const path of ['', '/mcp'])
    app.get(`/.well-known/oauth-protected-resource${path}`, (context) =>
      context.json({
        resource: `${publicUrl}${path}`,
        resource_name: `tracker ${name}`,
        bearer_methods_supported: ['header'],
        scopes_supported: scopes,
      }),
    );
  return app;
}

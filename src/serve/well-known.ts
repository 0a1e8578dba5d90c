import { Hono } from 'hono';
import { scopes } from '../domain/scopes.ts';
import type { Door, Env } from './door.ts';

/** What a client is told that asks how to be let in: by a token in a header. https://www.rfc-editor.org/rfc/rfc9728 */
export function wellKnownRoutes(doors: readonly Pick<Door, 'publicUrl' | 'name' | 'mounted'>[]): Hono<Env> {
  const app = new Hono<Env>();
  const add = (path: string, publicUrl: string, name: string) =>
    app.get(`/.well-known/oauth-protected-resource${path}`, (context) =>
      context.json({
        resource: `${publicUrl}${path}`,
        resource_name: name,
        bearer_methods_supported: ['header'],
        scopes_supported: scopes,
      }),
    );
  for (const { publicUrl, name, mounted } of doors) {
    add(`/mcp/${mounted}`, publicUrl, `tracker ${name}`);
    if (doors.length === 1) add('/mcp', publicUrl, `tracker ${name}`);
  }
  // Which trackers there are is told to nobody without a token.
  const [first] = doors;
  if (first) add('', first.publicUrl, doors.length === 1 ? `tracker ${first.name}` : 'tracker');
  return app;
}

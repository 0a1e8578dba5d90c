import { Hono } from 'hono';
import type { Door, Env } from './door.ts';

/** For whoever watches over the server: whether it runs, and whether it answers. Nothing of the tracker is told. */
export function healthRoutes({ workspace }: Pick<Door, 'workspace'>, state: { isStopping: boolean }): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', async (context) => {
    if (state.isStopping) return context.text('stopping\n', 503);
    try {
      await workspace.home.read(async () => undefined);
      return context.text('ok\n');
    } catch {
      return context.text('the tracker cannot be read\n', 503);
    }
  });
  return app;
}

import { type Context, Hono } from 'hono';
import type { Door, Env } from '../door.ts';
import { Refusal } from '../problem.ts';
import type { Endpoint } from './endpoint.ts';

/** Answers by endpoints; a path that has one is said to have no other method, where they are all that it has. */
export function mount(door: Door, endpoints: readonly Endpoint[], { isAll = true } = {}): Hono<Env> {
  const app = new Hono<Env>();
  const byPath = Map.groupBy(endpoints, ({ path }) => path);
  // A brace comes after every letter: what is named goes before what may be anything.
  for (const path of [...byPath.keys()].sort()) {
    const own = byPath.get(path) ?? [];
    const pattern = path.replace(/\{(\w+)\}/g, ':$1');
    for (const endpoint of own)
      app.on(endpoint.method, pattern, (context) => endpoint.answer(door, context as unknown as Context<Env>));
    if (!isAll) continue;
    const allowed = own
      .map(({ method }) => method)
      .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    app.all(pattern, () => {
      throw new Refusal('method_not_allowed', `This path is asked by ${allowed.join(', ')}.`, {
        headers: { Allow: allowed.join(', ') },
      });
    });
  }
  return app;
}

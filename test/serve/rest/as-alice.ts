import { type Served, serve } from '../served.ts';

export const api = '/api/v1';

/** A tracker that is served, and how alice asks it: below /api/v1. */
export async function open(): Promise<
  Served & { as(line: string, body?: unknown, headers?: Record<string, string>): ReturnType<Served['ask']> }
> {
  const served = await serve();
  const as = (line: string, body?: unknown, headers?: Record<string, string>) => {
    const [method, path] = line.split(' ');
    return served.ask(`${method} ${api}${path}`, { token: served.tokens.alice, body, ...(headers && { headers }) });
  };
  return { ...served, as };
}

import type { NextCall } from '../domain/hint.ts';

/** A call that helps the reader on, as a request that can be sent as it stands. */
export interface NextRequest {
  tool: string;
  args: Readonly<Record<string, unknown>>;
  method: 'POST';
  path: string;
  body: Readonly<Record<string, unknown>>;
}

export const apiPath = '/api/v1';

/** Where the paths of one of several trackers begin. */
export const apiPathOf = (mounted: string): string => `${apiPath}/trackers/${mounted}`;

/** Where the paths of the tracker begin that a path is of. */
export const apiOf = (path: string): string => /^\/api\/v1\/trackers\/[\w.-]+(?=\/)/.exec(path)?.[0] ?? apiPath;

export function nextRequest({ tool, args }: NextCall, api: string = apiPath): NextRequest {
  const { action, ...body } = args;
  return { tool, args, method: 'POST', path: `${api}/actions/${tool}/${String(action ?? tool)}`, body };
}

/** How a hint's words show a call. */
export const jsonSyntax =
  (api: string) =>
  (call: NextCall): string => {
    const { method, path, body } = nextRequest(call, api);
    return `${method} ${path} ${JSON.stringify(body)}`;
  };

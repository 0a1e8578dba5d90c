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

export function nextRequest({ tool, args }: NextCall): NextRequest {
  const { action, ...body } = args;
  return { tool, args, method: 'POST', path: `${apiPath}/actions/${tool}/${String(action ?? tool)}`, body };
}

/** How a hint's words show a call. */
export function jsonSyntax(call: NextCall): string {
  const { method, path, body } = nextRequest(call);
  return `${method} ${path} ${JSON.stringify(body)}`;
}

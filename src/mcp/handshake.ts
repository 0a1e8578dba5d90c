import { isObject, type Params, RpcError } from './messages.ts';
import type { Published } from './tool.ts';

/** Revisions of MCP that open with `initialize`, oldest first; the newest answers a request for one that is not here. */
const revisions = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'] as const;

export const serverName = 'tracker';
export const capabilities = { tools: {}, resources: {}, prompts: {}, completions: {} };

/** The reply to `initialize`. Throws RpcError when the client names no revision. */
export function initializeResult(params: Params, about: { version: string; published: Published }): object {
  const asked = params.protocolVersion;
  if (typeof asked !== 'string') throw new RpcError('invalidParams', '"protocolVersion" has to be a string.');
  return {
    protocolVersion: revisions.find((revision) => revision === asked) ?? revisions.at(-1),
    capabilities,
    serverInfo: { name: serverName, title: serverName, version: about.version },
    instructions: about.published.instructions,
  };
}

/** The reply to `tools/list`: one page. Throws RpcError on a cursor, since none was ever given out. */
export function toolsListResult(params: Params, published: Published): object {
  checkFirstPage(params);
  return { tools: published.tools };
}

/** Throws RpcError on a cursor: every list of this server has one page. */
export function checkFirstPage(params: Params): void {
  if (params.cursor !== undefined && params.cursor !== null) throw new RpcError('invalidParams', 'Unknown cursor.');
}

export interface ToolCall {
  tool: string;
  args: Record<string, unknown>;
  meta: unknown;
}

/** The parameters of `tools/call`. Throws RpcError on an unknown tool and on arguments that are not an object. */
export function parseToolCall(params: Params, published: Published): ToolCall {
  const names = published.tools.map((tool) => tool.name);
  if (typeof params.name !== 'string') throw new RpcError('invalidParams', '"name" has to be the name of a tool.');
  if (!(names as string[]).includes(params.name)) {
    throw new RpcError('invalidParams', `Unknown tool: ${params.name.slice(0, 100)}. There are ${names.join(', ')}.`);
  }
  const args = params.arguments ?? {};
  if (!isObject(args)) throw new RpcError('invalidParams', '"arguments" has to be an object.');
  return { tool: params.name, args, meta: params._meta };
}

import { isJSONRPCRequest, Server, type Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { capabilities, serverInfo } from './handshake.ts';
import { createMethods, type MethodsOptions } from './methods.ts';

export type { Transport };
/** Whether the SDK takes it for a request: it reports what is none, and does not answer it. */
export const isRequest: (message: unknown) => boolean = isJSONRPCRequest;

/**
 * A complete MCP server on the SDK, for any of its transports and for what it serves both eras by. This is the only file
 * that names the SDK's code, and all it takes from it is the protocol: what each method answers is in methods.ts.
 */
export function createServer(options: MethodsOptions): Server {
  const server = new Server(serverInfo(options.version), {
    capabilities,
    instructions: options.published.instructions,
  });
  const answer = createMethods(options);
  // Of the modern era's `_meta` the SDK takes out what says who calls.
  server.fallbackRequestHandler = ({ method, params }, { mcpReq }) =>
    answer(method, { ...params, _meta: { ...params?._meta, ...mcpReq.envelope } });
  return server;
}

/** Has the SDK serve what comes by a transport, in the era of the first message; one that a client may subscribe to as well. */
export function serveBy(transport: Transport, options: MethodsOptions): void {
  serveStdio(() => createServer(options), { transport });
}

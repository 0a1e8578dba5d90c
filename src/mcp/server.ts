import { createMcpHandler, isJSONRPCRequest, Server, type Transport } from '@modelcontextprotocol/server';
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
  // Of the modern era's parameters the SDK takes out who calls, and what the client was asked.
  server.fallbackRequestHandler = ({ method, params }, { mcpReq: { envelope, inputResponses } }) =>
    answer(method, { ...params, _meta: { ...params?._meta, ...envelope }, ...(inputResponses && { inputResponses }) });
  return server;
}

/** Has the SDK serve what comes by a transport, in the era of the first message; one that a client may subscribe to as well. */
export function serveBy(transport: Transport, options: MethodsOptions): void {
  serveStdio(() => createServer(options), { transport });
}

/** What a request brings besides the token that it came by; the SDK hands it on. */
export interface Bringing<Brought> {
  /** Of the token; seconds since 1970 in `expiresAt`. */
  auth: { token: string; clientId: string; scopes: string[]; expiresAt: number };
  brought: Brought;
  parsedBody?: unknown;
}

/**
 * Has the SDK answer requests of Streamable HTTP in both eras, by a server that `serverFor` makes for each. It checks no token,
 * keeps nothing between requests, and says to `onerror` what it could not make sense of. `parsedBody` is the request's body
 * where somebody has read it already.
 */
export function answerRequests<Brought>(
  serverFor: (brought: Brought) => Server,
  onerror: (error: Error) => void,
): (request: Request, bringing: Bringing<Brought>) => Promise<Response> {
  const handler = createMcpHandler(({ authInfo }) => serverFor(authInfo?.extra?.brought as Brought), {
    legacy: 'stateless',
    onerror,
  });
  return (request, { auth, brought, parsedBody }) =>
    handler.fetch(request, { authInfo: { ...auth, extra: { brought } }, parsedBody });
}

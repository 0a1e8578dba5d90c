import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { capabilities, serverName } from './handshake.ts';
import { createMethods, type MethodsOptions } from './methods.ts';

/**
 * A complete MCP server on the SDK, for any of its transports. This is the only file that names the SDK's code, and all
 * it takes from it is the protocol: what each method answers is in methods.ts.
 */
export function createServer(options: MethodsOptions): Server {
  const server = new Server(
    { name: serverName, title: serverName, version: options.version },
    { capabilities, instructions: options.published.instructions },
  );
  const answer = createMethods(options);
  server.fallbackRequestHandler = ({ method, params }) => answer(method, params ?? {});
  return server;
}

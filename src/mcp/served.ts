import { type Granted, isGranted } from '../domain/scopes.ts';
import { callTool } from './call-tool.ts';
import { publishedFor } from './published.ts';
import { createServer } from './server.ts';
import type { CallerIdentity, Tracker } from './tracker.ts';

export interface ServedOptions {
  /** Of the program, as it tells clients. */
  version: string;
  /** What the caller may ask for: the rest is not listed, and refused with `permission_denied`. */
  scopes: Granted;
  /** Says for each call who makes it; is given its `_meta`, what the protocol keeps there for itself included. */
  identify(meta: unknown): Omit<CallerIdentity, 'scopes'>;
}

/**
 * The SDK's server for one caller of a tracker, on any transport and in both eras: what the factory of `createMcpHandler`
 * returns, say, which makes one for each request. It costs little: what it lists is made once for each set of scopes.
 *
 *     createMcpHandler(({ authInfo }) => createMcpServer(tracker, { version, ...callerOf(authInfo) }))
 */
export function createMcpServer(tracker: Tracker, { version, scopes, identify }: ServedOptions) {
  const callerOf = (meta: unknown) => ({ ...identify(meta), scopes });
  return createServer({
    version,
    published: publishedFor(scopes),
    call: (tool, args, { _meta }) => callTool(async () => tracker, { tool, args, caller: callerOf(_meta) }),
    // Words to choose from are read like everything else.
    complete: async (kind, prefix, meta) =>
      isGranted(scopes, 'read') ? tracker.complete(kind, prefix, callerOf(meta)) : [],
  });
}

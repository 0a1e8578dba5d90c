import { isObject, type Params, RpcError } from './messages.ts';

/**
 * MCP has two. The legacy one opens with `initialize`, which says once for a connection who speaks and by which revision. In
 * the modern one there is no handshake: each request says so itself, in its `_meta`, and each result says what it is.
 */
export type Era = 'legacy' | 'modern';

export const modernRevision = '2026-07-28';

/** Names in `_meta` that the protocol keeps for itself. */
export const metaKeys = {
  revision: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
} as const;

/**
 * The era by which a request is to be answered: the modern one if it names its revision. Throws RpcError where that is one
 * that this server does not speak, with those that it does, and where the request does not say what its client can do.
 */
export function eraOf(params: Params): Era {
  const meta = params._meta;
  if (!isObject(meta) || !(metaKeys.revision in meta)) return 'legacy';
  const requested = meta[metaKeys.revision];
  if (typeof requested !== 'string')
    throw new RpcError('invalidParams', `"_meta" has to name the revision as a string: ${metaKeys.revision}.`);
  if (requested !== modernRevision) {
    const named = requested.slice(0, 100).toWellFormed();
    throw new RpcError('unsupportedRevision', `Unsupported protocol version: ${named}`, {
      supported: [modernRevision],
      requested: named,
    });
  }
  if (!isObject(meta[metaKeys.clientCapabilities]))
    throw new RpcError('invalidParams', `"_meta" has to hold an object: ${metaKeys.clientCapabilities}.`);
  return 'modern';
}

/** Methods whose results say for how long they may be kept. */
const kept = ['server/discover', 'tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];

/**
 * The result of a method as its era says it; what the SDK answers it has put into this form itself. Nothing may be kept: the
 * next start may be of another version of the program, and what is listed is up to what the caller may.
 */
export function inEra(era: Era, method: string, serverInfo: object, result: object): object {
  if (era === 'legacy') return result;
  return {
    resultType: 'complete',
    ...(kept.includes(method) && { ttlMs: 0, cacheScope: 'private' }),
    ...result,
    _meta: { [metaKeys.serverInfo]: serverInfo },
  };
}

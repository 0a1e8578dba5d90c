/** JSON-RPC 2.0 as MCP uses it over stdio: one message on a line. */
export type RequestId = string | number;
export type Params = Record<string, unknown>;

export interface Request {
  id: RequestId;
  method: string;
  params: Params;
}

export type Incoming =
  | ({ kind: 'request' } & Request)
  | { kind: 'notification'; method: string; params: Params }
  | { kind: 'response'; id: unknown; result: unknown }
  | { kind: 'refused'; id: RequestId | null; error: RpcError };

export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** Of the revisions that open with `initialize`; the next ones say `invalidParams`. */
  resourceNotFound: -32002,
  unsupportedRevision: -32022,
} as const;

/** Of Unicode's group C all but what ends lines and what joins letters. */
const unsafe = /[^\P{C}\n\u200C\u200D]/gu;

/** A refusal by the protocol itself; what a tool refuses is a tool result. */
export class RpcError extends Error {
  readonly code: number;
  /** What a program reads of it. */
  readonly data: object | undefined;

  constructor(code: keyof typeof rpcCodes, message: string, data?: object) {
    // Of what a client has sent it is told again, without what acts on a terminal.
    super(message.replace(unsafe, '\uFFFD'));
    this.name = 'RpcError';
    this.code = rpcCodes[code];
    this.data = data;
  }
}

/** Of a request that asks its client first: thrown by who reads a reply that is not there. */
export class Asking extends Error {
  readonly result: Params;

  constructor(result: Params) {
    super('The client is asked first.');
    this.result = result;
  }
}

const maxBatch = 1000;

/** Whether a client wants no reply any more to the request that the parameters name. */
export const isCancellation = (message: Incoming): message is Extract<Incoming, { kind: 'notification' }> =>
  message.kind === 'notification' && message.method === 'notifications/cancelled';

/** The messages of one line; those of a batch, which left MCP in 2025-06-18, one by one. Never throws. */
export function parseLine(line: string): Incoming[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return [refused(null, new RpcError('parseError', `Not JSON: ${(error as Error).message}`))];
  }
  if (!Array.isArray(value)) return [parseMessage(value)];
  if (value.length > 0 && value.length <= maxBatch) return value.map(parseMessage);
  return [
    refused(null, new RpcError('invalidRequest', `A batch holds 1 to ${maxBatch} messages, not ${value.length}.`)),
  ];
}

export function isObject(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The reply to a request as a line, newline included. */
export function renderResult(id: RequestId, result: object): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;
}

export function renderRefusal(
  id: RequestId | null,
  { code, message, data }: Pick<RpcError, 'code' | 'message' | 'data'>,
): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } })}\n`;
}

function parseMessage(value: unknown): Incoming {
  if (!isObject(value)) return refused(null, new RpcError('invalidRequest', 'A message is a JSON object.'));
  const id = isRequestId(value.id) ? value.id : null;
  if (value.jsonrpc !== '2.0') return refused(id, new RpcError('invalidRequest', '"jsonrpc" has to be "2.0".'));
  if (value.method === undefined && ('result' in value || 'error' in value))
    return { kind: 'response', id: value.id, result: value.result };
  if (typeof value.method !== 'string')
    return refused(id, new RpcError('invalidRequest', '"method" has to be a string.'));
  const params = value.params ?? {};
  if (!('id' in value)) return { kind: 'notification', method: value.method, params: isObject(params) ? params : {} };
  if (id === null) return refused(null, new RpcError('invalidRequest', '"id" has to be a string or an integer.'));
  if (!isObject(params)) return refused(id, new RpcError('invalidParams', '"params" has to be an object.'));
  return { kind: 'request', id, method: value.method, params };
}

function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || Number.isInteger(value);
}

function refused(id: RequestId | null, error: RpcError): Incoming {
  return { kind: 'refused', id, error };
}

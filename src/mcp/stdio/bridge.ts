import { type Era, metaKeys, modernRevision } from '../era.ts';
import { isObject, type Params, type Request, type RequestId, RpcError, renderRefusal, rpcCodes } from '../messages.ts';
import type { MethodsOptions } from '../methods.ts';
import { isRequest, serveBy, type Transport } from '../server.ts';

/** The SDK's server behind our own reading and writing of lines. */
export interface Bridge {
  request(request: Request): void;
  /** The parameters of `notifications/cancelled`. */
  cancel(params: Params): void;
  /** Resolves when every request is answered or cancelled. */
  idle(): Promise<void>;
}

export interface BridgeOptions extends MethodsOptions {
  /** Of every request that comes. */
  era: Era;
  /** The parameters that the client gave to `initialize`, if it has. */
  hello: Params;
  /** Takes a line, newline included. */
  send(line: string): void;
}

type Message = Parameters<NonNullable<Transport['onmessage']>>[0];
type Sent = Parameters<Transport['send']>[0];

/** Answered when the client goes, and so not waited for. */
const unending = 'subscriptions/listen';

/** Opens an SDK server for one era. */
export async function createBridge(options: BridgeOptions): Promise<Bridge> {
  const { era } = options;
  const open = new Set<RequestId>();
  let wakeUp = () => {};

  function settle(id: RequestId): void {
    open.delete(id);
    if (open.size === 0) wakeUp();
  }

  const transport: Transport = {
    start: async () => {},
    close: async () => {},
    async send(message) {
      options.send(`${JSON.stringify(era === 'legacy' ? withOldCode(message) : message)}\n`);
      if ('id' in message && message.id !== undefined) settle(message.id);
    },
  };
  serveBy(transport, options);
  await openEra(transport, options);

  return {
    request({ id, method, params }) {
      const message = { jsonrpc: '2.0', id, method, params };
      if (!isRequest(message)) {
        const error = new RpcError('invalidParams', 'The parameters are not of the form MCP asks for.');
        return options.send(renderRefusal(id, error));
      }
      if (method !== unending) open.add(id);
      transport.onmessage?.(message as Message);
    },
    cancel(params) {
      transport.onmessage?.({ jsonrpc: '2.0', method: 'notifications/cancelled', params } as Message);
      settle(params.requestId as RequestId);
    },
    async idle() {
      if (open.size > 0) await new Promise<void>((resolve) => (wakeUp = resolve));
    },
  };
}

/** Says to the server what it knows the era by, and keeps the answer here: the client has had its own. */
async function openEra(transport: Transport, { era, hello }: BridgeOptions): Promise<void> {
  const { send } = transport;
  await new Promise<void>((resolve) => {
    transport.send = async () => resolve();
    transport.onmessage?.({ jsonrpc: '2.0', id: 'opening', ...(era === 'legacy' ? greet(hello) : opening) } as Message);
    if (era === 'legacy') transport.onmessage?.({ jsonrpc: '2.0', method: 'notifications/initialized' });
  });
  transport.send = send;
}

const opening = {
  method: 'tools/list',
  params: { _meta: { [metaKeys.revision]: modernRevision, [metaKeys.clientCapabilities]: {} } },
};

const greet = ({ protocolVersion, capabilities, clientInfo }: Params) => ({
  method: 'initialize',
  params: {
    protocolVersion: typeof protocolVersion === 'string' ? protocolVersion : '2025-11-25',
    capabilities: isObject(capabilities) ? capabilities : {},
    clientInfo: { name: 'unknown', version: '', ...(isObject(clientInfo) ? clientInfo : {}) },
  },
});

/** The SDK says of a resource that is not there what the modern era says, to clients of both. */
function withOldCode(message: Sent): Sent {
  if (!('error' in message) || !isObject(message.error.data) || !('uri' in message.error.data)) return message;
  return { ...message, error: { ...message.error, code: rpcCodes.resourceNotFound } };
}

import { isObject, type Params, type Request, type RequestId, RpcError, renderRefusal } from '../messages.ts';
import type { MethodsOptions } from '../methods.ts';
import { createServer } from '../server.ts';

/** The SDK's server behind our own reading and writing of lines. */
export interface Bridge {
  request(request: Request): void;
  /** The parameters of `notifications/cancelled`. */
  cancel(params: Params): void;
  /** Resolves when every request is answered or cancelled. */
  idle(): Promise<void>;
}

export interface BridgeOptions extends MethodsOptions {
  /** The parameters that the client gave to `initialize`, if it has. */
  hello: Params;
  /** Takes a line, newline included. */
  send(line: string): void;
}

type Transport = Parameters<ReturnType<typeof createServer>['connect']>[0];
type Message = Parameters<NonNullable<Transport['onmessage']>>[0];

const replayId = 'initialize';

/** Opens an SDK server and replays the client's handshake into it; the reply to that stays here. */
export async function createBridge(options: BridgeOptions): Promise<Bridge> {
  const open = new Set<RequestId>();
  let wakeUp = () => {};
  let unread = false;

  function settle(id: RequestId): void {
    open.delete(id);
    if (open.size === 0) wakeUp();
  }

  const transport: Transport = {
    start: async () => {},
    close: async () => {},
    async send(message) {
      options.send(`${JSON.stringify(message)}\n`);
      if ('id' in message && message.id !== undefined) settle(message.id);
    },
  };
  const server = createServer(options);
  server.onerror = () => {
    unread = true;
  };
  await server.connect(transport);
  await replayHandshake(transport, options.hello);

  return {
    request(request) {
      unread = false;
      open.add(request.id);
      transport.onmessage?.({ jsonrpc: '2.0', ...pickRequest(request) } as Message);
      // The SDK reports a message of the wrong form, `_meta` say, and does not answer it.
      if (unread) {
        options.send(
          renderRefusal(request.id, new RpcError('invalidParams', 'The parameters are not of the form MCP asks for.')),
        );
        settle(request.id);
      }
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

async function replayHandshake(transport: Transport, hello: Params): Promise<void> {
  const { send } = transport;
  const params = {
    protocolVersion: typeof hello.protocolVersion === 'string' ? hello.protocolVersion : '2025-11-25',
    capabilities: isObject(hello.capabilities) ? hello.capabilities : {},
    clientInfo: { name: 'unknown', version: '', ...(isObject(hello.clientInfo) ? hello.clientInfo : {}) },
  };
  await new Promise<void>((resolve) => {
    transport.send = async () => resolve();
    transport.onmessage?.({ jsonrpc: '2.0', id: replayId, method: 'initialize', params });
    transport.onmessage?.({ jsonrpc: '2.0', method: 'notifications/initialized' });
  });
  transport.send = send;
}

function pickRequest({ id, method, params }: Request): Request {
  return { id, method, params };
}

import { callTool, toolResult } from '../call-tool.ts';
import { initializeResult, parseToolCall, toolsListResult } from '../handshake.ts';
import { createIdentity, type Identify } from '../identity.ts';
import { type Incoming, type Params, type Request, RpcError, renderRefusal, renderResult } from '../messages.ts';
import type { Published } from '../tools/tool.ts';
import type { AskRoots, Tracker } from '../tracker.ts';
import type { Bridge } from './bridge.ts';
import type { Queue } from './queue.ts';
import { createRoots } from './roots.ts';

export interface ConversationOptions {
  published: Published;
  version: string;
  env: Record<string, string | undefined>;
  /** Takes a line, newline included. */
  send(line: string): void;
  queue: Queue<unknown>;
  load(): Promise<Tracker>;
}

export interface Conversation {
  receive(message: Incoming): void;
  askRoots: AskRoots;
  /** Nothing comes in any more: what the client was asked will not be answered. */
  end(): void;
  /** Resolves when every request is answered. */
  idle(): Promise<void>;
}

/**
 * Answers what one client says. The handshake, `tools/list` and `ping` are answered from data made at build time and
 * tools are called directly; the rest of the protocol is the SDK's, loaded when it is first asked for.
 */
export function createConversation(options: ConversationOptions): Conversation {
  const { published, send, queue } = options;
  const identity = createIdentity(options.env);
  const roots = createRoots(send);
  let hello: Params = {};
  const sdk = createLateBridge(() => openBridge(options, identity.identify, hello));

  const answers: Record<string, (request: Request) => object | undefined> = {
    initialize({ params }) {
      const result = initializeResult(params, options);
      hello = params;
      identity.introduce(params);
      roots.introduce(params);
      return result;
    },
    ping: () => ({}),
    'tools/list': ({ params }) => toolsListResult(params, published),
    'tools/call'({ id, params }) {
      const { tool, args, meta } = parseToolCall(params, published);
      const request = { tool, args, caller: identity.identify(meta) };
      queue.add(id, async () => send(renderResult(id, toolResult(await callTool(options.load, request)))));
      return undefined;
    },
    // The next era of MCP opens with this; a client then falls back to `initialize`. Not worth loading the SDK for.
    'server/discover'({ method }) {
      throw new RpcError('methodNotFound', `Method not found: ${method}`);
    },
  };

  const notices: Record<string, (params: Params) => void> = {
    'notifications/cancelled'(params) {
      queue.cancel(params.requestId);
      sdk.cancel(params);
    },
    'notifications/roots/list_changed': roots.forget,
  };

  return {
    receive(message) {
      if (message.kind === 'refused') send(renderRefusal(message.id, message.error));
      if (message.kind === 'response') roots.receive(message);
      if (message.kind === 'request') {
        const own = Object.hasOwn(answers, message.method) ? answers[message.method] : undefined;
        if (own) answer(message, own, send);
        else sdk.request(message);
      }
      if (message.kind === 'notification' && Object.hasOwn(notices, message.method))
        notices[message.method]?.(message.params);
    },
    askRoots: roots.ask,
    end: roots.end,
    async idle() {
      await sdk.idle();
      await queue.idle();
    },
  };
}

function answer(
  request: Request,
  own: (request: Request) => object | undefined,
  send: ConversationOptions['send'],
): void {
  try {
    const result = own(request);
    if (result) send(renderResult(request.id, result));
  } catch (error) {
    send(renderRefusal(request.id, error as RpcError));
  }
}

async function openBridge(
  { published, version, send, queue, load }: ConversationOptions,
  identify: Identify,
  hello: Params,
): Promise<Bridge> {
  // What came in the same chunk is answered before the SDK takes its time to load.
  await new Promise((resolve) => setImmediate(resolve));
  process.getBuiltinModule('node:module').enableCompileCache();
  const { createBridge } = await import('./bridge.ts');
  const turn = Symbol('a request to the SDK');
  const inTurn = <T>(task: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => queue.add(turn, () => task().then(resolve, reject)));
  return createBridge({
    hello,
    send,
    published,
    version,
    call: (tool, args, meta) => inTurn(() => callTool(load, { tool, args, caller: identify(meta) })),
    complete: (kind, prefix, meta) => inTurn(async () => (await load()).complete(kind, prefix, identify(meta))),
  });
}

/** A bridge that the first request opens; requests wait for it in their order. */
function createLateBridge(open: () => Promise<Bridge>): Bridge {
  let bridge: Promise<Bridge> | undefined;
  return {
    request(request) {
      bridge ??= open();
      void bridge.then((opened) => opened.request(request));
    },
    cancel(params) {
      void bridge?.then((opened) => opened.cancel(params));
    },
    async idle() {
      await (await bridge)?.idle();
    },
  };
}

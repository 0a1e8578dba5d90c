import { callTool, toolResult } from '../call-tool.ts';
import { type Era, eraOf, inEra } from '../era.ts';
import {
  discoverResult,
  initializeResult,
  listMethods,
  listResult,
  type Published,
  parseToolCall,
  serverInfo,
  type ToolCall,
} from '../handshake.ts';
import { createIdentity, type Identify } from '../identity.ts';
import { type Incoming, type Params, type Request, RpcError, renderRefusal, renderResult } from '../messages.ts';
import type { AskRoots, ToolText, Tracker } from '../tracker.ts';
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
 * Answers what one client says, each request in its own era. What a client opens with, lists and `ping` are answered from
 * data made at build time and tools are called directly; the rest of the protocol is the SDK's, loaded when it is first asked
 * for.
 */
export function createConversation(options: ConversationOptions): Conversation {
  const { send, queue } = options;
  const { identify, introduce } = createIdentity(options.env);
  const roots = createRoots(send);
  let hello: Params = {};
  const prepare: Prepare = (era, { tool, args }, params) => {
    const request = { tool, args, caller: identify(params._meta) };
    const call = () => callTool(options.load, request);
    return era === 'modern' ? () => roots.during(params, call) : call;
  };
  const openFor = (era: Era) => createLateBridge(() => openBridge(options, { identify, prepare, era, hello }));
  const sdk = { legacy: openFor('legacy'), modern: openFor('modern') };
  const answers = listAnswers(options, prepare, (params) => {
    hello = params;
    introduce(params);
    roots.introduce(params);
  });

  function answer(request: Request): void {
    try {
      const era = eraOf(request.params);
      const own = Object.hasOwn(answers[era], request.method) ? answers[era][request.method] : undefined;
      if (own) own(request);
      else sdk[era].request(request);
    } catch (error) {
      send(renderRefusal(request.id, error as RpcError));
    }
  }

  const notices: Record<string, (params: Params) => void> = {
    'notifications/cancelled'(params) {
      queue.cancel(params.requestId);
      for (const bridge of Object.values(sdk)) bridge.cancel(params);
    },
    'notifications/roots/list_changed': roots.forget,
  };

  return {
    receive(message) {
      if (message.kind === 'refused') send(renderRefusal(message.id, message.error));
      if (message.kind === 'response') roots.receive(message);
      if (message.kind === 'request') answer(message);
      if (message.kind === 'notification' && Object.hasOwn(notices, message.method))
        notices[message.method]?.(message.params);
    },
    askRoots: roots.ask,
    end: roots.end,
    async idle() {
      for (const bridge of Object.values(sdk)) await bridge.idle();
      await queue.idle();
    },
  };
}

/** A tool's call for a request with these parameters, by who has sent it; to be made in its turn. */
type Prepare = (era: Era, call: ToolCall, params: Params) => () => Promise<ToolText>;

type Answers = Record<string, (request: Request) => void>;

/** What is answered without the SDK, by era and method; each throws RpcError. `introduce` takes an accepted handshake. */
function listAnswers(
  { published, version, send, queue }: ConversationOptions,
  prepare: Prepare,
  introduce: (params: Params) => void,
): Record<Era, Answers> {
  const reply = (era: Era, { id, method }: Request, result: object): void =>
    send(renderResult(id, inEra(era, method, serverInfo(version), result)));

  const answersOf = (era: Era): Answers => ({
    ...Object.fromEntries(
      listMethods.map((method) => [
        method,
        (request: Request) => reply(era, request, listResult(method, request.params, published)),
      ]),
    ),
    'tools/call'(request) {
      const call = prepare(era, parseToolCall(request.params, published), request.params);
      queue.add(request.id, async () => {
        const { asks, ...said } = await call();
        reply(era, request, asks ?? toolResult(said));
      });
    },
  });

  return {
    modern: {
      ...answersOf('modern'),
      'server/discover': (request) => reply('modern', request, discoverResult(published)),
    },
    legacy: {
      ...answersOf('legacy'),
      initialize(request) {
        const result = initializeResult(request.params, { version, published });
        introduce(request.params);
        reply('legacy', request, result);
      },
      ping: (request) => reply('legacy', request, {}),
      // From a client that does not say which revision it speaks: not worth loading the SDK for.
      'server/discover'({ method }) {
        throw new RpcError('methodNotFound', `Method not found: ${method}`);
      },
    },
  };
}

async function openBridge(
  { published, version, send, queue, load }: ConversationOptions,
  { identify, prepare, era, hello }: { identify: Identify; prepare: Prepare; era: Era; hello: Params },
): Promise<Bridge> {
  // What came in the same chunk is answered before the SDK takes its time to load.
  await new Promise((resolve) => setImmediate(resolve));
  process.getBuiltinModule('node:module').enableCompileCache();
  const { createBridge } = await import('./bridge.ts');
  const turn = Symbol('a request to the SDK');
  const inTurn = <T>(task: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => queue.add(turn, () => task().then(resolve, reject)));
  return createBridge({
    era,
    hello,
    send,
    published,
    version,
    call: (tool, args, params) => inTurn(prepare(era, { tool, args }, params)),
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

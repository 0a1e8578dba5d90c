import { metaKeys } from '../era.ts';
import { type Incoming, isObject, type Params } from '../messages.ts';
import type { AskRoots, ToolText } from '../tracker.ts';

/** What the client says of the folders that it has open. Nothing is asked before somebody wants to know. */
export interface Roots {
  /** Takes the client's capabilities from the parameters of `initialize`. */
  introduce(params: Params): void;
  ask: AskRoots;
  /**
   * Calls a tool for a request of the modern era; nothing else is done meanwhile. There a server asks by its answer: a call
   * that wants to know the folders is given up, and the client then sends its request again, with them.
   */
  during(params: Params, call: () => Promise<ToolText>): Promise<ToolText>;
  /** Takes an answer of the client's. */
  receive(response: Extract<Incoming, { kind: 'response' }>): void;
  /** They are others now: the next call asks again. */
  forget(): void;
  /** The client has left: what it was asked is not waited for. */
  end(): void;
}

/** A client that says it has roots and does not answer is not waited for twice. */
const patienceMs = 5_000;
const asks = { resultType: 'input_required', inputRequests: { roots: { method: 'roots/list' } } };

/** Of `roots/list`. A client opens a few folders; more are not looked at. */
const maxRoots = 100;

export function createRoots(send: (line: string) => void): Roots {
  let hasRoots = false;
  let asked = 0;
  let answer: Promise<string[] | undefined> | undefined;
  let settle = (_: string[] | undefined): void => {};
  let askAnother: AskRoots | undefined;

  function request(): Promise<string[] | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), patienceMs).unref();
      settle = (uris) => {
        clearTimeout(timer);
        resolve(uris);
      };
      send(`${JSON.stringify({ jsonrpc: '2.0', id: idOf(++asked), method: 'roots/list' })}\n`);
    });
  }

  return {
    introduce({ capabilities }) {
      hasRoots = isObject(capabilities) && isObject(capabilities.roots);
    },
    ask() {
      if (askAnother) return askAnother();
      if (!hasRoots) return Promise.resolve(undefined);
      answer ??= request();
      return answer;
    },
    async during({ _meta, inputResponses }, call) {
      const meta: Params = isObject(_meta) ? _meta : {};
      const able = meta[metaKeys.clientCapabilities];
      let isWanted = false;
      askAnother = async () => {
        if (isObject(inputResponses)) return readRoots(inputResponses.roots);
        if (!isObject(able) || !isObject(able.roots)) return undefined;
        isWanted = true;
        throw new Error('The client is asked for its folders first.');
      };
      try {
        const reply = await call();
        return isWanted ? { text: '', asks } : reply;
      } finally {
        askAnother = undefined;
      }
    },
    receive({ id, result }) {
      if (id === idOf(asked)) settle(readRoots(result));
    },
    forget() {
      answer = undefined;
    },
    end() {
      hasRoots = false;
      settle(undefined);
    },
  };
}

const idOf = (count: number): string => `tracker-roots-${count}`;

function readRoots(result: unknown): string[] | undefined {
  if (!isObject(result) || !Array.isArray(result.roots)) return undefined;
  return result.roots
    .slice(0, maxRoots)
    .flatMap((root) => (isObject(root) && typeof root.uri === 'string' ? [root.uri] : []));
}

import { metaKeys } from '../era.ts';
import { type Incoming, isObject, type Params } from '../messages.ts';
import type { AskRoots } from '../tracker.ts';

/** What the client says of the folders that it has open. Nothing is asked before somebody wants to know. */
export interface Roots {
  /** Takes the client's capabilities from the parameters of `initialize`. */
  introduce(params: Params): void;
  ask: AskRoots;
  /**
   * Does what a request of the modern era asks for, of which no other is done meanwhile. There a server asks by its answer:
   * work that wants to know the folders fails, and what the client is to send again its request with is resolved to.
   */
  during(params: Params, work: () => Promise<object>): Promise<object>;
  /** Takes an answer of the client's. */
  receive(response: Extract<Incoming, { kind: 'response' }>): void;
  /** They are others now: the next call asks again. */
  forget(): void;
  /** The client has left: what it was asked is not waited for. */
  end(): void;
}

/** A client that says it has roots and does not answer is not waited for twice. */
const patienceMs = 5_000;
/** As the modern era asks: the client sends its request again, with the answer. */
const wanted = { resultType: 'input_required', inputRequests: { roots: { method: 'roots/list' } } };

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
    async during({ _meta, inputResponses }, work) {
      const meta: Params = isObject(_meta) ? _meta : {};
      const able = meta[metaKeys.clientCapabilities];
      const answered = isObject(inputResponses) && 'roots' in inputResponses;
      let isWanted = false;
      askAnother = async () => {
        if (answered) return readRoots(inputResponses.roots);
        if (!isObject(able) || !isObject(able.roots)) return undefined;
        isWanted = true;
        throw new Error('The client is asked for its folders first.');
      };
      try {
        const result = await work();
        return isWanted ? wanted : result;
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

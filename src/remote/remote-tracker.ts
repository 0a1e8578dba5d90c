import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, errorCodes, TrackerError, toTrackerError } from '../domain/errors.ts';
import { isObject } from '../domain/event/shape.ts';
import { wroteKey } from '../mcp/call-tool.ts';
import { agentKey } from '../mcp/identity.ts';
import type { CallerIdentity, ToolText, Tracker } from '../mcp/tracker.ts';
import { askOnce, type RemoteRequest, Unanswered } from './ask.ts';
import { keepReplies } from './kept-replies.ts';
import type { RemoteServer } from './server.ts';

export interface RemoteOptions {
  /** Which server, asked for at each call; throws TrackerError where none is to be had. */
  findServer(): RemoteServer;
  /** How long a lost write is tried again, and one try of it, in milliseconds. */
  retryMs?: number;
  timeoutMs?: number;
}

const pauseMs = 250;

/**
 * A tracker that another machine answers for: what it says is said here as it stands. A call of which no answer comes is made
 * again with the same key, so that it is done once; where the server stays away, what was read a moment ago is said to be old.
 */
export function createRemoteTracker({ findServer, retryMs = 20_000, timeoutMs = 10_000 }: RemoteOptions): Tracker {
  const replies = keepReplies(Date.now);
  const ask = async (request: Omit<RemoteRequest, 'timeoutMs'>, until: number) => {
    const server = findServer();
    for (let pause = pauseMs; ; pause = Math.min(2 * pause, 4_000)) {
      try {
        return await askOnce(server, { ...request, timeoutMs });
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        const wait = Math.max(pause, error.retryAfterMs);
        if (Date.now() + wait >= until) throw new Unanswered(`${server.origin} cannot be reached: ${error.message}`);
        await sleep(wait);
      }
    }
  };
  return {
    async call({ tool, args, caller }) {
      const kept = replies.find(tool, args);
      try {
        const key = randomBytes(16).toString('hex');
        const params = {
          name: tool,
          arguments: args,
          ...(caller.as !== undefined && { _meta: { [agentKey]: caller.as } }),
        };
        // What can be said at once needs no waiting.
        const until = Date.now() + (kept ? 2 * pauseMs : retryMs);
        const result = await ask({ method: 'tools/call', params, key, ...sayOf(caller) }, until);
        const reply = textOf(result);
        if (isObject(result._meta) && result._meta[wroteKey] === true) replies.forget();
        else replies.keep(tool, args, reply);
        return reply;
      } catch (error) {
        if (error instanceof Unanswered && kept) return kept;
        return asText(error instanceof Unanswered ? notKnown(error) : toTrackerError(error));
      }
    },
    async complete(kind, prefix, caller) {
      const [prompt, name] = asked[kind];
      const params = { ref: { type: 'ref/prompt', name: prompt }, argument: { name, value: prefix } };
      const { completion } = await ask({ method: 'completion/complete', params, ...sayOf(caller) }, 0);
      return isObject(completion) && Array.isArray(completion.values) ? completion.values.map(String) : [];
    },
    close: async () => undefined,
  };
}

/** Prompts that have such an argument, and its name there. */
const asked = { key: ['review', 'id'], type: ['triage', 'type'], status: ['triage', 'status'] } as const;

/** Who calls, as the server is told: the token says whose it is. */
const sayOf = ({ clientName, clientVersion, session }: CallerIdentity) => ({
  client: { name: clientName, version: clientVersion },
  session: /^[\w.-]{1,64}$/.test(session) ? session : createHash('sha256').update(session).digest('hex').slice(0, 32),
});

function textOf({ content, isError }: Record<string, unknown>): ToolText {
  const parts = Array.isArray(content) ? content : [];
  const text = parts.flatMap((part) => (isObject(part) && typeof part.text === 'string' ? [part.text] : [])).join('\n');
  return isError === true ? { text, code: codeIn(text) } : { text };
}

/** `error CODE: …`; a newer server may have codes that are not known here. */
function codeIn(text: string): ErrorCode {
  const word = /^error (\w+):/.exec(text)?.[1];
  return errorCodes.find((code) => code === word) ?? 'internal';
}

const notKnown = ({ message }: Unanswered): TrackerError =>
  new TrackerError(
    'network_error',
    `${message}. It is not known whether this was done.`,
    'The same call again is safe for what reads; for what writes, look first.',
  );

const asText = ({ code, message, hint }: TrackerError): ToolText => ({
  text: `error ${code}: ${message}${hint.length > 0 ? `\n${hint.join('')}` : ''}`,
  code,
});

import { metaKeys } from './era.ts';
import { isObject, type Params } from './messages.ts';
import type { CallerIdentity } from './tracker.ts';

export type Identify = (meta: unknown) => CallerIdentity;

/** Says for each call who makes it: by the `_meta` of the call, the environment and, where there was one, the handshake. */
export interface Identity {
  /** Takes `clientInfo` from the parameters of `initialize`. */
  introduce(params: Params): void;
  identify: Identify;
}

const maxNameLength = 32;
/** In a call's `_meta`: the one of several agents on this server that makes it, as the argument `as` does. */
export const agentKey = 'tracker/as';
const maxSessionLength = 128;

/** Session: TRACKER_SESSION, else Claude Code's, else Codex' thread, else one made up for this process. */
export function createIdentity(env: Record<string, string | undefined>): Identity {
  let introduced = readClient({});
  let ownSession: string | undefined;
  return {
    introduce(params) {
      introduced = readClient(params.clientInfo);
    },
    identify(meta) {
      const { client = introduced, thread, as } = readMeta(meta);
      // Whoever starts a server of its own could change the file as well.
      const caller = { ...client, scopes: 'all' as const, ...(as !== undefined && { as }) };
      const given = readSession(env.TRACKER_SESSION) ?? readSession(env.CLAUDE_CODE_SESSION_ID) ?? readSession(thread);
      if (given) return { ...caller, session: given };
      ownSession ??= makeSession();
      return { ...caller, session: ownSession };
    },
  };
}

/** What the `_meta` of a request says of who makes it. */
export interface SaidOfCaller {
  client?: Pick<CallerIdentity, 'clientName' | 'clientVersion'>;
  /** A conversation of the client's. */
  thread?: string;
  /** The agent among those of the client: not checked yet. */
  as?: unknown;
}

/** `clientInfo`: of a handshake, where there is one. */
export function readMeta(meta: unknown, clientInfo?: unknown): SaidOfCaller {
  const said = isObject(meta) ? meta : {};
  const info = said[metaKeys.clientInfo] ?? clientInfo;
  const as = said[agentKey];
  return {
    ...(info !== undefined && { client: readClient(info) }),
    ...(typeof said.threadId === 'string' && { thread: said.threadId }),
    ...(as !== undefined && { as }),
  };
}

function readClient(given: unknown): Pick<CallerIdentity, 'clientName' | 'clientVersion'> {
  const info = isObject(given) ? given : {};
  return { clientName: parseName(info.name) || 'unknown', clientVersion: parseName(info.version) };
}

/**
 * A session's name from outside, in one line, so that the same comes from every door of this machine; undefined where there
 * is none. Without a slash: TOKEN/GIVEN is a session of another door, which its token proves.
 */
export const readSession = (given: string | undefined): string | undefined =>
  given
    ?.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .replaceAll('/', '-')
    .trim()
    .slice(0, maxSessionLength)
    .toWellFormed() || undefined;

/** Its own, not a secret: to load what makes secrets takes two milliseconds of those that a client waits for its first answer. */
const makeSession = (): string =>
  [Date.now(), process.pid, Math.random() * 2 ** 52].map((part) => part.toString(36)).join('-');

/** Names end up in replies and actors: no control characters, no white space, no slash that would look like an actor's. */
function parseName(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/[\s/\p{Cc}\p{Cs}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, maxNameLength)
    .replace(/[\uD800-\uDBFF]$/, '');
}

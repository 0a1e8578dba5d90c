import { TrackerError } from '../domain/errors.ts';
import { isObject } from '../domain/event/shape.ts';
import { metaKeys, modernRevision } from '../mcp/era.ts';
import type { RemoteServer } from './server.ts';

/** One request of MCP, and who makes it. */
export interface RemoteRequest {
  method: string;
  params?: Readonly<Record<string, unknown>>;
  client: { name: string; version: string };
  /** 1 to 64 of `[A-Za-z0-9._-]`. */
  session?: string | undefined;
  /** By which the server knows the same write again. */
  key?: string | undefined;
  /** Milliseconds until it is given up. */
  timeoutMs: number;
}

/** No answer has come: the request may have been done or not. */
export class Unanswered extends Error {
  readonly retryAfterMs: number;

  constructor(message: string, { cause, retryAfterMs = 0 }: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause });
    this.name = 'Unanswered';
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Asks the server once. A token goes to its origin alone: a redirect is followed nowhere. Throws Unanswered where no answer
 * has come, and TrackerError where the answer is a refusal of the door's.
 */
export async function askOnce(
  { origin, token }: RemoteServer,
  request: RemoteRequest,
): Promise<Record<string, unknown>> {
  const { method, params = {}, client, session, key, timeoutMs } = request;
  const meta = {
    [metaKeys.revision]: modernRevision,
    [metaKeys.clientInfo]: client,
    [metaKeys.clientCapabilities]: {},
  };
  const given = isObject(params._meta) ? params._meta : {};
  const body = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: { ...given, ...meta } } };
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${origin}/mcp`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...{ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...{ Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': modernRevision },
        ...{ 'MCP-Method': method, ...(typeof params.name === 'string' && { 'MCP-Name': params.name }) },
        ...(session !== undefined && { 'X-Tracker-Session': session }),
        ...(key !== undefined && { 'Idempotency-Key': key }),
      },
      body: JSON.stringify(body),
    });
    text = await answer.text();
  } catch (cause) {
    throw new Unanswered(reasonOf(cause), { cause });
  }
  if (answer.status >= 500) throw new Unanswered(`it answers ${answer.status}`, { retryAfterMs: retryAfter(answer) });
  return resultOf(origin, answer, text);
}

const retryAfter = ({ headers }: Response): number => Math.max(0, Number(headers.get('retry-after') ?? 0) * 1_000 || 0);

/** What undici says itself is that the fetch has failed. */
function reasonOf(thrown: unknown): string {
  const { name, cause, message } = thrown as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return 'no answer in time';
  return cause?.code ?? message;
}

function resultOf(origin: string, answer: Response, text: string): Record<string, unknown> {
  if (answer.status >= 300 && answer.status < 400)
    throw new TrackerError(
      'permission_denied',
      `${origin} sends its callers elsewhere, and a token goes nowhere else.`,
      'Set TRACKER_URL to where the server is.',
    );
  const message = read(text);
  if (isObject(message) && isObject(message.result)) return message.result;
  throw refusalOf(origin, answer.status, message);
}

/** JSON as it is, or the last event of a stream. */
function read(text: string): unknown {
  const last = /^data: (.*)$/m.exec(text.trim())?.[1] ?? text;
  try {
    return JSON.parse(last);
  } catch {
    return undefined;
  }
}

function refusalOf(origin: string, status: number, message: unknown): TrackerError {
  const said = isObject(message) ? (isObject(message.error) ? message.error.message : message.detail) : undefined;
  const what = typeof said === 'string' ? said : `the answer is ${status}, and none of tracker's`;
  if (status === 401)
    return new TrackerError(
      'permission_denied',
      `${origin}: ${what}`,
      'Sign in: `tracker login URL`, or set TRACKER_TOKEN.',
    );
  if (status === 429) return new TrackerError('rate_limit', `${origin}: ${what}`, 'Wait a moment.');
  return new TrackerError(status === 403 ? 'permission_denied' : 'network_error', `${origin}: ${what}`);
}

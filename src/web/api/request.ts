import type { Problem } from '../../serve/problem.ts';
import { credentials, forgetHalf } from './credentials.ts';
import { halfOf } from './half.ts';
import { Refused, Unreachable } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface Asked {
  query?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
  /** Idempotency-Key: a write that is sent again is done once. */
  key?: string;
  /** If-Match: the ETag of the ticket that the person has seen. */
  match?: string | undefined;
  signal?: AbortSignal;
}

export interface Answer<T> {
  body: T;
  etag: string | undefined;
  /** The ids of the events that a write has made, oldest first; none where it had been done before. */
  events: readonly string[];
}

/** What a server that is going away or has too much to do answers. */
const passing = new Set([429, 502, 503, 504]);

/** Asks REST below `/api/v1`. Throws Refused for what the server refuses, and Unreachable where nobody knows. */
export async function request<T>(method: Method, path: string, asked: Asked = {}): Promise<Answer<T>> {
  const signedInBy = credentials();
  const response = await reach(method, path, asked, signedInBy);
  const text = await response.text().catch(() => {
    throw new Unreachable();
  });
  if (response.ok) {
    const events = response.headers.get('tracker-events')?.split(/, ?/) ?? [];
    return { body: parse<T>(text), etag: response.headers.get('etag') ?? undefined, events };
  }
  if (response.status === 401) forgetHalf(halfOf(signedInBy));
  const retryAfter = response.headers.get('retry-after');
  // A write that is still being done is answered when it is.
  if (passing.has(response.status) || (response.status === 409 && retryAfter !== null))
    throw new Unreachable(Number(retryAfter ?? 0) * 1_000);
  throw new Refused(problemIn(text, response));
}

async function reach(
  method: Method,
  path: string,
  { query, body, key, match, signal }: Asked,
  signedInBy: Record<string, string>,
): Promise<Response> {
  const headers: Record<string, string> = { ...signedInBy, accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key) headers['idempotency-key'] = key;
  if (match) headers['if-match'] = match;
  const given = Object.entries(query ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  try {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    return await fetch(`/api/v1${path}${search}`, { method, headers, ...content, ...(signal && { signal }) });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Unreachable();
  }
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    // Something between here and the server has answered instead.
    throw new Unreachable();
  }
}

function problemIn(text: string, { status }: Response): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    if (typeof problem.detail === 'string') return problem as Problem;
  } catch {
    // Something between here and the server has answered.
  }
  return { type: 'about:blank', title: 'internal', status, detail: `The server answered ${status}.` };
}

import { clip } from '../domain/cut.ts';
import { TrackerError } from '../domain/errors.ts';
import { isObject } from '../domain/event/shape.ts';
import { safeLine } from '../domain/shown.ts';
import { askOnce, Unanswered } from './ask.ts';
import type { RemoteServer } from './server.ts';

/** Milliseconds: somebody waits at a terminal. */
const timeoutMs = 10_000;

const metadataPath = '/.well-known/oauth-protected-resource';

/** What a server calls itself, in one line that is safe to show. Throws TrackerError where none of tracker's is there. */
export async function findServerName(origin: string): Promise<string> {
  const { status, body } = await exchange(origin, metadataPath);
  const name = status === 200 && isObject(body) ? body.resource_name : undefined;
  if (typeof name === 'string' && /^tracker\b/.test(name)) return clip(safeLine(name), 80);
  throw new TrackerError(
    'not_found',
    `${origin} answers, but is no tracker server.`,
    'Give the address that `tracker serve` printed.',
  );
}

/**
 * Fetches a token by a pairing code, which is then used up; `name` is what lists of tokens call it. Throws TrackerError:
 * `permission_denied` where the code fetches none, `rate_limit` where too many were tried.
 */
export async function fetchToken(origin: string, code: string, name: string): Promise<string> {
  const { status, body } = await exchange(origin, '/api/v1/pair', { code, name });
  if (status < 300 && isObject(body) && typeof body.token === 'string') return body.token;
  const said = isObject(body) && typeof body.detail === 'string' ? body.detail : `the answer is ${status}`;
  if (status === 429) throw new TrackerError('rate_limit', `${origin}: ${safeLine(said)}`, 'Wait a moment.');
  throw new TrackerError(
    status === 401 || status === 403 ? 'permission_denied' : 'invalid_input',
    `${origin}: ${safeLine(said)}`,
    'Whoever runs the server makes a code that lives ten minutes: `tracker pair --actor HANDLE`.',
  );
}

/** Whether the token opens the server. Throws TrackerError where it does not. */
export async function checkToken(server: RemoteServer, version: string): Promise<void> {
  try {
    await askOnce(server, { method: 'tools/list', client: { name: 'tracker', version }, timeoutMs });
  } catch (error) {
    if (error instanceof Unanswered) throw unreachable(server.origin, error);
    if (!(error instanceof TrackerError) || error.code !== 'permission_denied') throw error;
    throw new TrackerError(
      'permission_denied',
      error.message,
      'Whoever runs the server makes a token: `tracker token create --actor HANDLE --scope agent`.',
    );
  }
}

/** A request without a token, that no redirect leads elsewhere. */
async function exchange(origin: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(origin + path, {
      ...{ redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) },
      ...(body && {
        ...{ method: 'POST', body: JSON.stringify(body) },
        headers: { 'Content-Type': 'application/json' },
      }),
    });
    text = await answer.text();
  } catch (cause) {
    throw unreachable(origin, cause);
  }
  try {
    return { status: answer.status, body: JSON.parse(text) };
  } catch {
    return { status: answer.status, body: undefined };
  }
}

/** What undici says itself is that the fetch has failed. */
function unreachable(origin: string, thrown: unknown): TrackerError {
  const { name, cause, message } = thrown as Error & { cause?: { code?: string } };
  const why = name === 'TimeoutError' ? 'no answer in time' : (cause?.code ?? message);
  return new TrackerError('network_error', `${origin} cannot be reached: ${why}.`, 'Check the address, and try again.');
}

import { createServer, type IncomingMessage } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { askOnce, Unanswered } from '../../src/remote/ask.ts';

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  text?: string;
}

/** A server that answers everything like this, and what it was asked. */
async function answering({ status = 200, headers = { 'Content-Type': 'application/json' }, text = '' }: Answer) {
  const asked: { headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer(async (request, answer) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push({ headers: request.headers, body });
    answer.writeHead(status, headers).end(text);
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`, asked };
}

const request = { method: 'tools/list', client: { name: 'x', version: '1' }, timeoutMs: 5_000 };
const ask = ({ origin }: { origin: string }, more = {}) => askOnce({ origin, token: 'trk_t' }, { ...request, ...more });

test('a result is taken from JSON and from a stream', async () => {
  const result = { jsonrpc: '2.0', id: 1, result: { tools: [] } };
  expect(await ask(await answering({ text: JSON.stringify(result) }))).toEqual({ tools: [] });
  const stream = `event: message\ndata: ${JSON.stringify(result)}\n\n`;
  expect(await ask(await answering({ text: stream }))).toEqual({ tools: [] });
});

test('a request says who makes it, in which session, and by which key', async () => {
  const server = await answering({ text: '{"result":{}}' });
  await ask(server, { session: 'morning', key: 'k', params: { name: 'ticket', _meta: { 'tracker/as': 'w' } } });
  const [{ headers, body } = { headers: {}, body: '' }] = server.asked;
  expect(headers).toMatchObject({
    ...{ authorization: 'Bearer trk_t', 'x-tracker-session': 'morning', 'idempotency-key': 'k' },
  });
  expect(JSON.parse(body).params._meta).toMatchObject({
    ...{ 'tracker/as': 'w', 'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' } },
  });
});

test.each([
  [401, '{"detail":"The token was revoked."}', 'permission_denied', 'The token was revoked.'],
  [403, '{"detail":"This server is not called by that name."}', 'permission_denied', 'not called by that name'],
  [429, '{"detail":"That was asked too often."}', 'rate_limit', 'too often'],
  [404, '<html>', 'network_error', '404'],
  [200, '{"error":{"message":"Unknown tool"}}', 'network_error', 'Unknown tool'],
  [307, '', 'permission_denied', 'nowhere else'],
])('an answer of %i is told as what it is', async (status, text, code, words) => {
  await expect(ask(await answering({ status, text }))).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  });
});

test('a server that is busy, slow or away has not answered', async () => {
  const busy = await answering({ status: 503, headers: { 'Retry-After': '2' } });
  await expect(ask(busy)).rejects.toMatchObject({ name: 'Unanswered', retryAfterMs: 2_000 });
  await expect(ask({ origin: 'http://127.0.0.1:1' })).rejects.toBeInstanceOf(Unanswered);
  const silent = createServer(() => undefined);
  onTestFinished(() => void silent.close().closeAllConnections());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
  await expect(ask({ origin }, { timeoutMs: 50 })).rejects.toMatchObject({ message: 'no answer in time' });
});

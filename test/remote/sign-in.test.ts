import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { checkToken, fetchToken, findServerName } from '../../src/remote/sign-in.ts';
import { refused } from '../access/opened.ts';
import { serve } from '../serve/served.ts';

async function answering(status: number, body: unknown): Promise<string> {
  const server = createServer((_, answer) => answer.writeHead(status).end(JSON.stringify(body)));
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

test('a server says what it is called, in one line that acts on no terminal', async () => {
  expect(await findServerName((await serve()).url)).toBe('tracker PAY');
  const name = await findServerName(await answering(200, { resource_name: `tracker \x1b[2J\n${'x'.repeat(200)}` }));
  expect(name).toMatch(/^tracker [^\n]*…$/);
  expect(name).not.toContain('\x1b');
  expect(name.length).toBeLessThanOrEqual(80);
});

test.each([
  [200, { resource_name: 'another' }],
  [200, 'tracker'],
  [404, { resource_name: 'tracker' }],
])('what answers %i %j is no tracker server', async (status, body) => {
  expect(await refused(async () => findServerName(await answering(status, body)))).toContain('is no tracker server');
});

test.each([
  [201, { token: 'trk_a' }, 'trk_a'],
  [401, { detail: 'This code fetches no token.' }, 'permission_denied'],
  [429, { detail: 'Too often.' }, 'rate_limit'],
  [400, { detail: "A token's name is one line." }, 'invalid_input'],
  [404, undefined, 'invalid_input'],
])('a code that is answered by %i %j', async (status, body, expected) => {
  const origin = await answering(status, body);
  const fetched = () => fetchToken(origin, 'K7QF-29XB', 'laptop');
  if (status < 300) expect(await fetched()).toBe(expected);
  else expect(await refused(fetched)).toContain(`${expected}: ${origin}: `);
});

test('a token is tried: it opens the server, or is refused, or nobody answers', async () => {
  const { url, tokens } = await serve();
  await checkToken({ origin: url, token: tokens.bob! }, '1');
  expect(await refused(() => checkToken({ origin: url, token: 'trk_a' }, '1'))).toContain('not known to this tracker');
  const nowhere = { origin: 'http://127.0.0.1:9', token: 'trk_a' };
  expect(await refused(() => checkToken(nowhere, '1'))).toMatch(/^network_error: .* cannot be reached/);
});

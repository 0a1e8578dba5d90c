import { expect, test } from 'vitest';
import { isLoopback } from '../../src/serve/edges.ts';
import { serve } from './served.ts';

const list = 'POST /api/v1/actions/ticket/list';

test('a request by a name that is not the server’s is refused before its token is looked at', async () => {
  const { ask, tokens } = await serve();
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example'])
    expect(await ask(list, { token: tokens.alice, headers: { Host: host } })).toMatchObject({ status: 403 });
  // No name at all.
  for (const host of ['127.0.0.1@evil.example', '[::ffff:1]'])
    expect([400, 403], host).toContain((await ask(list, { token: tokens.alice, headers: { Host: host } })).status);
  expect((await ask('GET /healthz', { headers: { Host: 'evil.example' } })).body).toMatchObject({
    title: 'forbidden_host',
  });
  expect(await ask(list, { token: tokens.alice, headers: { Host: 'localhost:1' } })).toMatchObject({ status: 200 });
});

test('a name that is allowed is one of the server’s', async () => {
  const { ask, tokens } = await serve({ allowedHosts: ['tracker.example'] });
  expect(await ask(list, { token: tokens.alice, headers: { Host: 'tracker.example' } })).toMatchObject({ status: 200 });
});

test('a page of another origin is refused, and null is one', async () => {
  const { ask, tokens, url } = await serve({ corsOrigins: ['https://board.example'] });
  const from = (origin: string) => ask(list, { token: tokens.alice, headers: { Origin: origin } });
  for (const origin of ['https://evil.example', 'null', 'https://board.example.evil', 'http://board.example'])
    expect((await from(origin)).body).toMatchObject({ title: 'forbidden_origin', status: 403 });
  expect(await from(url)).toMatchObject({ status: 200 });
  // Behind a proxy that does TLS.
  expect(await from(url.replace('http:', 'https:'))).toMatchObject({ status: 200 });
  const allowed = await from('https://board.example');
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://board.example');
});

test('a browser that asks beforehand is told what an allowed page may send, and others nothing', async () => {
  const { ask } = await serve({ corsOrigins: ['https://board.example'] });
  const before = { 'Access-Control-Request-Method': 'PATCH', 'Access-Control-Request-Headers': 'authorization' };
  const preflight = (origin: string) =>
    ask('OPTIONS /api/v1/tickets/PAY-1', { headers: { ...before, Origin: origin } });
  const allowed = await preflight('https://board.example');
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://board.example');
  expect(allowed.headers.get('access-control-allow-methods')).toContain('PATCH');
  expect(await preflight('https://evil.example')).toMatchObject({ status: 403 });
});

test('every answer says to browsers that it is not theirs to keep or to frame', async () => {
  const { ask, tokens } = await serve();
  for (const answer of [
    await ask(list, { token: tokens.alice }),
    await ask(list),
    await ask('GET /nowhere'),
    await ask('GET /healthz'),
  ]) {
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('what a proxy says of who asks is believed of a proxy of ours alone', async () => {
  const bare = await serve();
  const behind = await serve({ trustedProxies: ['127.0.0.1'] });
  for (const { ask, tokens } of [bare, behind])
    await ask(list, { token: tokens.alice, headers: { 'X-Forwarded-For': '6.6.6.6, 203.0.113.9' } });
  const addressesOf = async ({ audit }: typeof bare) =>
    (await audit()).map((row) => (row as unknown as { address: string }).address);
  expect(await addressesOf(bare)).toEqual(['127.0.0.1']);
  expect(await addressesOf(behind)).toEqual(['203.0.113.9']);
});

test('loopback is all of 127.0.0.0/8, and what is called like it is not', () => {
  expect(['127.0.0.1', '127.8.9.1', 'localhost', '::1', '[::1]'].map(isLoopback)).toEqual(Array(5).fill(true));
  expect(['0.0.0.0', '10.0.0.1', '127.evil.example', 'localhost.example'].map(isLoopback)).toEqual(
    Array(4).fill(false),
  );
});

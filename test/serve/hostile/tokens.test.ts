import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { findAccess } from '../../../src/access/place.ts';
import { locate } from '../../../src/git/ask/repository.ts';
import { makeRepository } from '../../support/workspace.ts';
import { listen } from '../events/listening.ts';
import { type Served, serve } from '../served.ts';

const me = 'GET /api/v1/me';
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
};
const accept = { Accept: 'application/json, text/event-stream' };

/** The id by which a token is named. */
const idOf = async ({ ask, tokens }: Served, handle: string): Promise<string> => {
  const { body } = await ask('GET /api/v1/tokens', { token: tokens.alice });
  return body.tokens.find(({ actor }: { actor: string }) => actor === handle).id;
};

/** As if its days had gone by. */
function expire({ repository }: Served, actor: string): void {
  const { path } = findAccess({ commonDir: locate(repository.root).commonDir! })!;
  const database = new Database(path);
  database.prepare('update tokens set expires_at = 1 where actor = ?').run(actor);
  database.close();
}

test('a token of one tracker opens nothing of another, by no door', async () => {
  const [one, other] = [await serve(), await serve()];
  const token = other.tokens.alice!;
  expect(await other.ask(me, { token })).toMatchObject({ status: 200 });
  for (const line of [me, 'GET /api/v1/tickets', 'POST /api/v1/actions/ticket/create', 'GET /api/v1/events'])
    expect(await one.ask(line, { token })).toMatchObject({ status: 401, body: { title: 'unauthorized' } });
  expect(await one.ask('POST /mcp', { token, body: initialize, headers: accept })).toMatchObject({ status: 401 });
  expect((await listen(one.url, { token })).status).toBe(401);
  // A label that the other one has signed, with a token of this one.
  const begun = await other.ask('POST /mcp', { token, body: initialize, headers: accept });
  const label = begun.headers.get('mcp-session-id')!;
  const headers = { ...accept, 'Mcp-Session-Id': label };
  const body = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
  expect(await other.ask('POST /mcp', { token, body, headers })).toMatchObject({ status: 200 });
  expect(await one.ask('POST /mcp', { token: one.tokens.alice, body, headers })).toMatchObject({ status: 404 });
});

test('a token that is revoked or has expired opens nothing from that moment on, by no door', async () => {
  const served = await serve();
  const { ask, tokens } = served;
  const ends: Record<string, () => unknown> = {
    revoked: async () => ask(`DELETE /api/v1/tokens/${await idOf(served, 'bot')}`, { token: tokens.alice }),
    expired: () => expire(served, 'bob'),
  };
  for (const [reason, handle] of [
    ['revoked', 'bot'],
    ['expired', 'bob'],
  ] as const) {
    const token = tokens[handle]!;
    expect(await ask(me, { token })).toMatchObject({ status: 200 });
    await ends[reason]!();
    const refused = await ask(me, { token });
    expect(refused).toMatchObject({ status: 401 });
    expect(refused.body.detail).toContain(reason);
    expect(await ask('POST /mcp', { token, body: initialize, headers: accept })).toMatchObject({ status: 401 });
    expect((await listen(served.url, { token })).status).toBe(401);
  }
});

test('whoever listens hears of nothing that comes after their token is revoked or has expired, and is let go', async () => {
  const served = await serve();
  const { ask, tokens, url } = served;
  const [revoked, expired, kept] = [
    await listen(url, { token: tokens.bot! }),
    await listen(url, { token: tokens.bob! }),
    await listen(url, { token: tokens.alice! }),
  ];
  for (const one of [revoked, expired, kept]) await one.hear('leases');
  await ask(`DELETE /api/v1/tokens/${await idOf(served, 'bot')}`, { token: tokens.alice });
  expire(served, 'bob');
  const made = await ask('POST /api/v1/tickets', { token: tokens.alice, body: { title: 'A secret' } });
  expect(made.status).toBe(201);
  await kept.hear('change');
  for (const one of [revoked, expired]) {
    await one.end();
    expect(one.heard.map(({ event }) => event)).not.toContain('change');
  }
  expect(kept.isEnded()).toBe(false);
});

test('codes that are guessed from many addresses void every code that there is, and a good one is then worth nothing', async () => {
  const { ask, tokens } = await serve({ trustedProxies: ['127.0.0.1'] });
  const { body } = await ask('POST /api/v1/pairings', {
    token: tokens.alice,
    body: { actor: 'bot', scopes: ['agent'] },
  });
  const pair = (code: unknown, address: number) =>
    ask('POST /api/v1/pair', { body: { code }, headers: { 'X-Forwarded-For': `203.0.113.${address}` } });
  for (const odd of ['', 'a'.repeat(10_000), null, 7, ['2222-2222'], { $ne: 1 }, "' or 1=1 --"])
    expect([400, 401], JSON.stringify(odd)).toContain((await pair(odd, 1)).status);
  for (let address = 10; address < 20; address++) expect((await pair('2222-2222', address)).status).toBe(401);
  expect(await pair(body.code, 99)).toMatchObject({ status: 401 });
});

test('a code that has fetched its token fetches no other one, and one that a newer one replaced none', async () => {
  const { ask, tokens } = await serve();
  const make = async () =>
    (await ask('POST /api/v1/pairings', { token: tokens.alice, body: { actor: 'bot', scopes: ['read'] } })).body.code;
  const pair = (code: string) => ask('POST /api/v1/pair', { body: { code } });
  const [first, second] = [await make(), await make()];
  expect(await pair(first)).toMatchObject({ status: 401 });
  const all = await Promise.all([pair(second), pair(second), pair(second)]);
  expect(all.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
});

test('what git carries decides nothing of who is let in', async () => {
  const repository = makeRepository();
  const evil = 'https://evil.example';
  const words = {
    ...{ url: evil, host: 'evil.example', hosts: ['evil.example'], allowedHosts: ['evil.example'], issuer: evil },
    ...{
      corsOrigins: [evil],
      trustedProxies: ['127.0.0.1'],
      rate: { reads: 1, writes: 1 },
      token: `trk_${'a'.repeat(43)}`,
    },
    ...{ insecure: true, webhooks: [{ url: evil }] },
  };
  const server = { ...words, access: words };
  repository.write('.tracker/config.json', JSON.stringify({ server, serve: words, access: words, ...words }));
  const { ask, tokens, url } = await serve({ repository });
  const token = tokens.alice;
  for (const [name, value] of [
    ['Host', 'evil.example'],
    ['Origin', evil],
  ] as const)
    expect(await ask(me, { token, headers: { [name]: value } })).toMatchObject({ status: 403 });
  expect(await ask(me, { token: words.token })).toMatchObject({ status: 401 });
  for (let time = 0; time < 3; time++) expect(await ask(me, { token })).toMatchObject({ status: 200 });
  const { body } = await ask('GET /.well-known/oauth-protected-resource');
  expect(body.resource).toBe(url);
  expect(JSON.stringify(body)).not.toContain('evil');
});

import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import { type Served, serve } from '../served.ts';

const info = { name: 'test-client', version: '1.2.3' };

async function connect({ url, tokens }: Served, handle: string, headers: Record<string, string> = {}) {
  const client = new Client(info);
  const requestInit = { headers: { Authorization: `Bearer ${tokens[handle]}`, ...headers } };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit }) as never);
  onTestFinished(() => client.close());
  return client;
}

async function connectModern({ url, tokens }: Served, handle: string, mode: 'auto' | 'legacy' | { pin: string }) {
  const client = new ModernClient(info, { versionNegotiation: { mode } } as never);
  const requestInit = { headers: { Authorization: `Bearer ${tokens[handle]}` } };
  await client.connect(new ModernTransport(new URL('/mcp', url), { requestInit }));
  onTestFinished(() => client.close());
  return client;
}

type Caller = Pick<Client, 'callTool' | 'listTools'>;
async function call(client: Caller, name: string, args: Record<string, unknown>): Promise<string> {
  const { content } = await client.callTool({ name, arguments: args });
  return (content as { text: string }[]).map(({ text }) => text).join('\n');
}

test('clients of both eras list the tools, call them, and read what they wrote', async () => {
  const served = await serve();
  const clients = [
    await connect(served, 'bot'),
    await connectModern(served, 'bot', 'auto'),
    await connectModern(served, 'bot', 'legacy'),
    await connectModern(served, 'bot', { pin: '2026-07-28' }),
  ] as Caller[];
  for (const [at, client] of clients.entries()) {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['ticket', 'board', 'search', 'link', 'alignment']);
    expect(await call(client, 'ticket', { action: 'create', title: `Number ${at}`, type: 'task' })).toMatch(
      /^Created PAY-\d{6}/,
    );
    expect(await call(client, 'ticket', { action: 'list' })).toContain(`Number ${at}`);
  }
  const { body } = await served.ask('POST /api/v1/actions/ticket/list', { token: served.tokens.alice });
  expect(body.total).toBe(clients.length);
});

test('a caller is told only of what its token’s scopes allow, and refused the rest by the scope’s name', async () => {
  const client = await connect(await serve(), 'bob');
  const { tools } = await client.listTools();
  const [ticket] = tools;
  expect((ticket!.inputSchema.properties as { action: { enum: string[] } }).action.enum).not.toContain('create');
  expect(JSON.stringify(tools)).not.toContain('submit');
  expect(await call(client, 'ticket', { action: 'create', title: 'One' })).toMatch(
    /^error permission_denied: .*scope write/,
  );
});

test('a legacy client’s session is its own, goes on from request to request, and is worth nothing to another token', async () => {
  const served = await serve();
  const [one, two] = [await connect(served, 'bot'), await connect(served, 'bot')];
  const create = async (client: Caller, title: string) =>
    /PAY-\d+/.exec(await call(client, 'ticket', { action: 'create', title, type: 'task' }))![0];
  const [own, other] = [await create(one, 'One'), await create(two, 'Two')];
  // Of two clients with one token each takes back what is its own.
  expect(await call(one, 'ticket', { action: 'undo', session: true, dry_run: true })).toContain(own);
  expect(await call(one, 'ticket', { action: 'undo', session: true, dry_run: true })).not.toContain(other);
  const label = (one.transport as unknown as { sessionId: string }).sessionId;
  const list = (token: string | undefined, session: string) =>
    served.ask('POST /mcp', {
      token,
      body: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      headers: { 'Mcp-Session-Id': session, Accept: 'application/json, text/event-stream' },
    });
  expect((await list(served.tokens.bot, label)).status).toBe(200);
  for (const wrong of [`${label}x`, label.slice(1), 'nonsense', label.split('.')[0]!, '.'])
    expect((await list(served.tokens.bot, wrong)).status).toBe(404);
  expect((await list(served.tokens.alice, label)).status).toBe(404);
});

test('without a name for the session nobody takes a whole session back', async () => {
  const served = await serve();
  const client = await connectModern(served, 'bot', { pin: '2026-07-28' });
  await call(client as Caller, 'ticket', { action: 'create', title: 'One', type: 'task' });
  expect(await call(client as Caller, 'ticket', { action: 'undo', session: true })).toMatch(/^error invalid_input:/);
});

test('nothing is to be had by other methods, nor without a token', async () => {
  const { ask, tokens } = await serve();
  for (const method of ['GET', 'DELETE', 'PUT']) {
    const refused = await ask(`${method} /mcp`, { token: tokens.bot });
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('POST');
    expect(await ask(`${method} /mcp`)).toMatchObject({ status: 401 });
  }
  expect(await ask('POST /mcp', { body: { jsonrpc: '2.0', id: 1, method: 'tools/list' } })).toMatchObject({
    status: 401,
  });
  for (const path of ['', '/mcp'])
    expect((await ask(`GET /.well-known/oauth-protected-resource${path}`)).body).toMatchObject({
      bearer_methods_supported: ['header'],
    });
});

test('what is no message is refused, and nothing of it is unforeseen', async () => {
  const { ask, tokens, log } = await serve();
  const headers = { Accept: 'application/json, text/event-stream' };
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{"jsonrpc":"2.0"}',
    '['.repeat(100_000),
    '{"jsonrpc":"2.0","id":1,"method":5}',
  ])
    expect((await ask('POST /mcp', { token: tokens.bot, body, headers })).status, body.slice(0, 20)).toBe(400);
  expect(log.join('\n')).not.toContain('internal');
});

test('a token that asks too often is told so as the answer to its call', async () => {
  const client = await connect(await serve({ rate: { reads: 6, writes: 2 } }), 'bot');
  const first = await call(client, 'ticket', { action: 'create', title: 'One', type: 'task' });
  const second = await call(client, 'ticket', { action: 'create', title: 'Two', type: 'task' });
  expect(first).toMatch(/^Created/);
  expect(second).toMatch(/^error rate_limit: /);
});

import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createRemoteTracker } from '../../src/remote/remote-tracker.ts';
import { serve } from '../serve/served.ts';

const caller = { scopes: 'all', clientName: 'claude-code', clientVersion: '2', session: 'morning' } as const;

/** A server in front of another: does with each request what a test decides, after that one has done it. */
async function between(origin: string, spoil: (count: number) => 'lose' | 'pass' | 'elsewhere') {
  let count = 0;
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const how = spoil(++count);
    if (how === 'elsewhere') return void answer.writeHead(307, { Location: 'https://evil.example/mcp' }).end();
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers as Record<string, string>;
    const done = await fetch(origin + request.url, { method: 'POST', headers, body: Buffer.concat(chunks) });
    if (how === 'lose') return void request.socket.destroy();
    answer.writeHead(done.status, { 'Content-Type': done.headers.get('content-type') ?? '' }).end(await done.text());
  });
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`, count: () => count };
}

const create = { action: 'create', title: 'One', type: 'task' };

test('what the server says is said as it stands, refusals with their code, and its actor is the token’s', async () => {
  const { url, tokens, audit } = await serve();
  const tracker = createRemoteTracker({ findServer: () => ({ origin: url, token: tokens.bot! }) });
  expect((await tracker.call({ tool: 'ticket', args: create, caller })).text).toMatch(/^Created PAY-\d{6}/);
  const refused = await tracker.call({ tool: 'ticket', args: { action: 'get', id: 'PAY-1' }, caller });
  expect(refused).toMatchObject({ code: 'not_found', text: expect.stringMatching(/^error not_found: /) });
  expect(await tracker.complete('type', 'bu', caller)).toEqual(['bug']);
  expect((await audit())[0]).toMatchObject({ actor: 'alice/bot', action: 'ticket.create' });
});

test('a write whose answer is lost is done once, and told as done', async () => {
  const { url, tokens, ask } = await serve();
  const { origin, count } = await between(url, (number) => (number <= 2 ? 'lose' : 'pass'));
  const tracker = createRemoteTracker({ findServer: () => ({ origin, token: tokens.bot! }) });
  expect((await tracker.call({ tool: 'ticket', args: create, caller })).text).toMatch(/^already done: Created PAY-/);
  expect(count()).toBe(3);
  expect((await ask('POST /api/v1/actions/ticket/list', { token: tokens.alice })).body.total).toBe(1);
});

test('where the server stays away a write is not known to be done, and what was read lately is told as old', async () => {
  const { url, tokens } = await serve();
  let how: 'lose' | 'pass' = 'pass';
  const { origin } = await between(url, () => how);
  const tracker = createRemoteTracker({ findServer: () => ({ origin, token: tokens.bot! }), retryMs: 600 });
  await tracker.call({ tool: 'ticket', args: create, caller });
  const list = { tool: 'ticket', args: { action: 'list' }, caller };
  const before = await tracker.call(list);
  how = 'lose';
  expect((await tracker.call(list)).text).toContain(`${before.text}\nnote: the server cannot be reached`);
  const lost = await tracker.call({ tool: 'ticket', args: create, caller });
  expect(lost).toMatchObject({ code: 'network_error', text: expect.stringContaining('not known whether') });
});

test('a token goes nowhere but to its own origin', async () => {
  const { url, tokens } = await serve();
  const { origin } = await between(url, () => 'elsewhere');
  const tracker = createRemoteTracker({ findServer: () => ({ origin, token: tokens.bot! }) });
  expect(await tracker.call({ tool: 'ticket', args: create, caller })).toMatchObject({
    code: 'permission_denied',
    text: expect.stringContaining('a token goes nowhere else'),
  });
});

test('a token that opens nothing is said with how to sign in', async () => {
  const { url } = await serve();
  const tracker = createRemoteTracker({ findServer: () => ({ origin: url, token: 'trk_none' }) });
  const refused = await tracker.call({ tool: 'ticket', args: create, caller });
  expect(refused).toMatchObject({ code: 'permission_denied', text: expect.stringContaining('tracker login') });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { type RawSession, type RpcReply, startRaw } from '../support/raw-session.ts';
import { until } from '../support/until.ts';
import { makeRepository, type TestRepository } from '../support/workspace.ts';

let repository: TestRepository;
beforeAll(() => {
  repository = makeRepository();
});

const start = (): RawSession => startRaw({ cwd: repository.root });
const ping = (id: string | number) => ({ id, method: 'ping' });
const search = (id: string | number, query = 'x') => ({
  id,
  method: 'tools/call',
  params: { name: 'search', arguments: { query } },
});

/** The session still answers, and has said nothing that nobody asked for. */
async function expectAlive(session: RawSession): Promise<void> {
  expect((await session.request('ping')).result).toEqual({});
  expect(session.rest()).toEqual([]);
}

describe('the handshake', () => {
  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
    'speaks %s where that is asked for',
    async (version) => {
      const reply = await start().request('initialize', { protocolVersion: version, capabilities: {}, clientInfo: {} });
      expect(reply.result?.protocolVersion).toBe(version);
    },
  );

  it.each([
    ['2026-07-28', '2025-11-25'],
    ['2025-09-01', '2025-06-18'],
    ['2024-10-07', '2024-11-05'],
    ['latest', '2025-11-25'],
  ])(
    'answers %s, to which none of its handshakes leads, with the newest that is no newer, or its oldest',
    async (asked, given) => {
      const reply = await start().request('initialize', { protocolVersion: asked, capabilities: {} });
      expect(reply.result?.protocolVersion).toBe(given);
    },
  );

  it.each(['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'])(
    'takes an empty cursor for none in %s',
    async (method) => {
      const session = start();
      for (const cursor of ['', null]) expect((await session.request(method, { cursor })).error).toBeUndefined();
      expect((await session.request(method, { cursor: 'x' })).error?.code).toBe(-32602);
    },
  );

  it('takes arguments as JSON, and null for an argument that is not given', async () => {
    const session = start();
    const call = (args: unknown) => session.request('tools/call', { name: 'board', arguments: args });
    expect((await call('{"action":"summary"}')).result?.isError).toBeUndefined();
    for (const none of ['', '{}', 'null']) expect((await call(none)).result?.content?.[0]?.text).toBe('No tickets');
    for (const wrong of ['[1]', 'summary', '1']) expect((await call(wrong)).error?.code).toBe(-32602);
    const prompt = await session.request('prompts/get', { name: 'next', arguments: { type: null } });
    expect(prompt.result?.messages).toHaveLength(1);
  });

  it('names the server, its version and what it can do', async () => {
    const { result } = await start().initialize();
    expect(result).toMatchObject({
      serverInfo: { name: 'tracker', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
      instructions: expect.stringContaining('repository'),
    });
  });

  it('refuses one without a revision', async () => {
    expect((await start().request('initialize', {})).error?.code).toBe(-32602);
  });

  it('may come twice', async () => {
    const session = start();
    await session.initialize();
    expect((await session.initialize()).result?.protocolVersion).toBe('2025-11-25');
    await expectAlive(session);
  });

  it('is not needed for a call', async () => {
    const reply = await start().call('board', { action: 'summary' });
    expect(reply.result?.content?.[0]?.type).toBe('text');
    expect(reply.result?.isError).toBeUndefined();
  });

  it('is what a client is sent back to that asks with server/discover and does not say which revision it speaks', async () => {
    const session = start();
    expect((await session.request('server/discover')).error?.code).toBe(-32601);
    await session.initialize();
    await expectAlive(session);
  });
});

describe('a line that is no request', () => {
  it.each([
    ['garbage\n', null, -32700],
    ['[]\n', null, -32600],
    ['{"jsonrpc":"1.0","id":"a","method":"ping"}\n', 'a', -32600],
  ])('is refused under its id and survived: %j', async (bytes, id, code) => {
    const session = start();
    session.write(bytes);
    expect(await session.next()).toMatchObject({ id, error: { code } });
    await expectAlive(session);
  });

  it.each([
    ['blank lines', '\n\r\n   \n'],
    ['an unknown notification', '{"jsonrpc":"2.0","method":"notifications/whatever","params":[1]}\n'],
    ['a cancellation of nothing', '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}\n'],
    ['a cancellation without an id', '{"jsonrpc":"2.0","method":"notifications/cancelled"}\n'],
    ['a response to nothing', '{"jsonrpc":"2.0","id":5,"result":{}}\n'],
  ])('gets no answer: %s', async (_, bytes) => {
    const session = start();
    session.write(bytes);
    await expectAlive(session);
  });
});

describe('a request that cannot be answered', () => {
  it.each([
    ['an unknown method', 'tickets/list', {}, -32601],
    ['a method named like a property of every object', 'constructor', {}, -32601],
    ['an unknown tool', 'tools/call', { name: 'jira', arguments: {} }, -32602],
    ['no tool', 'tools/call', {}, -32602],
    ['arguments that are a list', 'tools/call', { name: 'board', arguments: ['kanban'] }, -32602],
    ['a cursor that nobody gave', 'tools/list', { cursor: 'abc' }, -32602],
    ['no uri', 'resources/read', {}, -32602],
    ['an unknown resource', 'resources/read', { uri: 'tracker://nothing' }, -32002],
    ['an unknown ticket', 'resources/read', { uri: 'tracker://ticket/PAY-000000' }, -32002],
    ['an unknown prompt', 'prompts/get', { name: 'standup' }, -32602],
    ['an unknown argument of a prompt', 'prompts/get', { name: 'next', arguments: { who: 'bob' } }, -32602],
    [
      'an unknown reference',
      'completion/complete',
      { ref: { type: 'x' }, argument: { name: 'key', value: '' } },
      -32602,
    ],
    ['_meta of the wrong form', 'resources/read', { uri: 'tracker://board', _meta: 5 }, -32602],
  ])('is refused: %s', async (_, method, params, code) => {
    const session = start();
    expect((await session.request(method, params)).error?.code).toBe(code);
    await expectAlive(session);
  });

  it('is refused when its parameters are a list', async () => {
    const session = start();
    session.send({ id: 'p', method: 'tools/call', params: ['board'] });
    expect((await session.replyTo('p')).error?.code).toBe(-32602);
  });
});

describe('lines', () => {
  it('may arrive in pieces, cut inside a character', async () => {
    const session = start();
    const bytes = Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', ...search(1, 'grün 🌱') })}\r\n`);
    for (let at = 0; at < bytes.length; at += 7) {
      session.write(bytes.subarray(at, at + 7));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await session.replyTo(1)).result?.content?.[0]?.text).toContain('grün 🌱');
  });

  it('of a batch are answered by one list', async () => {
    const session = start();
    const batch = [ping(1), search('two'), 'junk', { method: 'notifications/initialized' }, ping(3)];
    session.write(
      `${JSON.stringify(batch.map((item) => (typeof item === 'string' ? item : { jsonrpc: '2.0', ...item })))}\n`,
    );
    expect((await session.request('ping')).result).toEqual({});
    await until('the batch is answered', () => session.rest().length > 0);
    const replies = JSON.parse(session.rest().splice(0, 1)[0]!) as RpcReply[];
    expect(replies.map(({ id }) => id)).toEqual([1, null, 3, 'two']);
    expect(replies[1]).toMatchObject({ error: { code: -32600 } });
    expect(replies[3]?.result?.content).toHaveLength(1);
    await expectAlive(session);
  });

  it('may have 9 MB', async () => {
    const session = start();
    const reply = await session.call('ticket', { action: 'create', title: 'big', description: 'x'.repeat(9_000_000) });
    expect(reply.result?.isError).toBe(true);
    expect(reply.result?.content?.[0]?.text).toMatch(/^error invalid_input/);
    await expectAlive(session);
  });

  it('over 64 MiB are refused, and the next one is read', async () => {
    const session = start();
    const part = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent <= 64; sent++) session.write(part);
    session.write('\n');
    expect(await session.next()).toMatchObject({ id: null, error: { code: -32600 } });
    await expectAlive(session);
  });

  it('nested too deeply for any reader do not end the process', async () => {
    const session = start();
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    session.write(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":${deep}}}}\n`,
    );
    expect((await session.replyTo(1)).id).toBe(1);
    await expectAlive(session);
  });
});

describe('calls that overlap', () => {
  it('are each answered once, in the order in which they came', async () => {
    const session = start();
    session.send(search('a'), search('b'), search('c'));
    const ids = [(await session.next()).id, (await session.next()).id, (await session.next()).id];
    expect(ids).toEqual(['a', 'b', 'c']);
    await expectAlive(session);
  });

  it('take effect in the order in which they came', async () => {
    const session = start();
    const create = (id: number, title: string) => ({
      id,
      method: 'tools/call',
      params: { name: 'ticket', arguments: { action: 'create', title } },
    });
    session.send(create(1, 'Order of calls alpha'), create(2, 'Order of calls beta'), search(3, 'order calls'));
    const text = (await session.replyTo(3)).result?.content?.[0]?.text;
    expect(text).toContain('alpha');
    expect(text).toContain('beta');
  });

  it('of which one is cancelled before it has started get no answer to that one', async () => {
    const session = start();
    const cancel = { method: 'notifications/cancelled', params: { requestId: 'b', reason: 'changed my mind' } };
    const write = {
      id: 'b',
      method: 'tools/call',
      params: { name: 'ticket', arguments: { action: 'create', title: 'Nevermore' } },
    };
    session.send(search('a'), write, search('c', 'nevermore'), cancel);
    await session.replyTo('a');
    expect((await session.replyTo('c')).result?.content?.[0]?.text).not.toContain('Nevermore');
    await expectAlive(session);
  });

  it('are cancelled before the first of them starts too, and behind the SDK', async () => {
    const session = start();
    session.send(search(1), { method: 'notifications/cancelled', params: { requestId: 1 } });
    session.send({ id: 2, method: 'resources/read', params: { uri: 'tracker://board' } });
    session.send({ method: 'notifications/cancelled', params: { requestId: 2 } });
    expect((await session.request('resources/read', { uri: 'tracker://board' })).result).toHaveProperty('contents');
    await expectAlive(session);
  });
});

describe('a reader that stalls', () => {
  it('loses nothing', async () => {
    const session = start();
    const many = 400;
    session.child.stdout.pause();
    session.send(...Array.from({ length: many }, (_, index) => ({ id: index, method: 'tools/list' })));
    session.send(...Array.from({ length: many }, (_, index) => search(many + index)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    session.end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    session.child.stdout.resume();
    await session.replyTo(2 * many - 1);
    expect(session.rest()).toHaveLength(2 * many - 1);
    expect(await session.exited).toEqual({ code: 0, signal: null });
  });
});

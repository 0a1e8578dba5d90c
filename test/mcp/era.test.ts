import { Client as NewClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eraOf, inEra } from '../../src/mcp/era.ts';
import { published } from '../../src/mcp/published.ts';
import { checkBuilt, program } from '../support/client.ts';
import { type RawSession, startRaw } from '../support/raw-session.ts';
import { until } from '../support/until.ts';
import { isolatedEnv, makeRepository, type TestRepository } from '../support/workspace.ts';

let repository: TestRepository;
beforeAll(() => {
  checkBuilt();
  repository = makeRepository({ name: 'payments', user: 'ada' });
});

const meta = (more: object = {}) => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'raw-modern', version: '3' },
  ...more,
});
const start = (): RawSession => startRaw({ cwd: repository.root });
const ask = (session: RawSession, method: string, params: object = {}, more: object = {}) =>
  session.request(method, { ...params, _meta: meta(more) });

/** What both generations of the SDK's client can do; which revision they came to, and what they were told of a tool. */
interface AnyClient {
  revision(): string | undefined;
  client: Pick<OldClient, 'getInstructions' | 'getServerVersion' | 'close'> & {
    listTools(): Promise<{ tools: object[] }>;
    callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
    listPrompts(): Promise<{ prompts: { name: string }[] }>;
    getPrompt(params: { name: string }): Promise<{ messages: object[] }>;
    listResources(): Promise<{ resources: { uri: string }[] }>;
    listResourceTemplates(): Promise<{ resourceTemplates: object[] }>;
    readResource(params: { uri: string }): Promise<{ contents: object[] }>;
    complete(params: object): Promise<{ completion: { values: string[] } }>;
  };
}

const server = () => ({
  ...{ command: process.execPath, args: [program, '--mcp-server'] },
  ...{ cwd: repository.root, env: isolatedEnv(), stderr: 'ignore' as const },
});

/** The client of SDK 1.x, which names in its `initialize` the revision that is given. */
async function startOld(revision: string): Promise<AnyClient> {
  const transport = new OldTransport(server());
  const send = transport.send.bind(transport);
  let agreed: string | undefined;
  transport.send = (message) =>
    send(
      'method' in message && message.method === 'initialize'
        ? { ...message, params: { ...message.params, protocolVersion: revision } }
        : message,
    );
  (transport as { setProtocolVersion?(version: string): void }).setProtocolVersion = (version) => (agreed = version);
  const client = new OldClient({ name: 'old-client', version: '1.0.0' });
  await client.connect(transport);
  return { client: client as unknown as AnyClient['client'], revision: () => agreed };
}

async function startNew(mode: 'auto' | 'legacy' | { pin: string }): Promise<AnyClient> {
  const client = new NewClient({ name: 'new-client', version: '2.0.0' }, { versionNegotiation: { mode } });
  await client.connect(new NewTransport(server()));
  return {
    client: client as unknown as AnyClient['client'],
    revision: () => client.getNegotiatedProtocolVersion(),
  };
}

const clients: [string, string, () => Promise<AnyClient>][] = [
  ['SDK 1.x', '2025-11-25', () => startOld('2025-11-25')],
  ['SDK 1.x', '2025-06-18', () => startOld('2025-06-18')],
  ['SDK 2.x, by itself,', '2026-07-28', () => startNew('auto')],
  ['SDK 2.x, by initialize,', '2025-11-25', () => startNew('legacy')],
  ['SDK 2.x, pinned,', '2026-07-28', () => startNew({ pin: '2026-07-28' })],
];

describe.each(clients)('the client of %s which speaks %s', (name, revision, startIt) => {
  const isNew = name.startsWith('SDK 2');
  const connect = async (): Promise<AnyClient> => {
    const connected = await startIt();
    onTestFinished(() => connected.client.close());
    return connected;
  };

  it('comes to that revision, and is told who serves it and how', async () => {
    const connected = await connect();
    expect(connected.revision()).toBe(revision);
    expect(connected.client.getInstructions()).toBe(published.instructions);
    expect(connected.client.getServerVersion()).toMatchObject({ name: 'tracker', version: expect.any(String) });
    expect((await connected.client.listTools()).tools).toEqual(published.tools);
  });

  it('calls tools, and its name is in what it is told', async () => {
    const { client } = await connect();
    const call = async (tool: string, args: Record<string, unknown>) => {
      const reply = await client.callTool({ name: tool, arguments: args });
      const [part] = reply.content as { text: string }[];
      return { text: part?.text ?? '', isError: reply.isError };
    };
    const created = await call('ticket', { action: 'create', title: `Of ${name} in ${revision}` });
    expect(created).toEqual({ text: expect.stringMatching(/^Created /), isError: undefined });
    expect((await call('board', { action: 'me' })).text).toContain(isNew ? 'ada/new-client' : 'ada/old-client');
    expect(await call('ticket', { action: 'get', id: '1' })).toEqual({
      text: expect.stringMatching(/^error not_found/),
      isError: true,
    });
    await expect(client.callTool({ name: 'jira', arguments: {} })).rejects.toMatchObject({ code: -32602 });
  });

  it('gets resources, prompts and completions', async () => {
    const { client } = await connect();
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['tracker://board']);
    expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(1);
    expect((await client.readResource({ uri: 'tracker://board' })).contents).toHaveLength(1);
    expect((await client.listPrompts()).prompts.map((prompt) => prompt.name)).toEqual(['next', 'triage', 'review']);
    expect((await client.getPrompt({ name: 'next' })).messages).toHaveLength(1);
    const ref = { type: 'ref/prompt', name: 'next' };
    const { completion } = await client.complete({ ref, argument: { name: 'type', value: 'b' } });
    expect(completion.values).toEqual(['bug']);
  });

  it('is told of a resource that is not there by the code of its revision', async () => {
    const { client } = await connect();
    for (const uri of ['tracker://nothing', 'tracker://ticket/PAY-000000'])
      await expect(client.readResource({ uri })).rejects.toMatchObject({
        // The client of SDK 2.x knows both, and says the new one.
        code: isNew ? -32602 : -32002,
        data: { uri },
      });
  });
});

describe('a request that says which revision it is of', () => {
  it('is answered without a handshake, and its result says what it is and who gave it', async () => {
    const session = start();
    const serverInfo = { name: 'tracker', title: 'tracker', version: expect.stringMatching(/^\d+\.\d+\.\d+/) };
    const common = { resultType: 'complete', _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo } };
    const fresh = { ttlMs: 0, cacheScope: 'private' };
    expect((await ask(session, 'server/discover')).result).toEqual({
      ...{ ...common, ...fresh, supportedVersions: ['2026-07-28'], instructions: published.instructions },
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
    });
    const { tools, prompts, resources, resourceTemplates } = published;
    expect((await ask(session, 'tools/list')).result).toEqual({ ...common, ...fresh, tools });
    expect((await ask(session, 'prompts/list')).result).toEqual({ ...common, ...fresh, prompts });
    expect((await ask(session, 'resources/list')).result).toEqual({ ...common, ...fresh, resources });
    const templates = await ask(session, 'resources/templates/list');
    expect(templates.result).toEqual({ ...common, ...fresh, resourceTemplates });
    const called = await ask(session, 'tools/call', { name: 'board', arguments: { action: 'me' } });
    expect(called.result).toEqual({
      ...common,
      content: [{ type: 'text', text: expect.stringContaining('ada/raw-modern') }],
    });
    const read = await ask(session, 'resources/read', { uri: 'tracker://board' });
    expect(read.result).toMatchObject({ ...common, ...fresh });
  });

  it('may stand beside those of the other era, each answered in its own', async () => {
    const session = start();
    await session.initialize();
    expect((await ask(session, 'tools/list')).result).toHaveProperty('resultType');
    expect((await session.request('tools/list')).result).not.toHaveProperty('resultType');
    const board = { uri: 'tracker://board' };
    expect((await session.request('resources/read', board)).result).not.toHaveProperty('resultType');
    expect((await ask(session, 'resources/read', board)).result).toHaveProperty('resultType');
    const me = { name: 'board', arguments: { action: 'me' } };
    expect((await ask(session, 'tools/call', me)).result?.content?.[0]?.text).toContain('ada/raw-modern');
    expect((await session.request('tools/call', me)).result?.content?.[0]?.text).toMatch(/ada\/raw\b(?!-)/);
    expect((await session.request('resources/read', { uri: 'tracker://x' })).error?.code).toBe(-32002);
    expect((await ask(session, 'resources/read', { uri: 'tracker://x' })).error?.code).toBe(-32602);
  });

  it.each([
    ['another revision', { 'io.modelcontextprotocol/protocolVersion': '2030-01-01' }, -32022],
    ['a revision that is no text', { 'io.modelcontextprotocol/protocolVersion': 7 }, -32602],
    ['nothing of what its client can do', { 'io.modelcontextprotocol/clientCapabilities': undefined }, -32602],
    ['a token that is none', { progressToken: {} }, -32602],
  ])('is refused if it says %s, and the next is answered', async (_, more, code) => {
    const session = start();
    const read = (about?: object) => ask(session, 'resources/read', { uri: 'tracker://board' }, about);
    expect((await read(more)).error?.code).toBe(code);
    session.send({ method: 'notifications/cancelled', params: { requestId: 1001 } });
    expect((await read()).result).toHaveProperty('resultType');
    expect(session.rest()).toEqual([]);
  });

  it('is told which revisions there are', async () => {
    const more = { 'io.modelcontextprotocol/protocolVersion': '2030-01-01' };
    const { error } = await ask(start(), 'server/discover', {}, more);
    expect(error).toMatchObject({ data: { supported: ['2026-07-28'], requested: '2030-01-01' } });
  });

  it.each(['initialize', 'ping', 'logging/setLevel', 'tickets/list', 'constructor'])(
    'is refused where its revision has no %s',
    async (method) => {
      expect((await ask(start(), method, { protocolVersion: '2025-11-25', level: 'info' })).error?.code).toBe(-32601);
    },
  );

  it('may wait for changes, which are none, and the process ends all the same', async () => {
    const session = start();
    session.send({ id: 'wait', method: 'subscriptions/listen', params: { notifications: {}, _meta: meta() } });
    await until('it is acknowledged', () => session.rest().length > 0);
    expect(JSON.parse(session.rest()[0] ?? '')).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: {} },
    });
    session.end();
    expect(await session.exited).toEqual({ code: 0, signal: null });
  });
});

describe('an era', () => {
  it('is told by the one name in _meta', () => {
    expect(eraOf({})).toBe('legacy');
    expect(eraOf({ _meta: 5 })).toBe('legacy');
    expect(eraOf({ _meta: { progressToken: 1 } })).toBe('legacy');
    expect(eraOf({ _meta: meta() })).toBe('modern');
  });

  it('leaves a result of the other one as it is', () => {
    const result = { content: [] };
    expect(inEra('legacy', 'tools/call', {}, result)).toBe(result);
    expect(inEra('modern', 'tools/call', {}, result)).not.toHaveProperty('ttlMs');
  });
});

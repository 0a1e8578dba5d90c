import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createTracker } from '../../src/cli/mcp-tracker.ts';
import type { Granted } from '../../src/domain/scopes.ts';
import { createIdentity } from '../../src/mcp/identity.ts';
import { published, publishedFor } from '../../src/mcp/published.ts';
import { createMcpServer } from '../../src/mcp/served.ts';
import { makeRepository } from '../support/workspace.ts';

let root: string;
let key: string;
beforeAll(async () => {
  root = makeRepository({ name: 'payments' }).root;
  const { client } = await connect('new', 'all');
  key = /[A-Z]+-\d+/.exec((await call(client, 'ticket', { action: 'create', title: 'Served' })).text)?.[0] ?? '';
  await client.close();
});

type Client = OldClient;

/** A client of what makes one server for each request, as `createMcpHandler` does, without the sockets. */
async function connect(generation: 'old' | 'new', scopes: Granted): Promise<{ client: Client }> {
  const tracker = createTracker({ TRACKER_ACTOR: 'ada' }, { root });
  const { identify } = createIdentity({ TRACKER_SESSION: 'one' });
  const handler = createMcpHandler(() => createMcpServer(tracker, { version: '1.2.3', scopes, identify }));
  const fetch = (url: URL | string, init?: RequestInit) => handler.fetch(new Request(url, init));
  const url = new URL('http://127.0.0.1/mcp');
  if (generation === 'old') {
    const client = new OldClient({ name: 'old', version: '1' });
    await client.connect(new OldTransport(url, { fetch }) as Parameters<OldClient['connect']>[0]);
    return { client };
  }
  const client = new NewClient({ name: 'new', version: '2' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new NewTransport(url, { fetch }));
  expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
  return { client: client as unknown as Client };
}

async function call(client: Client, tool: string, args: Record<string, unknown>) {
  const { content, isError } = await client.callTool({ name: tool, arguments: args });
  return { text: (content as { text: string }[])[0]?.text ?? '', isError: isError === true };
}

describe.each(['old', 'new'] as const)('a server made for a caller, asked by a client of the %s SDK', (generation) => {
  const start = async (...args: [Granted]) => {
    const { client } = await connect(generation, ...args);
    onTestFinished(() => client.close());
    return client;
  };

  it('lists for who may all what stdio lists, and answers alike', async () => {
    const client = await start('all');
    expect((await client.listTools()).tools).toEqual(published.tools);
    expect(client.getInstructions()).toBe(published.instructions);
    expect((await call(client, 'ticket', { action: 'comment', id: key, message: 'Here' })).isError).toBe(false);
    expect((await call(client, 'board', { action: 'me' })).text).toContain('ada');
    expect((await client.readResource({ uri: `tracker://ticket/${key}` })).contents).toHaveLength(1);
  });

  it('lists for who may only read the reads, and refuses the rest by the name of the scope', async () => {
    const client = await start(new Set(['read'] as const));
    expect((await client.listTools()).tools).toEqual(publishedFor(new Set(['read'])).tools);
    expect((await client.listPrompts()).prompts).toEqual([]);
    expect((await client.listResources()).resources).toHaveLength(1);
    expect((await call(client, 'ticket', { action: 'get', id: key })).text).toContain('Served');
    for (const [tool, args, scope] of [
      ['ticket', { action: 'close', id: key }, 'write'],
      ['ticket', { action: 'comment', id: key, message: 'x' }, 'comment'],
      ['ticket', { action: 'archive', id: key }, 'archive'],
      ['alignment', { action: 'decide', id: key, decision: 'approved', message: 'x' }, 'review'],
      ['link', { action: 'add', id: key, type: 'blocks', target: key }, 'write'],
    ] as const) {
      const { text, isError } = await call(client, tool, args);
      expect([isError, text]).toEqual([true, expect.stringMatching(/^error permission_denied: /)]);
      expect(text).toContain(`needs the scope ${scope}`);
    }
    await expect(client.getPrompt({ name: 'next' })).rejects.toMatchObject({ code: -32602 });
    expect((await call(client, 'ticket', { action: 'get', id: key })).text).not.toMatch(/closed|archived/);
  });

  it('refuses a tool that is not listed like an action that is not, and knows one that there is not', async () => {
    const client = await start(new Set(['comment'] as const));
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['ticket']);
    expect((await client.listResources()).resources).toEqual([]);
    expect((await client.listResourceTemplates()).resourceTemplates).toEqual([]);
    expect((await call(client, 'board', { action: 'summary' })).text).toMatch(/^error permission_denied: /);
    expect((await call(client, 'search', { query: 'x' })).text).toMatch(/^error permission_denied: /);
    await expect(client.readResource({ uri: 'tracker://board' })).rejects.toMatchObject({ code: -32600 });
    await expect(call(client, 'jira', {})).rejects.toMatchObject({ code: -32602 });
    await expect(call(client, 'admin', { action: 'refold' })).rejects.toMatchObject({ code: -32602 });
    const ref = { type: 'ref/resource', uri: 'tracker://ticket/{key}' } as const;
    expect((await client.complete({ ref, argument: { name: 'key', value: '' } })).completion.values).toEqual([]);
  });
});

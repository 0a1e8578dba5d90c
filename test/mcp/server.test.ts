import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { expect, it } from 'vitest';
import { createTracker } from '../../src/cli/mcp-tracker.ts';
import { callTool } from '../../src/mcp/call-tool.ts';
import { published } from '../../src/mcp/published.ts';
import { createServer } from '../../src/mcp/server.ts';

it('is a complete server by itself, on any transport of the SDK', async () => {
  const tracker = createTracker({ TRACKER_ACTOR: 'ada' });
  const caller = { clientName: 'test', clientVersion: '1', session: 's', scopes: 'all' as const };
  const server = createServer({
    version: '1.2.3',
    published,
    call: (tool, args) => callTool(async () => tracker, { tool, args, caller }),
    complete: (kind, prefix) => tracker.complete(kind, prefix, caller),
  });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(ours);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(theirs);

  expect(client.getServerVersion()).toMatchObject({ name: 'tracker', version: '1.2.3' });
  expect(client.getInstructions()).toBe(published.instructions);
  expect((await client.listTools()).tools).toEqual(published.tools);
  expect((await client.listPrompts()).prompts).toHaveLength(3);
  expect(await client.callTool({ name: 'board', arguments: { action: 'summary' } })).toMatchObject({
    content: [{ type: 'text' }],
  });
  await expect(client.callTool({ name: 'jira', arguments: {} })).rejects.toMatchObject({ code: -32602 });
  await client.close();
  await tracker.close();
});

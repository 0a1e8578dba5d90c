import { expect, onTestFinished, test } from 'vitest';
import { createTracker } from '../../../src/cli/mcp-tracker.ts';
import { callTool } from '../../../src/mcp/call-tool.ts';
import type { Era } from '../../../src/mcp/era.ts';
import { published } from '../../../src/mcp/published.ts';
import { type Bridge, createBridge } from '../../../src/mcp/stdio/bridge.ts';
import type { RpcReply } from '../../support/raw-session.ts';
import { makeRepository } from '../../support/workspace.ts';

const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const caller = { clientName: 'test', clientVersion: '1', session: 's', scopes: 'all' as const };

/** A bridge to a tracker of this process. `seen` are the parameters of each request that made it call. */
async function open(era: Era, hello = {}): Promise<{ bridge: Bridge; sent: RpcReply[]; seen: unknown[] }> {
  const tracker = createTracker({ TRACKER_ACTOR: 'ada' }, { root: makeRepository().root });
  onTestFinished(() => tracker.close());
  const sent: RpcReply[] = [];
  const seen: unknown[] = [];
  const bridge = await createBridge({
    ...{ era, hello, version: '1.2.3', published },
    send: (line) => void sent.push(JSON.parse(line)),
    call(tool, args, params) {
      seen.push(params);
      return callTool(async () => tracker, { tool, args, caller });
    },
    complete: async () => [],
  });
  return { bridge, sent, seen };
}

test.each([{}, { protocolVersion: 7, capabilities: [], clientInfo: 'me' }])(
  'what opens it is answered to nobody, whatever the handshake was: %j',
  async (hello) => {
    for (const era of ['legacy', 'modern'] as const) {
      const { bridge, sent } = await open(era, hello);
      await bridge.idle();
      expect(sent).toEqual([]);
    }
  },
);

test('a call has all of its parameters, what the protocol keeps for itself too', async () => {
  const { bridge, sent, seen } = await open('modern');
  const _meta = { ...envelope, threadId: 'thread-9' };
  const params = { uri: 'tracker://board', _meta, inputResponses: { roots: { roots: [] } } };
  bridge.request({ id: 'a', method: 'resources/read', params });
  await bridge.idle();
  expect(seen).toEqual([params]);
  expect(sent).toMatchObject([{ id: 'a', result: { resultType: 'complete', ttlMs: 0 } }]);
});

test('a request of another form than the protocol has is refused, and nobody waits for it', async () => {
  const { bridge, sent } = await open('legacy');
  bridge.request({ id: 1, method: 'prompts/list', params: { _meta: 5 } });
  await bridge.idle();
  expect(sent).toMatchObject([{ id: 1, error: { code: -32602 } }]);
});

test('a resource that is not there has the code of its era, and other refusals have theirs', async () => {
  for (const [era, code] of [['legacy', -32002] as const, ['modern', -32602] as const]) {
    const { bridge, sent } = await open(era);
    const _meta = era === 'modern' ? envelope : {};
    bridge.request({ id: 1, method: 'resources/read', params: { uri: 'tracker://x', _meta } });
    bridge.request({ id: 2, method: 'prompts/get', params: { name: 'next', arguments: { who: 'bob' }, _meta } });
    await bridge.idle();
    expect(sent).toMatchObject([
      { id: 1, error: { code, data: { uri: 'tracker://x' } } },
      { id: 2, error: { code: -32602 } },
    ]);
  }
});

test('what is taken back is not waited for, and neither is what has no end', async () => {
  const { bridge, sent } = await open('modern');
  bridge.request({ id: 1, method: 'subscriptions/listen', params: { notifications: {}, _meta: envelope } });
  bridge.request({ id: 2, method: 'resources/read', params: { uri: 'tracker://board', _meta: envelope } });
  bridge.cancel({ requestId: 2 });
  bridge.cancel({ requestId: 1 });
  await bridge.idle();
  expect(sent.filter(({ id }) => id !== undefined)).toEqual([]);
});

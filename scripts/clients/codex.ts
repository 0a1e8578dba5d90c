import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClientTest, checkIncludes, toolNames } from './check.ts';
import { startJsonLines } from './json-lines.ts';
import { keyIn, type ToolResult, textOf } from './mcp.ts';

interface Statuses {
  data: { name: string; runtimeStatus: string; tools: object }[];
}

/** Through the app server, which the editors' plugins use: it calls tools without an account. */
export const codex: ClientTest = {
  name: 'codex',
  spec: '@openai/codex@latest',
  bin: 'codex',
  async run({ root, home, env, program }, check) {
    // The repository's .codex/config.toml counts in a trusted folder only.
    mkdirSync(join(home, '.codex'));
    const trusted = `[projects.${JSON.stringify(root)}]\ntrust_level = "trusted"\n`;
    writeFileSync(join(home, '.codex/config.toml'), trusted);
    const { request, notify, end } = startJsonLines(program, ['app-server'], { cwd: root, env });
    let threadId = '';
    const call = async (tool: string, args: object) =>
      textOf(await request<ToolResult>('mcpServer/tool/call', { threadId, server: 'tracker', tool, arguments: args }));
    let key = '';

    await check('app-server starts a thread', async () => {
      const clientInfo = { name: 'packed-test', version: '1.0.0' };
      await request('initialize', { clientInfo, capabilities: { experimentalApi: true } });
      notify('initialized');
      threadId = (await request<{ thread: { id: string } }>('thread/start', { cwd: root })).thread.id;
    });
    await check('app-server lists the five tools', async () => {
      const { data } = await request<Statuses>('mcpServerStatus/list', { threadId });
      const tracker = data.find(({ name }) => name === 'tracker');
      checkIncludes(JSON.stringify(tracker ?? data), '"runtimeStatus":"connected"');
      checkIncludes(Object.keys(tracker?.tools ?? {}).join(' '), ...toolNames);
    });
    await check('app-server creates a ticket and reads it', async () => {
      key = keyIn(await call('ticket', { action: 'create', title: 'Seen by Codex' }));
      checkIncludes(await call('ticket', { action: 'get', id: key }), 'Seen by Codex');
    });
    await check('app-server reads a resource', async () => {
      const uri = `tracker://ticket/${key}`;
      const read = await request<object>('mcpServer/resource/read', { threadId, server: 'tracker', uri });
      checkIncludes(JSON.stringify(read), 'Seen by Codex');
    });
    await end();
  },
};

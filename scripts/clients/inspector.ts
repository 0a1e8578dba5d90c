import { type ClientTest, checkIncludes, promptNames, toolNames } from './check.ts';
import { keyIn, type ToolResult, textOf } from './mcp.ts';
import { run, runWell } from './run.ts';

interface Load {
  requests: number;
  ok: number;
  latencyMs: { p50: number };
}

/** Reads Claude Code's `.mcp.json`, as `tracker init` wrote it. */
export const inspector: ClientTest = {
  name: 'inspector',
  spec: '@modelcontextprotocol/inspector@latest',
  bin: 'mcp-inspector',
  async run({ root, env: plain, program }, check) {
    const options = { cwd: root, env: { ...plain, MCP_INSPECTOR_SECRET_STORE: 'memory' } };
    const start = ['--cli', '--config', '.mcp.json', '--server', 'tracker', '--method'];
    const ask = (...args: string[]) => runWell(program, [...start, ...args], options);
    const call = (tool: string, input: object, ...more: string[]) =>
      ask('tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(input), ...more);
    const names = (list: { name: string }[]) => list.map(({ name }) => name).join(' ');
    let key = '';

    await check('tools/list has the five tools, and --strict no complaint', async () => {
      const { tools } = JSON.parse(await ask('tools/list', '--strict'));
      checkIncludes(names(tools), ...toolNames);
    });
    await check('tools/call creates a ticket and reads it', async () => {
      const created: ToolResult = JSON.parse(await call('ticket', { action: 'create', title: 'Seen by Inspector' }));
      key = keyIn(textOf(created));
      checkIncludes(await call('ticket', { action: 'get', id: key }), 'Seen by Inspector');
    });
    await check('tools/call shows a refusal as an error', async () => {
      const args = ['tools/call', '--tool-name', 'ticket', '--tool-arg', 'action=get', 'id=999999'];
      const { code, stdout } = await run(program, [...start, ...args], options);
      checkIncludes(stdout, 'error not_found', '"isError": true');
      if (code !== 5) throw new Error(`it ended with ${code} and not with 5`);
    });
    await check('resources are listed and read', async () => {
      checkIncludes(await ask('resources/list'), 'tracker://board');
      checkIncludes(await ask('resources/templates/list'), 'tracker://ticket/{key}');
      checkIncludes(await ask('resources/read', '--uri', `tracker://ticket/${key}`), 'Seen by Inspector');
    });
    await check('prompts are listed and filled in', async () => {
      const { prompts } = JSON.parse(await ask('prompts/list'));
      checkIncludes(names(prompts), ...promptNames);
      checkIncludes(await ask('prompts/get', '--prompt-name', 'next'), 'Seen by Inspector');
    });
    await check('--load: 200 calls, ten at a time, all answered', async () => {
      const load: Load = JSON.parse(await call('board', { action: 'summary' }, '--load', '--load-requests', '200'));
      if (load.requests !== 200 || load.ok !== 200) throw new Error(JSON.stringify(load));
    });
  },
};

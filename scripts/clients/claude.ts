import { type Check, type ClientTest, checkIncludes, promptNames, toolNames } from './check.ts';
import { run, runWell } from './run.ts';

/** What a person answers once when asked whether to use the servers of the repository. */
const approved = ['--settings', JSON.stringify({ enableAllProjectMcpServers: true })];

interface Init {
  tools: string[];
  slash_commands: string[];
  mcp_servers: { name: string; status: string }[];
}

export const claude: ClientTest = {
  name: 'claude',
  spec: '@anthropic-ai/claude-code@latest',
  bin: 'claude',
  async run({ root, below, env: plain, program, isRemote }, check) {
    const env = { ...plain, DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' };
    await check('mcp list connects', async () => {
      checkIncludes(await runWell(program, [...approved, 'mcp', 'list'], { cwd: root, env }), 'tracker:', 'Connected');
    });
    await check('mcp list connects from a subdirectory', async () => {
      checkIncludes(await runWell(program, [...approved, 'mcp', 'list'], { cwd: below, env }), 'tracker:', 'Connected');
    });
    // Its hook runs a tracker that is installed.
    const checkHook: Check = isRemote ? async () => undefined : check;
    await checkHook('a session begins with tracker prime', async () => {
      const args = [...approved, '-p', 'hi', '--output-format', 'stream-json', '--verbose'];
      const { stdout } = await run(program, args, { cwd: root, env });
      checkIncludes(stdout, '"hook_name":"SessionStart:startup"', 'You are alice/claude-code.');
    });
    await check('-p has the five tools and the prompts', async () => {
      const args = [...approved, '-p', 'hi', '--output-format', 'stream-json', '--verbose'];
      // Without an account it ends with 1, after the line that is looked for.
      const { stdout, stderr } = await run(program, args, { cwd: root, env });
      const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
      const init = lines.map((line) => JSON.parse(line)).find(({ subtype }) => subtype === 'init') as Init | undefined;
      if (!init) throw new Error(`no init line: ${stderr.slice(-400)}`);
      checkIncludes(JSON.stringify(init.mcp_servers), '"tracker","status":"connected"');
      checkIncludes(` ${init.tools.join(' ')} `, ...toolNames.map((name) => ` mcp__tracker__${name} `));
      checkIncludes(` ${init.slash_commands.join(' ')} `, ...promptNames.map((name) => ` mcp__tracker__${name} `));
    });
  },
};

import type { Command } from '../commands/command.ts';
import { addressOf } from './login.ts';

export const mcpHeaders: Command = {
  name: 'mcp-headers',
  group: 'Access',
  usage: 'URL',
  summary: "Print the headers of an MCP client's requests: Claude Code's headersHelper.",
  options: async () => [],
  examples: ['tracker mcp-headers https://tracker.example.com'],
  async run({ words }, { env, screen }) {
    const [{ getServer }, { readOrigin }, { clientSession }] = await Promise.all([
      import('../../remote/logins.ts'),
      import('../../remote/server.ts'),
      import('./client-session.ts'),
    ]);
    const { token } = getServer(env, readOrigin(addressOf(words), 'URL'));
    screen.jsonLine({ Authorization: `Bearer ${token}`, 'X-Tracker-Session': clientSession(process.ppid) });
    return 0;
  },
};

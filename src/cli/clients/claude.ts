import { type Client, command, commandArgs } from './client.ts';
import { addToJson } from './json-file.ts';

export const claude: Client = {
  name: 'claude',
  title: 'Claude Code',
  files: ['.mcp.json'],
  addServer: (text) => addToJson(text, ['mcpServers', 'tracker'], { command, args: commandArgs }),
  note: 'Claude Code asks once whether to use the server of this repository: say yes.',
};

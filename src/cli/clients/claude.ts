import { type Client, command, commandArgs } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';

const entryPath = ['mcpServers', 'tracker'];

export const claude: Client = {
  name: 'claude',
  title: 'Claude Code',
  files: ['.mcp.json'],
  addServer: (text) => addToJson(text, entryPath, { command, args: commandArgs }),
  readCommand: (text) => readJsonCommand(text, entryPath),
  note: 'Claude Code asks once whether to use the server of this repository: say yes.',
};

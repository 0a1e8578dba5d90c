import type { Client } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';

const entryPath = ['mcpServers', 'tracker'];

export const claude: Client = {
  name: 'claude',
  title: 'Claude Code',
  files: ['.mcp.json'],
  addServer: (text, [command, ...args]) => addToJson(text, entryPath, { command, args }),
  readCommand: (text) => readJsonCommand(text, entryPath),
  note: 'Claude Code asks once whether to use the server of this repository: say yes.',
};

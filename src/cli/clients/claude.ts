import type { Client, Launch } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';
import { takeBackEntry } from './json-removal.ts';

const entryPath = ['mcpServers', 'tracker'];
const entry = ([command, ...args]: Launch) => ({ command, args });

export const claude: Client = {
  name: 'claude',
  title: 'Claude Code',
  files: ['.mcp.json'],
  addServer: (text, launch) => addToJson(text, entryPath, entry(launch)),
  removeServer: (text) => takeBackEntry(text, entryPath, entry),
  readCommand: (text) => readJsonCommand(text, entryPath),
  hookFile: '.claude/settings.json',
  guide: 'CLAUDE.md',
  note: 'Claude Code asks once whether to use the server of this repository: say yes.',
};

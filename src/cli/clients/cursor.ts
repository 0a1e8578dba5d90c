import type { Client, Launch } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';
import { takeBackEntry } from './json-removal.ts';

const entryPath = ['mcpServers', 'tracker'];
const entry = ([command, ...args]: Launch) => ({ command, args });

/** As its documentation has it; tried with no version of it. */
export const cursor: Client = {
  name: 'cursor',
  title: 'Cursor',
  files: ['.cursor/mcp.json'],
  addServer: (text, launch) => addToJson(text, entryPath, entry(launch)),
  removeServer: (text) => takeBackEntry(text, entryPath, entry),
  readCommand: (text) => readJsonCommand(text, entryPath),
  guide: 'AGENTS.md',
  note: 'Cursor shows the server in its settings, under MCP: switch it on there.',
};

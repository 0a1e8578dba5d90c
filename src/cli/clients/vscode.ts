import type { Client, Launch } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';
import { takeBackEntry } from './json-removal.ts';

const entryPath = ['servers', 'tracker'];
const entry = ([command, ...args]: Launch) => ({ type: 'stdio', command, args });

/** As its documentation has it; tried with no version of it. */
export const vscode: Client = {
  name: 'vscode',
  title: 'VS Code',
  files: ['.vscode/mcp.json'],
  addServer: (text, launch) => addToJson(text, entryPath, entry(launch)),
  removeServer: (text) => takeBackEntry(text, entryPath, entry),
  readCommand: (text) => readJsonCommand(text, entryPath),
  guide: 'AGENTS.md',
  note: 'VS Code asks once whether to trust the server; its tools are there in agent mode.',
};

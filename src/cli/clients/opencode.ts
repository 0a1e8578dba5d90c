import type { Client, Launch } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';
import { takeBackEntry } from './json-removal.ts';

const entryPath = ['mcp', 'tracker'];
const entry = (command: Launch) => ({ type: 'local', command, enabled: true });
const start = '{\n  "$schema": "https://opencode.ai/config.json"\n}\n';

export const opencode: Client = {
  name: 'opencode',
  title: 'opencode',
  files: ['opencode.json', 'opencode.jsonc'],
  addServer: (text = start, launch) => addToJson(text, entryPath, entry(launch)),
  removeServer(text) {
    const without = takeBackEntry(text, entryPath, entry);
    return without === start ? undefined : without;
  },
  guide: 'AGENTS.md',
  readCommand: (text) => readJsonCommand(text, entryPath),
};

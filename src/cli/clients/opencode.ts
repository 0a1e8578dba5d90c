import { type Client, command, commandArgs } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';

const entryPath = ['mcp', 'tracker'];
const entry = { type: 'local', command: [command, ...commandArgs], enabled: true };

export const opencode: Client = {
  name: 'opencode',
  title: 'opencode',
  files: ['opencode.json', 'opencode.jsonc'],
  addServer: (text) => addToJson(text ?? '{\n  "$schema": "https://opencode.ai/config.json"\n}\n', entryPath, entry),
  readCommand: (text) => readJsonCommand(text, entryPath),
};

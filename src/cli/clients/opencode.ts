import type { Client } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';

const entryPath = ['mcp', 'tracker'];

export const opencode: Client = {
  name: 'opencode',
  title: 'opencode',
  files: ['opencode.json', 'opencode.jsonc'],
  addServer: (text, command) =>
    addToJson(text ?? '{\n  "$schema": "https://opencode.ai/config.json"\n}\n', entryPath, {
      ...{ type: 'local', command, enabled: true },
    }),
  readCommand: (text) => readJsonCommand(text, entryPath),
};

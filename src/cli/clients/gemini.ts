import type { Client } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';

const entryPath = ['mcpServers', 'tracker'];

export const gemini: Client = {
  name: 'gemini',
  title: 'Gemini CLI',
  files: ['.gemini/settings.json'],
  addServer: (text, [command, ...args]) => addToJson(text, entryPath, { command, args }),
  readCommand: (text) => readJsonCommand(text, entryPath),
  note: 'Gemini CLI starts the server only in a folder that you have told it to trust.',
};

import type { Client, Launch } from './client.ts';
import { addToJson, readJsonCommand } from './json-file.ts';
import { takeBackEntry } from './json-removal.ts';

const entryPath = ['mcpServers', 'tracker'];
const entry = ([command, ...args]: Launch) => ({ command, args });

export const gemini: Client = {
  name: 'gemini',
  title: 'Gemini CLI',
  files: ['.gemini/settings.json'],
  addServer: (text, launch) => addToJson(text, entryPath, entry(launch)),
  removeServer: (text) => takeBackEntry(text, entryPath, entry),
  readCommand: (text) => readJsonCommand(text, entryPath),
  guide: 'GEMINI.md',
  note: 'Gemini CLI starts the server only in a folder that you have told it to trust.',
};

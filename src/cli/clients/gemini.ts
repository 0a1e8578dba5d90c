import { type Client, command, commandArgs } from './client.ts';
import { addToJson } from './json-file.ts';

export const gemini: Client = {
  name: 'gemini',
  title: 'Gemini CLI',
  files: ['.gemini/settings.json'],
  addServer: (text) => addToJson(text, ['mcpServers', 'tracker'], { command, args: commandArgs }),
  note: 'Gemini CLI starts the server only in a folder that you have told it to trust.',
};

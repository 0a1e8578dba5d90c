import { jsonClient } from './json-client.ts';

export const gemini = jsonClient({
  name: 'gemini',
  title: 'Gemini CLI',
  files: ['.gemini/settings.json'],
  entryPath: ['mcpServers', 'tracker'],
  local: ([command, ...args]) => ({ command, args }),
  variable: (name) => `$${name}`,
  remote: (httpUrl, headers) => ({ httpUrl, headers }),
  guide: 'GEMINI.md',
  note: 'Gemini CLI starts the server only in a folder that you have told it to trust.',
});

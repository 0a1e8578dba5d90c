import { jsonClient } from './json-client.ts';

/** As its documentation has it; tried with no version of it. */
export const cursor = jsonClient({
  name: 'cursor',
  title: 'Cursor',
  files: ['.cursor/mcp.json'],
  entryPath: ['mcpServers', 'tracker'],
  local: ([command, ...args]) => ({ command, args }),
  variable: (name) => `\${env:${name}}`,
  remote: (url, headers) => ({ url, headers }),
  guide: 'AGENTS.md',
  note: 'Cursor shows the server in its settings, under MCP: switch it on there.',
});

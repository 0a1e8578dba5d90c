import { jsonClient } from './json-client.ts';

/** As its documentation has it; tried with no version of it. */
export const vscode = jsonClient({
  name: 'vscode',
  title: 'VS Code',
  files: ['.vscode/mcp.json'],
  entryPath: ['servers', 'tracker'],
  local: ([command, ...args]) => ({ type: 'stdio', command, args }),
  variable: (name) => `\${env:${name}}`,
  remote: (url, headers) => ({ type: 'http', url, headers }),
  guide: 'AGENTS.md',
  note: 'VS Code asks once whether to trust the server; its tools are there in agent mode.',
});

import { jsonClient } from './json-client.ts';

export const claude = jsonClient({
  name: 'claude',
  title: 'Claude Code',
  files: ['.mcp.json'],
  entryPath: ['mcpServers', 'tracker'],
  local: ([command, ...args]) => ({ command, args }),
  variable: (name) => `\${${name}}`,
  remote: (url, headers) => ({ type: 'http', url, headers }),
  own: {
    file: '.claude.json',
    folder: 'CLAUDE_CONFIG_DIR',
    pathFor: (root) => ['projects', root, 'mcpServers', 'tracker'],
    entry: (url, headersHelper) => ({ type: 'http', url, headersHelper }),
  },
  hookFile: '.claude/settings.json',
  guide: 'CLAUDE.md',
  note: 'Claude Code asks once whether to use the server of this repository: say yes.',
});

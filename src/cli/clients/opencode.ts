import { jsonClient } from './json-client.ts';

export const opencode = jsonClient({
  name: 'opencode',
  title: 'opencode',
  files: ['opencode.json', 'opencode.jsonc'],
  entryPath: ['mcp', 'tracker'],
  start: '{\n  "$schema": "https://opencode.ai/config.json"\n}\n',
  local: (command) => ({ type: 'local', command, enabled: true }),
  variable: (name) => `{env:${name}}`,
  remote: (url, headers) => ({
    ...{ type: 'remote', url, headers },
    // It would look for a place to sign in.
    oauth: false,
  }),
  guide: 'AGENTS.md',
});

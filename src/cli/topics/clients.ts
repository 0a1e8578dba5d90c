import { launchLines } from '../clients/client.ts';
import { clients } from '../clients/clients.ts';
import { code, codes, type Topic } from './topic.ts';

export const clientsTopic: Topic = {
  name: 'clients',
  otherNames: ['client', 'agents', 'agent', 'claude', 'codex', 'opencode', 'gemini', 'cursor', 'vscode'],
  summary: 'MCP clients that tracker init writes files for.',
  blocks: () => [
    `\`tracker init --agents ${clients.map(({ name }) => name).join(',')}\` shows what it would write, asks, and adds our entry to files that are there; \`--no-hooks\` leaves out hooks and instructions, \`tracker init --remove\` takes all of it back.`,
    {
      head: ['client', 'as', 'entry in', 'begins sessions by', 'instructions in'],
      rows: clients.map(({ name, title, files, hookFile, guide }) => [
        title,
        code(name),
        codes(files),
        hookFile ? code(hookFile) : '',
        code(guide),
      ]),
    },
    ...clients.flatMap(({ note }) => note ?? []),
    'With `--server URL` their files name a server on another machine, and the token by `TRACKER_TOKEN`; what `tracker login URL` keeps reaches Claude Code by a headers helper in `~/.claude.json`.',
    { heading: 'What starts the server' },
    { head: ['where', 'command'], rows: launchLines.map(([where, command]) => [where, code(command)]) },
    "The npm package is `tracker-mcp`. The npm name `tracker` is somebody else's: never start `npx -y tracker`.",
  ],
};

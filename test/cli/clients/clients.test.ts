import { readFileSync } from 'node:fs';
import { parse as parseToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { claude } from '../../../src/cli/clients/claude.ts';
import { launchIn } from '../../../src/cli/clients/client.ts';
import { clients } from '../../../src/cli/clients/clients.ts';
import { codex } from '../../../src/cli/clients/codex.ts';
import { gemini } from '../../../src/cli/clients/gemini.ts';
import { opencode } from '../../../src/cli/clients/opencode.ts';
import { makeRepository } from '../../support/workspace.ts';

const launch = launchIn('/nowhere', 'linux');
const server = { command: 'npx', args: ['--no', '--', 'tracker', '--mcp-server'] };

test('.mcp.json.example is what a new .mcp.json holds', () => {
  expect(readFileSync(new URL('../../../.mcp.json.example', import.meta.url), 'utf8')).toBe(
    claude.addServer(undefined, launch),
  );
  expect(JSON.parse(claude.addServer(undefined, launch))).toEqual({ mcpServers: { tracker: server } });
});

test('every client starts the tracker that is installed, never one from the network', () => {
  expect(JSON.parse(gemini.addServer(undefined, launch))).toEqual({ mcpServers: { tracker: server } });
  expect(JSON.parse(opencode.addServer(undefined, launch))).toEqual({
    $schema: 'https://opencode.ai/config.json',
    mcp: { tracker: { type: 'local', command: [server.command, ...server.args], enabled: true } },
  });
  expect(parseToml(codex.addServer(undefined, launch))).toEqual({ mcp_servers: { tracker: server } });
  for (const client of clients) expect(client.addServer(undefined, launch)).not.toContain('-y');
});

test('on Windows a shell starts it, and where Yarn keeps no folder of programs, Yarn', () => {
  const repository = makeRepository();
  expect(launchIn(repository.root, 'win32')).toEqual(['cmd', '/c', 'npx', '--no', '--', 'tracker', '--mcp-server']);
  repository.write('.pnp.cjs', '');
  expect(launchIn(repository.root, 'linux')).toEqual(['yarn', 'exec', 'tracker', '--mcp-server']);
  const windows = launchIn(repository.root, 'win32');
  expect(windows).toEqual(['cmd', '/c', 'yarn', 'exec', 'tracker', '--mcp-server']);
  for (const client of clients) expect(client.readCommand(client.addServer(undefined, windows))).toEqual(windows);
});

test("the command of an entry is read back, also one of the user's own", () => {
  for (const client of clients) {
    expect(client.readCommand(client.addServer(undefined, launch))).toEqual([server.command, ...server.args]);
    expect(client.readCommand(client.name === 'codex' ? 'model = "x"' : '{}')).toEqual([]);
  }
  expect(claude.readCommand('{"mcpServers":{"tracker":{"command":"tracker"}}}')).toEqual(['tracker']);
});

test('the address of an entry is read back, and a command has none', () => {
  const url = 'https://tracker.example/mcp';
  for (const client of clients) {
    const text = client.addServer(undefined, { url });
    expect(client.readUrl(text)).toBe(url);
    expect(client.readCommand(text)).toEqual([]);
    expect(client.readUrl(client.addServer(undefined, launch))).toBeUndefined();
    expect(client.addServer(text, launch)).toBe(text);
  }
});

test.each(clients.map((client) => [client.name, client] as const))('%s: a second time changes nothing', (_, client) => {
  const once = client.addServer(undefined, launch);
  expect(client.addServer(once, launch)).toBe(once);
  expect(client.addServer('', launch)).toBe(once.replace(/ {2}"\$schema".*\n/, ''));
});

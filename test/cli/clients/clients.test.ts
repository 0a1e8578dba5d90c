import { readFileSync } from 'node:fs';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/cli/clients/claude.ts';
import { clients } from '../../../src/cli/clients/clients.ts';
import { codex } from '../../../src/cli/clients/codex.ts';
import { gemini } from '../../../src/cli/clients/gemini.ts';
import { opencode } from '../../../src/cli/clients/opencode.ts';

const server = { command: 'npx', args: ['--no', '--', 'tracker', '--mcp-server'] };

test('.mcp.json.example is what a new .mcp.json holds', () => {
  expect(readFileSync(new URL('../../../.mcp.json.example', import.meta.url), 'utf8')).toBe(
    claude.addServer(undefined),
  );
  expect(JSON.parse(claude.addServer(undefined))).toEqual({ mcpServers: { tracker: server } });
});

test('every client starts the tracker that is installed, never one from the network', () => {
  expect(JSON.parse(gemini.addServer(undefined))).toEqual({ mcpServers: { tracker: server } });
  expect(JSON.parse(opencode.addServer(undefined))).toEqual({
    $schema: 'https://opencode.ai/config.json',
    mcp: { tracker: { type: 'local', command: [server.command, ...server.args], enabled: true } },
  });
  expect(parseToml(codex.addServer(undefined))).toEqual({ mcp_servers: { tracker: server } });
  for (const client of clients) expect(client.addServer(undefined)).not.toContain('-y');
});

test("the command of an entry is read back, also one of the user's own", () => {
  for (const client of clients) {
    expect(client.readCommand(client.addServer(undefined))).toEqual([server.command, ...server.args]);
    expect(client.readCommand(client.name === 'codex' ? 'model = "x"' : '{}')).toEqual([]);
  }
  expect(claude.readCommand('{"mcpServers":{"tracker":{"command":"tracker"}}}')).toEqual(['tracker']);
});

test.each(clients.map((client) => [client.name, client] as const))('%s: a second time changes nothing', (_, client) => {
  const once = client.addServer(undefined);
  expect(client.addServer(once)).toBe(once);
  expect(client.addServer('')).toBe(once.replace(/ {2}"\$schema".*\n/, ''));
});

describe("Codex' TOML file", () => {
  test('gets the table at its end, every byte of the rest kept', () => {
    const before =
      'model = "x" # mine\r\n\r\n[mcp_servers.other]\r\ncommand = "o"\r\nbig = 9007199254740993\r\nat = 2026-10-01T00:00:00Z';
    const after = codex.addServer(before);
    expect(after).toBe(
      `${before}\r\n\r\n[mcp_servers.tracker]\r\ncommand = "npx"\r\nargs = ["--no", "--", "tracker", "--mcp-server"]\r\n`,
    );
    expect(codex.addServer(after)).toBe(after);
  });

  test.each([
    ['model = ', 'it is not valid TOML'],
    ['mcp_servers = { other = { command = "o" } }\n', 'its mcp_servers cannot take another table'],
    ['mcp_servers = 1\n', 'its mcp_servers cannot take another table'],
  ])('%j is refused', (text, why) => {
    expect(() => codex.addServer(text)).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(why) }),
    );
  });

  test('with a table of its own named tracker is left alone', () => {
    const own = 'mcp_servers.tracker.command = "node"\n';
    expect(codex.addServer(own)).toBe(own);
  });
});

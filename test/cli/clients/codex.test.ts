import { describe, expect, test } from 'vitest';
import { launchIn } from '../../../src/cli/clients/client.ts';
import { codex } from '../../../src/cli/clients/codex.ts';

const launch = launchIn('/nowhere', 'linux');

describe("Codex' TOML file", () => {
  test('gets the table at its end, every byte of the rest kept', () => {
    const before =
      'model = "x" # mine\r\n\r\n[mcp_servers.other]\r\ncommand = "o"\r\nbig = 9007199254740993\r\nat = 2026-10-01T00:00:00Z';
    const after = codex.addServer(before, launch);
    expect(after).toBe(
      `${before}\r\n\r\n[mcp_servers.tracker]\r\ncommand = "npx"\r\nargs = ["--no", "--", "tracker", "--mcp-server"]`,
    );
    expect(codex.addServer(after, launch)).toBe(after);
  });

  test.each([
    ['model = ', 'it is not valid TOML'],
    ['mcp_servers = { other = { command = "o" } }\n', 'its mcp_servers cannot take another table'],
    ['mcp_servers = 1\n', 'its mcp_servers cannot take another table'],
  ])('%j is refused', (text, why) => {
    expect(() => codex.addServer(text, launch)).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(why) }),
    );
  });

  test('with a table of its own named tracker is left alone', () => {
    const own = 'mcp_servers.tracker.command = "node"\n';
    expect(codex.addServer(own, launch)).toBe(own);
  });
});

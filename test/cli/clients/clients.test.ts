import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse as parseJson } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/cli/clients/claude.ts';
import { clients } from '../../../src/cli/clients/clients.ts';
import { codex } from '../../../src/cli/clients/codex.ts';
import { gemini } from '../../../src/cli/clients/gemini.ts';
import { addToJson } from '../../../src/cli/clients/json-file.ts';
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

describe('a JSON file', () => {
  const add = (text: string) => addToJson(text, ['mcpServers', 'tracker'], { command: 'npx' });

  test.each([
    ['{}', '{\n  "mcpServers": {\n    "tracker": {\n      "command": "npx"\n    }\n  }\n}'],
    ['{"a":1}', '{"a":1, "mcpServers": {"tracker":{"command":"npx"}}}'],
    [
      '{\n\t"a": [1,2] // c\n}\n',
      '{\n\t"a": [1,2], // c\n\t"mcpServers": {\n\t\t"tracker": {\n\t\t\t"command": "npx"\n\t\t}\n\t}\n}\n',
    ],
    [
      '{\r\n    "mcpServers": {\r\n        "x": {"y":1}, // hi\r\n    },\r\n}\r\n',
      '{\r\n    "mcpServers": {\r\n        "x": {"y":1}, // hi\r\n        "tracker": {\r\n            "command": "npx"\r\n        },\r\n    },\r\n}\r\n',
    ],
    [
      '{\n  "mcpServers": {} /* none */\n}',
      '{\n  "mcpServers": {\n    "tracker": {\n      "command": "npx"\n    }\n  } /* none */\n}',
    ],
    [
      '\uFEFF{\n  "mcpServers": {\n    // none yet\n  }\n}\n',
      '\uFEFF{\n  "mcpServers": {\n    "tracker": {\n      "command": "npx"\n    }\n    // none yet\n  }\n}\n',
    ],
  ])('%j gets the entry in its own style', (before, after) => {
    expect(add(before)).toBe(after);
  });

  test('with an entry of its own named tracker is left alone', () => {
    const own = '{"mcpServers": {"tracker": {"command": "node", "env": {"TRACKER_ACTOR": "bot"}}}}';
    expect(add(own)).toBe(own);
  });

  test.each(['{"a": }', '[1]', 'true', '{"mcpServers": [1]}', '{"a": 1', '<<<<<<< ours\n{}\n'])(
    '%j is refused',
    (text) => {
      expect(() => add(text)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    },
  );

  test('keeps every character in its order, and every value', () => {
    const space = fc.constantFrom('', ' ', '\n', '\r\n  ', '\t', '\n// "x": {\n', ' /* } */ ');
    const value = fc.constantFrom('1', '"},{"', '[ ]', '{"x":1}', '{\n"y": [1, {"z": null}]\n}', 'null');
    const object = (names: string[]) =>
      fc
        .tuple(
          fc.array(fc.tuple(fc.constantFrom(...names), value, space, space), { maxLength: 3 }),
          space,
          fc.boolean(),
        )
        .map(([properties, inner, trailing]) => {
          const unique = properties.filter(
            ([name], index) => properties.findIndex((other) => other[0] === name) === index,
          );
          const text = unique.map(
            ([name, given, before, after]) => `${before}"${name}"${after}:${after}${given}${before}`,
          );
          return `{${text.join(',')}${trailing && text.length ? ',' : ''}${inner}}`;
        });
    const servers = object(['one', 'two']).map((inner) => `{ "a": 1, "mcpServers": ${inner} }`);
    fc.assert(
      fc.property(fc.oneof(object(['a', 'b', 'c']), servers), (before) => {
        const after = add(before);
        expect(isSubsequence(before, after)).toBe(true);
        const { mcpServers, ...rest } = parseJson(after, [], { allowTrailingComma: true });
        const { mcpServers: given, ...expected } = parseJson(before, [], { allowTrailingComma: true });
        expect(rest).toEqual(expected);
        expect(mcpServers).toEqual({ ...given, tracker: { command: 'npx' } });
        expect(add(after)).toBe(after);
      }),
      { numRuns: 500 },
    );
  });
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

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part[at]) at++;
  return at === part.length;
}

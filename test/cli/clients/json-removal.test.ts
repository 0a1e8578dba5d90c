import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyProgram, launchIn } from '../../../src/cli/clients/client.ts';
import { clients } from '../../../src/cli/clients/clients.ts';
import { addGuide, removeGuide } from '../../../src/cli/clients/guide.ts';
import { addHook, removeHook } from '../../../src/cli/clients/hooks.ts';
import { addToJson } from '../../../src/cli/clients/json-file.ts';
import { removeFromJson } from '../../../src/cli/clients/json-removal.ts';

const [program] = everyProgram;
const texts = [
  '{}',
  '{ }',
  '{"a":1}',
  '{ "a": 1, }',
  '{"hooks":{"SessionStart":[{"hooks":[]}]}}',
  '{\n  "hooks": {\n    "SessionStart": [\n      { "hooks": [] }, // last\n    ]\n  }\n}\n',
  '{\n\t"a": [1, 2], // one\n\t"mcpServers": {\n\t\t"x": {} /* two */\n\t}\n}',
  '\uFEFF{\r\n    "mcp": { "a": {} },\r\n    "b": { "c": 1 },\r\n}\r\n',
  undefined,
];

test.each(clients.map((client) => [client.name, client] as const))(
  '%s: what was added is taken back to the byte',
  (name, client) => {
    for (const way of [launchIn('/nowhere', 'linux'), { url: 'https://tracker.example/mcp' }]) {
      const own = name === 'codex' ? ['', 'a = 1', 'a = 1\n\n', '[b]\r\nc = 1\r\n', undefined] : texts;
      for (const text of own) {
        const added = client.addServer(text, way);
        expect(client.removeServer(added), JSON.stringify(text)).toBe(text === '' ? undefined : text);
        expect(
          client.removeServer(added.replaceAll('"tracker"', '"other"').replace('[mcp_servers.tracker]', '[other]')),
        ).toContain('other');
      }
    }
  },
);

test.each(texts)('a hook is taken back to the byte: %j', (text) => {
  const added = addHook(text, 'claude', program);
  expect(addHook(added, 'claude', program)).toBe(added);
  expect(removeHook(added, 'claude', everyProgram)).toBe(text);
});

test('a section is taken back to the byte, whatever the text and its line endings', () => {
  const line = fc.constantFrom('', '# A', 'text', '<!-- note -->');
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
      const text = lines.join(eol);
      const added = addGuide(text, program);
      expect(addGuide(added, program)).toBe(added);
      expect(removeGuide(added)).toBe(text === '' ? undefined : text);
    }),
  );
  expect(removeGuide(addGuide(undefined, program))).toBeUndefined();
  expect(removeGuide('<!-- tracker: begin -->\nhalf')).toBe('<!-- tracker: begin -->\nhalf');
});

test('the rest stays as it is where somebody has changed the text since', () => {
  const add = (text: string | undefined) => addToJson(text, ['mcpServers', 'tracker'], { a: 1 });
  const remove = (text: string) => removeFromJson(text, ['mcpServers', 'tracker'], add);
  expect(remove('{"x": 1, "mcpServers": {"tracker":   {"a": 1}}}')).toBe('{"x": 1}');
  expect(remove('{"mcpServers": {"tracker": {"a": 1}, "b": 2}}')).toBe('{"mcpServers": { "b": 2}}');
  expect(remove('{ "mcpServers": { "b": 2, "tracker": {"a": 1} /* ! */ } }')).toBe(
    '{ "mcpServers": { "b": 2 /* ! */ } }',
  );
});

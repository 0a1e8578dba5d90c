import fc from 'fast-check';
import { parse as parseJson } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { addToJson, readJsonCommand } from '../../../src/cli/clients/json-file.ts';

describe('a JSON file that there is not, or that is empty,', () => {
  test.each([undefined, '', ' \n', '\uFEFF'])('%j is made, with lists of words in one line', (text) => {
    expect(addToJson(text, ['a', 'b'], { args: ['--no', '--'], on: true })).toBe(
      '{\n  "a": {\n    "b": {\n      "args": ["--no", "--"],\n      "on": true\n    }\n  }\n}\n',
    );
  });
});

describe('a JSON file that cannot be added to', () => {
  test.each([
    ['{\n  "a": }', 'line 2: ValueExpected'],
    ['[1]', 'it is not an object'],
    ['{"mcpServers": [1]}', 'its "mcpServers" is not an object'],
    ['{"mcpServers": {}, "mcpServers": {}}', 'it could not be extended'],
  ])('%j says why', (text, why) => {
    expect(() => addToJson(text, ['mcpServers', 'tracker'], {})).toThrow(
      `it is not JSON that can be added to (${why})`,
    );
  });
});

describe('the command of an entry', () => {
  const path = ['mcpServers', 'tracker'];
  const read = (entry: unknown) => readJsonCommand(JSON.stringify({ mcpServers: { tracker: entry } }), path);

  test.each([
    [{ command: 'npx', args: ['--no', '--'] }, ['npx', '--no', '--']],
    [{ command: ['npx', '--no'] }, ['npx', '--no']],
    [{ command: 7, args: ['a', null] }, ['a']],
    [{ args: {} }, []],
    [{}, []],
  ])('%j is %j', (entry, words) => {
    expect(read(entry)).toEqual(words);
  });

  test('is none where there is no entry, and is read past a byte order mark and comments', () => {
    expect(readJsonCommand('{}', path)).toEqual([]);
    const text = '\uFEFF{ // ours\n"mcpServers": {"tracker": {"command": "t",},}, }';
    expect(readJsonCommand(text, path)).toEqual(['t']);
    expect(() => readJsonCommand('{', path)).toThrow('it is not JSON that can be added to (line 1: ');
  });
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

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part[at]) at++;
  return at === part.length;
}

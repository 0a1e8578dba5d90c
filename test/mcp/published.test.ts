import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { published } from '../../src/mcp/published.ts';

const { instructions, tools } = published;

const countTokens = (value: string) => encode(value, { disallowedSpecial: new Set() }).length;

/** What a model is given of the tools. */
const given = tools.map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema }));

function* walk(value: unknown): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [key, inner];
    yield* walk(inner);
  }
}

describe('what is published', () => {
  it('is what was reviewed', async () => {
    const tokens = countTokens(JSON.stringify(given)) + countTokens(instructions);
    const lines = given.map((tool) => `${countTokens(JSON.stringify(tool))} ${JSON.stringify(tool, null, 1)}`);
    const text = [`${tokens} tokens`, `${countTokens(instructions)} ${instructions}`, ...lines].join('\n\n');
    await expect(`${text}\n`).toMatchFileSnapshot('__snapshots__/published.txt');
  });

  it('costs at most 950 tokens', () => {
    expect(countTokens(JSON.stringify(given)) + countTokens(instructions)).toBeLessThanOrEqual(950);
  });

  it('is five tools in a fixed order', () => {
    expect(tools.map((tool) => tool.name)).toEqual(['ticket', 'board', 'search', 'link', 'alignment']);
  });

  it('says in its first 240 characters what the server is for, and no more than 600 in all', () => {
    expect(instructions.length).toBeLessThanOrEqual(600);
    expect(instructions.slice(0, 240)).toMatch(/ticket/i);
    expect(instructions.slice(0, 240)).toMatch(/repository/);
  });

  it.each(tools.map((tool) => [tool.name, tool] as const))('keeps the schema of %s under 5,000 bytes', (_, tool) => {
    expect(Buffer.byteLength(JSON.stringify(tool.inputSchema))).toBeLessThan(5000);
  });

  it.each(tools.map((tool) => [tool.name, tool] as const))(
    'gives %s a flat schema that every client reads',
    (_, tool) => {
      expect(tool.inputSchema.type).toBe('object');
      const found = [...walk(tool.inputSchema)].filter(([key]) =>
        /^(anyOf|oneOf|allOf|not|\$.*|nullable|const)$/.test(key),
      );
      expect(found).toEqual([]);
      for (const property of Object.values(tool.inputSchema.properties)) expect(typeof property.type).toBe('string');
    },
  );

  it('has no object without fields, which Gemini refuses, and says of every tool what it requires', () => {
    const objects = [...walk(tools.map((tool) => tool.inputSchema))].filter(
      ([, inner]) => (inner as { type?: unknown } | null)?.type === 'object',
    );
    for (const [, object] of objects)
      expect(Object.keys((object as { properties: object }).properties)).not.toEqual([]);
    expect(objects.length).toBeGreaterThan(tools.length);
    expect(tools.map((tool) => tool.inputSchema.required)).toEqual([
      ['action'],
      ['action'],
      ['query'],
      ['action'],
      ['action'],
    ]);
  });

  it('marks board and search as reads and the others as writes that destroy nothing', () => {
    const hints = Object.fromEntries(tools.map((tool) => [tool.name, tool.annotations]));
    const read = { readOnlyHint: true, openWorldHint: false };
    const write = { readOnlyHint: false, destructiveHint: false, openWorldHint: false };
    expect(hints).toEqual({ ticket: write, board: read, search: read, link: write, alignment: write });
  });

  it('asks clients that load tools late to load these at once', () => {
    expect(tools.map((tool) => tool._meta['anthropic/alwaysLoad'])).toEqual([true, true, true, true, true]);
  });

  it('publishes no output schema, since clients then hide the text', () => {
    for (const tool of tools) expect(tool).not.toHaveProperty('outputSchema');
  });
});

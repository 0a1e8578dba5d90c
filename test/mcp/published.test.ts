import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { actions } from '../../src/actions/actions.ts';
import { scopeOf } from '../../src/actions/caller.ts';
import { isGranted, type Scope, scopes } from '../../src/domain/scopes.ts';
import { published, publishedFor } from '../../src/mcp/published.ts';

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

describe('what is published for a caller', () => {
  /** What a client shows a model of it, as one text. */
  const textOf = (granted: readonly Scope[]) => JSON.stringify(publishedFor(new Set(granted)));
  const listed = (granted: readonly Scope[]) =>
    publishedFor(new Set(granted)).tools.flatMap(({ name, inputSchema }) =>
      (inputSchema.properties.action?.enum ?? [name]).map((action) => `${name}.${action}`),
    );
  const nameOf = ({ tool, name }: (typeof actions)[number]) => `${tool}.${name}`;

  it('is the same, byte for byte, for all who may ask for everything', () => {
    for (const granted of [scopes, ['read', 'write', 'review', 'archive'] as const])
      expect(textOf(granted)).toBe(JSON.stringify(published));
    expect(publishedFor('all')).toBe(published);
    expect(published.unlisted).toEqual([]);
  });

  it('has each action that its scopes allow, and no other, for every set of scopes', () => {
    for (let bits = 0; bits < 2 ** scopes.length; bits++) {
      const granted = scopes.filter((_, at) => bits & (2 ** at));
      const allowed = actions.filter((action) => isGranted(new Set(granted), scopeOf(action)));
      expect(listed(granted), granted.join()).toEqual(
        published.tools.flatMap(({ name }) => allowed.filter(({ tool }) => tool === name).map(nameOf)),
      );
      const { tools, unlisted } = publishedFor(new Set(granted));
      expect([...tools.map(({ name }) => name), ...unlisted].sort()).toEqual(
        published.tools.map(({ name }) => name).sort(),
      );
    }
  });

  it('tells who may only read of no action that writes, and of no field of one', () => {
    const { instructions, tools } = publishedFor(new Set(['read']));
    const words = actions.filter(({ access }) => access === 'write').map(({ name }) => name);
    const told = [instructions, ...tools.flatMap((tool) => [...walk(tool)].filter(([key]) => key === 'description'))];
    expect(words).toContain('close');
    expect(told.filter((text) => words.some((word) => new RegExp(`\\b${word}\\b`).test(JSON.stringify(text))))).toEqual(
      [],
    );
    expect(tools.every(({ annotations }) => annotations.readOnlyHint)).toBe(true);
    expect(Object.fromEntries(tools.map(({ name, description }) => [name, description]))).toMatchObject({
      ticket: 'Work items: task, bug, feature, decision, epic\nlist: query as in search',
      link: 'graph: all that blocks id',
      alignment: 'Review',
    });
    for (const field of ['message', 'title', 'dry_run', 'op', 'decision'])
      expect(tools.filter(({ inputSchema }) => field in inputSchema.properties)).toEqual([]);
  });

  it('names in its lines only what it lists, whatever the scopes are', () => {
    const named = (text: string) => actions.filter(({ name }) => new RegExp(`(^|[\\n.;] ?)${name}\\b`).test(text));
    for (let bits = 0; bits < 2 ** scopes.length; bits++) {
      const granted = scopes.filter((_, at) => bits & (2 ** at));
      for (const { name, description } of publishedFor(new Set(granted)).tools) {
        const own = named(description).filter(({ tool }) => tool === name);
        expect(
          own.filter((action) => !isGranted(new Set(granted), scopeOf(action))),
          granted.join(),
        ).toEqual([]);
      }
    }
  });

  it('asks for the action also where there is only one left to choose', () => {
    const [tool] = publishedFor(new Set(['comment'])).tools;
    expect(tool?.inputSchema).toMatchObject({ properties: { action: { enum: ['comment'] } }, required: ['action'] });
    expect(tool?.description).toBe(
      'Work items: task, bug, feature, decision, epic\ncomment: message; what the next one reads',
    );
  });

  it('is made once for each set of scopes', () => {
    expect(publishedFor(new Set(['read']))).toBe(publishedFor(new Set(['read'])));
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Action, defineAction } from '../../../src/actions/action.ts';
import {
  boolean,
  date,
  integer,
  names,
  priority,
  publish as publishField,
  text,
  word,
} from '../../../src/domain/input/fields.ts';
import { publishTool, type Tool } from '../../../src/mcp/tools/tool.ts';

const tool: Tool = { name: 'link', title: 'Links', description: ['Links.'], actions: ['add', 'list'] };

function action(name: string, shape: z.core.$ZodShape, access: 'read' | 'write' = 'read'): Action {
  const input = () => z.strictObject(shape);
  return defineAction({ tool: 'link', name, access, input, example: {}, run: async () => ({}) }) as Action;
}

const publish = (...actions: Action[]) => publishTool(tool, actions);
const propertiesOf = (...actions: Action[]) => publish(...actions).inputSchema.properties;

describe('a published schema', () => {
  it('is the union of the fields of its actions in order of first use, behind the choice of the action', () => {
    const schema = publish(
      action('add', { id: word, type: priority, labels: z.optional(names) }),
      action('list', { id: z.optional(word), limit: z.optional(integer({ min: 1 })) }),
    ).inputSchema;
    expect(JSON.stringify(schema)).toBe(
      JSON.stringify({
        type: 'object',
        properties: {
          action: { type: 'string', enum: ['add', 'list'] },
          id: { type: 'string' },
          type: { type: 'string', enum: ['urgent', 'high', 'medium', 'low', 'none'] },
          labels: { type: 'array', items: { type: 'string' } },
          limit: { type: 'integer' },
        },
        required: ['action'],
      }),
    );
  });

  it('finds what a field publishes behind optional, default and a check', () => {
    const fields = {
      a: z.optional(text),
      b: z._default(boolean, false),
      c: z.optional(z.pipe(date, z.nullable(z.string()))),
    };
    expect(propertiesOf(action('add', fields), action('list', {}))).toMatchObject({
      a: { type: 'string' },
      b: { type: 'boolean' },
      c: { type: 'string' },
    });
  });

  it('leaves out what is accepted without being published', () => {
    const properties = propertiesOf(action('add', { id: word, budget: z.optional(z.number()) }), action('list', {}));
    expect(Object.keys(properties)).toEqual(['action', 'id']);
  });

  it('leaves out what its tool does not think worth the tokens, and nothing that has gone', () => {
    const actions = [action('add', { id: word, dry_run: z.optional(boolean) }), action('list', {})];
    const properties = publishTool({ ...tool, unpublished: ['dry_run'] }, actions).inputSchema.properties;
    expect(Object.keys(properties)).toEqual(['action', 'id']);
    expect(() => publishTool({ ...tool, unpublished: ['draft'] }, actions)).toThrow('link leaves out draft');
  });

  it('says what is required, if its actions do without too', () => {
    const one = { ...tool, actions: ['list'], required: ['query'] };
    expect(publishTool(one, [action('list', { query: text })]).inputSchema.required).toEqual(['query']);
    expect(publish(action('add', {}), action('list', {})).inputSchema.required).toEqual(['action']);
  });

  it('has no action where there is no choice', () => {
    const schema = publishTool({ ...tool, actions: ['list'] }, [action('list', { query: text })]).inputSchema;
    expect(schema).toEqual({ type: 'object', properties: { query: { type: 'string' } } });
  });

  it('is refused when one name is published with two meanings', () => {
    expect(() => publish(action('add', { at: word }), action('list', { at: names }))).toThrow(
      'link.list at is published with another meaning',
    );
  });

  it.each([
    ['anyOf', { anyOf: [{ type: 'string' }] }],
    ['$ref', { type: 'string', $ref: '#/x' }],
    ['nullable', { type: 'string', nullable: true }],
    ['additionalProperties', { type: 'object', additionalProperties: false }],
    ['a list of types', { type: ['string', 'null'] }],
    ['an array without items', { type: 'array' }],
    ['an object of anything', { type: 'object' }],
    ['an object of nothing', { type: 'object', properties: {} }],
    ['fields of what is no object', { type: 'string', properties: { a: { type: 'string' } } }],
    ['an array of objects of anything', { type: 'array', items: { type: 'object' } }],
    ['an array of anything', { type: 'array', items: {} }],
  ])('is refused with %s, which some client cannot read', (_, published) => {
    const field = publishField(z.string(), published);
    expect(() => publish(action('add', { field }), action('list', {}))).toThrow('link.add field');
  });
});

describe('a tool', () => {
  it('is published as read-only exactly when all of its actions read', () => {
    expect(publish(action('add', {}), action('list', {})).annotations).toEqual({
      readOnlyHint: true,
      openWorldHint: false,
    });
    expect(publish(action('add', {}, 'write'), action('list', {})).annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: false,
      openWorldHint: false,
    });
  });

  it('is refused when it publishes an action that does not exist', () => {
    expect(() => publish(action('add', {}))).toThrow('link publishes the action list, which does not exist');
  });

  it('is refused when it leaves an action out', () => {
    expect(() => publish(action('add', {}), action('list', {}), action('graph', {}))).toThrow(
      'link does not publish its action graph',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import * as fields from '../../../src/domain/input/fields.ts';
import { describeIssues } from '../../../src/domain/input/issues.ts';

/** What a field makes of a value, or the words in which it refuses it. */
function read(field: z.core.$ZodType, value: unknown): unknown {
  const result = z.strictObject({ field }).safeParse({ field: value });
  return result.success ? result.data.field : describeIssues(result.error);
}

describe('a field', () => {
  it.each<[string, z.core.$ZodType, unknown, unknown]>([
    ['text', fields.text, ' \r\n', ' \r\n'],
    ['text', fields.text, 404, 'field must be a text, not 404'],
    ['query', fields.query, 482913, '482913'],
    ['query', fields.query, '', ''],
    ['filledText', fields.filledText, ' a ', ' a '],
    ['filledText', fields.filledText, ' \n', 'field is empty'],
    ['title', fields.title, ' Fix login ', ' Fix login '],
    ['title', fields.title, 'x'.repeat(201), `field must be at most 200 characters; "${'x'.repeat(37)}…" has 201`],
    ['name', fields.name, ' backend ', 'backend'],
    ['name', fields.name, 'x'.repeat(65), `field must be at most 64 characters; "${'x'.repeat(37)}…" has 65`],
    ['names', fields.names, 'a, b, a', ['a', 'b']],
    ['names', fields.names, 'none', []],
    ['values', fields.values, 'alice, none', ['alice', 'none']],
    ['values', fields.values, 482913, ['482913']],
    ['key', fields.key, '#pay-1', 'PAY-1'],
    ['keyOrNone', fields.keyOrNone, 'pay-1', 'PAY-1'],
    ['keyOrNone', fields.keyOrNone, 'None', null],
    ['keyOrNone', fields.keyOrNone, [], null],
    ['project', fields.project, 'pay', 'PAY'],
    ['keys', fields.keys, 'PAY-1 #2', ['PAY-1', '2']],
    ['word', fields.word, 8, '8'],
    ['word', fields.word, ' 8-20 ', '8-20'],
    ['points', fields.points, '13', 13],
    ['points', fields.points, 'none', null],
    ['points', fields.points, [], null],
    ['points', fields.points, 14, 'field must be an integer from 1 to 13, or "none", not 14'],
    ['points', fields.points, 0, 'field must be an integer from 1 to 13, or "none", not 0'],
    ['date', fields.date, '2026-12-01 10:30', '2026-12-01'],
    ['date', fields.date, 'none', null],
    ['date', fields.date, [], null],
    ['boolean', fields.boolean, 'False', false],
    ['variables', fields.variables, '{"a": 1}', { a: '1' }],
    ['objects', fields.objects, { title: 'a', due: null }, [{ title: 'a' }]],
    ['evidence', fields.evidence, 'npm test -> 0', [{ kind: 'command', value: 'npm test', exitCode: 0 }]],
    ['integer', fields.integer(), '0', 0],
    ['integer', fields.integer(), -1, 'field must be an integer of at least 0, not -1'],
    ['integer', fields.integer({ min: 1, max: 200 }), 201, 'field must be an integer from 1 to 200, not 201'],
  ])('%s is read by its reader, and named where that refuses', (_, field, value, result) => {
    expect(read(field, value)).toEqual(result);
  });

  it('is missing when it is not given, unless it is optional', () => {
    expect(read(fields.text, undefined)).toBe('field is missing');
    expect(read(z.optional(fields.text), undefined)).toBeUndefined();
  });
});

describe('one word of a list', () => {
  it.each([
    ['high', 'high'],
    [' HIGH ', 'high'],
    ['None', 'none'],
  ])('the priority %j is %j', (value, priority) => {
    expect(read(fields.priority, value)).toBe(priority);
  });

  it.each([
    ['hihg', 'field must be urgent, high, medium, low or none, not "hihg"; did you mean "high"?'],
    ['p0', 'field must be urgent, high, medium, low or none, not "p0"'],
    [1, 'field must be urgent, high, medium, low or none, not 1'],
  ])('there is no priority %j', (value, words) => {
    expect(read(fields.priority, value)).toBe(words);
  });

  it('may be written with spaces or hyphens', () => {
    expect(read(fields.decision, 'Changes requested')).toBe('changes_requested');
    expect(read(fields.linkType, 'discovered-from')).toBe('discovered_from');
  });
});

describe('what a tool publishes', () => {
  it.each([
    [fields.title, { type: 'string' }],
    [z.optional(fields.names), { type: 'array', items: { type: 'string' } }],
    [z.optional(fields.points), { type: 'integer' }],
    [fields.priority, { type: 'string', enum: ['urgent', 'high', 'medium', 'low', 'none'] }],
    [
      z.pipe(fields.objects, z.array(z.object({ title: z.string() }))),
      { type: 'array', items: { type: 'object', properties: { title: { type: 'string' } } } },
    ],
    [z.optional(fields.publish(fields.keys.clone(), { type: 'string' })), { type: 'string' }],
  ])('is one type, also through optional and pipe', (schema, published) => {
    expect(fields.published(schema)).toEqual(published);
  });

  it('is nothing for a schema that does not say', () => {
    expect(fields.published(z.string())).toBeUndefined();
  });
});

describe('whatever is sent to any field', () => {
  const all = [
    fields.text,
    fields.filledText,
    fields.title,
    fields.name,
    fields.names,
    fields.values,
    fields.key,
    fields.keyOrNone,
    fields.project,
    fields.keys,
    fields.word,
    fields.points,
    fields.date,
    fields.boolean,
    fields.variables,
    fields.objects,
    fields.evidence,
    fields.priority,
    fields.decision,
    fields.linkType,
    fields.integer({ max: 5 }),
  ];

  it('is a value or an issue with words of its own', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), fc.constantFrom(...all), (value, field) => {
        const result = z.strictObject({ field }).safeParse({ field: value });
        if (!result.success)
          expect(describeIssues(result.error)).toMatch(/^field (must|is|of|has|needs|kind|objects) ?/);
      }),
      { numRuns: 3000 },
    );
  });

  it('is refused with NUL in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom(...all), (before, after, field) => {
        expect(field.safeParse(`${before}\0${after}`).success).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import * as fields from '../../../src/domain/input/fields.ts';
import { describeIssues, type IssueContext, renderPath } from '../../../src/domain/input/issues.ts';

// A client of the protocol, in another file of this process, gives zod words that the program does not have.
z.config({ localeError: undefined as never });

const shape = z.strictObject({
  title: fields.title,
  points: z.optional(fields.points),
  count: z.optional(z.int().check(z.minimum(1), z.maximum(9))),
  share: z.optional(z.number().check(z.positive(), z.lt(1))),
  mode: z.optional(z.enum(['fast', 'slow'])),
  either: z.optional(z.union([z.string(), z.number(), z.string()])),
  list: z.optional(z.array(z.string()).check(z.maxLength(2), z.minLength(1))),
  pair: z.optional(z.array(z.string()).check(z.minLength(2))),
  code: z.optional(z.string().check(z.minLength(3))),
  date: z.optional(z.iso.date()),
  on: z.optional(z.boolean()),
  vars: z.optional(z.record(z.string(), z.string())),
  items: z.optional(z.array(z.strictObject({ title: fields.title }))),
});

const describeAll = (schema: z.core.$ZodType, input: unknown, context: IssueContext = {}): string =>
  describeIssues(z.safeParse(schema, input).error!, { input, ...context });
const fieldsAt = () => Object.keys(shape.shape);

describe('issues as sentences', () => {
  it.each([
    [{}, 'title is missing'],
    [{ points: 'many' }, 'points must be an integer from 1 to 13, or "none", not "many"'],
    [{ tilte: 1 }, 'the input has no field "tilte"; did you mean "title"?'],
    [{ zzz: 1, tilte: 1 }, 'the input has no field "zzz"; the input has no field "tilte"; did you mean "title"?'],
    [{ items: [{ title: 'b' }, {}] }, 'items[1].title is missing'],
    [{ items: [{ title: 'b', x: 1 }] }, 'items[0] has no field "x"'],
    [{ count: 'x' }, 'count must be a number, not "x"'],
    [{ count: 0 }, 'count must be at least 1, not 0'],
    [{ count: 10 }, 'count must be at most 9, not 10'],
    [{ count: 1.5 }, 'count must be an integer, not 1.5'],
    [{ share: 0 }, 'share must be more than 0, not 0'],
    [{ share: 1 }, 'share must be less than 1, not 1'],
    [{ mode: 'quick' }, 'mode must be fast or slow, not "quick"'],
    [{ either: [] }, 'either must be a string or a number, not []'],
    [{ list: ['a', 'b', 'c'] }, 'list must have at most 2 entries, not ["a","b","c"]'],
    [{ list: [] }, 'list must not be empty, not []'],
    [{ pair: ['a'] }, 'pair must have at least 2 entries, not ["a"]'],
    [{ list: 'a' }, 'list must be a list, not "a"'],
    [{ code: 'x' }, 'code must be at least 3 characters long, not "x"'],
    [{ on: 'yes' }, 'on must be true or false, not "yes"'],
    [{ vars: 1 }, 'vars must be an object, not 1'],
    [{ date: 'x' }, 'date is not valid: Invalid input, not "x"'],
    [
      { points: 0, mode: 'x' },
      'points must be an integer from 1 to 13, or "none", not 0; mode must be fast or slow, not "x"',
    ],
  ])('%j: %s', (input, words) => {
    const given = Object.keys(input).length > 0 ? { title: 'a', ...input } : input;
    const at = (path: readonly PropertyKey[]) => (path.length > 0 ? [] : fieldsAt());
    expect(describeAll(shape, given, { fieldsAt: at })).toBe(words);
  });

  it('name what is whole', () => {
    expect(describeAll(shape, [], { whole: 'the file' })).toBe('the file must be an object, not []');
    expect(describeAll(shape, { title: 'a', zzz: 1 }, { whole: 'a bug' })).toBe('a bug has no field "zzz"');
  });

  it('show no value where the input is not at hand', () => {
    const { error } = shape.safeParse({ title: 'a', zzz: 1, code: 'x' });
    expect(describeIssues(error!)).toBe('code must be at least 3 characters long; the input has no field "zzz"');
  });

  it('say the same once, and stop after five', () => {
    const numbers = z.array(fields.points);
    const words = 'must be an integer from 1 to 13, or "none", not 0';
    expect(describeAll(numbers, Array(5).fill(0))).toBe([0, 1, 2, 3, 4].map((at) => `[${at}] ${words}`).join('; '));
    expect(describeAll(numbers, Array(7).fill(0))).toMatch(/^\[0\] must be .*; \[4\] must be .*not 0; and 2 more$/);
    const { error } = numbers.safeParse([0]);
    const twice = { issues: [...error!.issues, ...error!.issues] } as unknown as z.core.$ZodError;
    expect(describeIssues(twice)).toBe(`[0] ${words}`);
  });

  it('show no value that only every object has', () => {
    expect(describeAll(z.strictObject({ constructor: z.boolean() }), {})).toBe('constructor is missing');
  });
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['types', 'bug', 'moves', 'open', 1], 'types.bug.moves.open[1]'],
  [[0, 'title'], '[0].title'],
])('the path %j is written %s', (path, written) => {
  expect(renderPath(path)).toBe(written);
});

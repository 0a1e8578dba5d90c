import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import * as fields from '../../../src/domain/input/fields.ts';
import { describeIssues } from '../../../src/domain/input/issues.ts';
import { dropNulls } from '../../../src/domain/input/read-list.ts';

/** What a field makes of a value, or the words in which it refuses it. */
function read(field: z.core.$ZodType, value: unknown): unknown {
  const result = z.strictObject({ field }).safeParse({ field: value });
  return result.success ? result.data.field : describeIssues(result.error);
}

describe('texts', () => {
  it.each(['', ' kept as given \r\n', 'e\u0301 ≠ \u00e9', '👩‍👩‍👧‍👦', '\u0007'])('%j is kept as given', (value) => {
    expect(read(fields.text, value)).toBe(value);
  });

  it.each([
    ['a\0b', 'field must not contain NUL characters'],
    ['half \ud83d', 'field must be valid Unicode: it has half of a surrogate pair'],
    [404, 'field must be a text, not 404'],
    [['a'], 'field must be a text, not ["a"]'],
  ])('%j is refused', (value, words) => {
    expect(read(fields.text, value)).toBe(words);
  });

  it('may have 256 KiB of UTF-8 and no byte more', () => {
    const full = '€'.repeat(87381);
    expect(read(fields.text, `${full}a`)).toBe(`${full}a`);
    expect(read(fields.text, `${full}ab`)).toBe('field must be at most 262144 bytes (256 KiB); this is 262145');
  });

  it('must say something where that is asked for', () => {
    expect(read(fields.filledText, ' a ')).toBe(' a ');
    expect(read(fields.filledText, ' \u200b\n')).toBe('field is empty');
  });

  it('are missing when they are not given', () => {
    expect(read(fields.text, undefined)).toBe('field is missing');
    expect(read(z.optional(fields.text), undefined)).toBeUndefined();
  });
});

describe('a title', () => {
  it('has up to 200 characters, however many units these take', () => {
    expect(read(fields.title, '👍'.repeat(200))).toBe('👍'.repeat(200));
    expect(read(fields.title, 'x'.repeat(201))).toBe(
      `field must be at most 200 characters; "${'x'.repeat(37)}…" has 201`,
    );
  });

  it('is kept as given but not blank', () => {
    expect(read(fields.title, '  Fix login ')).toBe('  Fix login ');
    expect(read(fields.title, ' \t')).toBe('field is empty');
    expect(read(fields.title, '')).toBe('field is empty');
  });
});

describe('names', () => {
  it.each([
    [
      ['backend', ' security '],
      ['backend', 'security'],
    ],
    ['backend, security', ['backend', 'security']],
    ['["backend", "a, b"]', ['backend', 'a, b']],
    ['backend', ['backend']],
    ['a,,b,', ['a', 'b']],
    [
      ['a', 'b', 'a'],
      ['a', 'b'],
    ],
    [['[wip]'], ['[wip]']],
    [[2026], ['2026']],
    [2026, ['2026']],
    ['none', []],
    ['None', []],
    [['none'], []],
    [[], []],
    ['[]', []],
  ])('%j are %j', (value, list) => {
    expect(read(fields.names, value)).toEqual(list);
  });

  it.each([
    ['', 'field must be a list such as "a, b", or "none", not ""'],
    [',', 'field must be a list such as "a, b", or "none", not ","'],
    [['a', 'none'], 'field must be either "none" or a list, not both'],
    ["['a']", `field must be a list such as ["a", "b"], not "['a']"`],
    [{ a: 1 }, 'field must be a list such as ["a", "b"], not {"a":1}'],
    [['a', ' '], 'field is empty'],
    [['a', null], 'field must be a text, not null'],
    [['a\0'], 'field must not contain NUL characters'],
    [['x'.repeat(65)], `field must be at most 64 characters; "${'x'.repeat(37)}…" has 65`],
    [Array.from({ length: 51 }, (_, index) => `l${index}`), 'field must be at most 50; these are 51'],
  ])('%j are refused', (value, words) => {
    expect(read(fields.names, value)).toBe(words);
  });

  it('may be 50 with 64 characters each', () => {
    const most = Array.from({ length: 50 }, (_, index) => `${index}`.padEnd(64, 'x'));
    expect(read(fields.names, most)).toEqual(most);
    expect(read(fields.name, ` ${'👍'.repeat(64)} `)).toBe('👍'.repeat(64));
  });

  it('keep "none" where they are values to filter by', () => {
    expect(read(fields.values, 'none')).toEqual(['none']);
    expect(read(fields.values, 'alice, none')).toEqual(['alice', 'none']);
    expect(read(fields.values, 482913)).toEqual(['482913']);
  });
});

describe('keys', () => {
  it.each([
    ['PAY-482913', 'PAY-482913'],
    ['pay-482913', 'PAY-482913'],
    ['#482913', '482913'],
    ['#pay-482913', 'PAY-482913'],
    [' 482913 ', '482913'],
    [482913, '482913'],
    ['01jd5k7m8n9p0q1r2s3t4v5w6x', '01JD5K7M8N9P0Q1R2S3T4V5W6X'],
    ['$1', '$1'],
  ])('%j is %j', (value, key) => {
    expect(read(fields.key, value)).toBe(key);
  });

  it.each(['', '#', -1, 1.5, {}, true, ['PAY-1']])('%j is none', (value) => {
    expect(read(fields.key, value)).toBe(
      `field must be a ticket's key such as "PAY-482913", not ${JSON.stringify(value)}`,
    );
  });

  it.each([
    ['PAY-1, #2 pay-3', ['PAY-1', '2', 'PAY-3']],
    ['["PAY-1", 2]', ['PAY-1', '2']],
    [
      [1, '#2', 'pay-3', 'PAY-3'],
      ['1', '2', 'PAY-3'],
    ],
    [482913, ['482913']],
    ['$1, $2', ['$1', '$2']],
    ['none', []],
    [[], []],
  ])('%j are %j', (value, keys) => {
    expect(read(fields.keys, value)).toEqual(keys);
  });

  it('a parent is cleared by "none" and by []', () => {
    expect(read(fields.keyOrNone, 'none')).toBeNull();
    expect(read(fields.keyOrNone, [])).toBeNull();
    expect(read(fields.keyOrNone, 'pay-1')).toBe('PAY-1');
  });

  it('a project is up to ten letters and digits in upper case', () => {
    expect(read(fields.project, 'pay')).toBe('PAY');
    expect(read(fields.project, 'my-app')).toBe(
      'field must be a project key, 1 to 10 letters and digits such as "PAY", not "my-app"',
    );
  });
});

describe('numbers', () => {
  it.each([
    [3, 3],
    ['5', 5],
    [' 13 ', 13],
    [1, 1],
    ['none', null],
    [[], null],
  ])('points %j are %j', (value, points) => {
    expect(read(fields.points, value)).toBe(points);
  });

  it.each([0, 14, 2.5, '0', '3 pts', 'many', '', true, null, Number.NaN, ['3'], 1e300])(
    'points are not %j',
    (value) => {
      expect(read(fields.points, value)).toBe(
        `field must be an integer from 1 to 13, or "none", not ${JSON.stringify(value)}`,
      );
    },
  );

  it('are within the range that was asked for', () => {
    expect(read(fields.integer({ min: 1, max: 200 }), '20')).toBe(20);
    expect(read(fields.integer({ min: 1, max: 200 }), 201)).toBe('field must be an integer from 1 to 200, not 201');
    expect(read(fields.integer(), -1)).toBe('field must be an integer of at least 0, not -1');
    expect(read(fields.integer(), 2 ** 53)).toContain('must be an integer of at least 0');
  });
});

describe('a date', () => {
  it.each([
    ['2026-12-01', '2026-12-01'],
    ['2028-02-29', '2028-02-29'],
    ['2026-12-01T10:30:00Z', '2026-12-01'],
    ['2026-12-01T10:30:00.123+02:00', '2026-12-01'],
    ['2026-12-01 10:30', '2026-12-01'],
    ['none', null],
    [[], null],
  ])('%j is %j', (value, date) => {
    expect(read(fields.date, value)).toBe(date);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-04-31',
    '2026-00-10',
    '01.12.2026',
    'tomorrow',
    '2026-12',
    '2026-12-01x',
    '',
    20261201,
  ])('%j is none', (value) => {
    expect(read(fields.date, value)).toBe(
      `field must be a date such as "2026-12-01", or "none", not ${JSON.stringify(value)}`,
    );
  });

  it('that exists is accepted as it is', () => {
    const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const text = day.toISOString().slice(0, 10);
        expect(read(fields.date, text)).toBe(text);
      }),
    );
  });
});

describe('words', () => {
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

  it('may come as numbers where a number is a word', () => {
    expect(read(fields.word, 8)).toBe('8');
    expect(read(fields.word, ' 8-20 ')).toBe('8-20');
    expect(read(fields.word, '')).toBe('field is empty');
  });

  it.each([
    [true, true],
    ['true', true],
    ['False', false],
    [1, 'field must be true or false, not 1'],
    ['yes', 'field must be true or false, not "yes"'],
  ])('the boolean %j is %j', (value, answer) => {
    expect(read(fields.boolean, value)).toBe(answer);
  });
});

describe('objects', () => {
  it('variables are an object of texts, or JSON of one', () => {
    expect(read(fields.variables, { path: '/users', count: 3, on: true })).toEqual({
      path: '/users',
      count: '3',
      on: 'true',
    });
    expect(read(fields.variables, '{"path": "/users"}')).toEqual({ path: '/users' });
    expect(read(fields.variables, { path: ['/users'] })).toBe('field must hold texts; "path" is ["/users"]');
    expect(read(fields.variables, 'path=/users')).toBe(
      'field must be an object such as {"name": "value"}, not "path=/users"',
    );
    expect(read(fields.variables, '[]')).toContain('must be an object');
  });

  it('a list of objects may be JSON or a single one, and comes without nulls', () => {
    const items = [
      { title: 'a', points: null },
      { title: 'b', labels: ['x'] },
    ];
    const read2 = [{ title: 'a' }, { title: 'b', labels: ['x'] }];
    expect(read(fields.objects, items)).toEqual(read2);
    expect(read(fields.objects, JSON.stringify(items))).toEqual(read2);
    expect(read(fields.objects, { title: 'a' })).toEqual([{ title: 'a' }]);
    expect(read(fields.objects, ['a'])).toBe(
      'field must be a list of objects such as [{"title": "…"}]; one of them is "a"',
    );
    expect(read(fields.objects, 'a, b')).toBe('field must be a list of objects such as [{"title": "…"}], not "a, b"');
  });

  it('evidence is read as evidence', () => {
    expect(read(fields.evidence, ['npm test -> 0'])).toEqual([{ kind: 'command', value: 'npm test', exitCode: 0 }]);
    expect(read(fields.evidence, [{ kind: 'url', value: 'x' }])).toBe(
      'field must be an address such as https://example.com, not "x"',
    );
  });
});

describe('what is null', () => {
  it('is dropped at the top and in the objects of a list', () => {
    const args = { id: 'PAY-1', title: null, items: [{ title: 'a', due: null }], vars: { a: null, b: '' } };
    expect(dropNulls(args)).toEqual({ id: 'PAY-1', items: [{ title: 'a' }], vars: { b: '' } });
  });

  it('stays in lists, where dropping it would clear a field', () => {
    expect(dropNulls({ labels: [null] })).toEqual({ labels: [null] });
  });

  it('may be nested deeper than the stack', () => {
    let nested: unknown = null;
    for (let depth = 0; depth < 100_000; depth++) nested = { nested };
    expect(() => dropNulls({ nested })).not.toThrow();
    expect(read(fields.text, nested)).toBe('field must be a text, not an object');
  });
});

describe('what a tool publishes', () => {
  it.each([
    [fields.title, { type: 'string' }],
    [z.optional(fields.names), { type: 'array', items: { type: 'string' } }],
    [z.optional(fields.points), { type: 'integer' }],
    [fields.priority, { type: 'string', enum: ['urgent', 'high', 'medium', 'low', 'none'] }],
    [z.pipe(fields.objects, z.array(z.object({ title: z.string() }))), { type: 'array', items: { type: 'object' } }],
    [z.optional(fields.publish(fields.keys.clone(), { type: 'string' })), { type: 'string' }],
  ])('is one type, also through optional and pipe', (schema, published) => {
    expect(fields.published(schema)).toEqual(published);
  });

  it('is nothing for a schema that does not say', () => {
    expect(fields.published(z.string())).toBeUndefined();
  });
});

describe('issues as sentences', () => {
  const shape = z.strictObject({
    title: fields.title,
    points: z.optional(fields.points),
    count: z.optional(z.int().check(z.maximum(9))),
    mode: z.optional(z.enum(['fast', 'slow'])),
    either: z.optional(z.union([z.string(), z.number()])),
    list: z.optional(z.array(z.string()).check(z.maxLength(2))),
    code: z.optional(z.string().check(z.minLength(3))),
    items: z.optional(z.array(z.strictObject({ title: fields.title }))),
  });

  it.each([
    [{}, 'title is missing'],
    [{ title: 'a', points: 'many' }, 'points must be an integer from 1 to 13, or "none", not "many"'],
    [{ title: 'a', tilte: 1 }, 'the input has no field "tilte"; did you mean "title"?'],
    [{ title: 'a', items: [{ title: 'b' }, {}] }, 'items[1].title is missing'],
    [{ title: 'a', count: 'x' }, 'count must be a number, not "x"'],
    [{ title: 'a', count: 10 }, 'count must be at most 9, not 10'],
    [{ title: 'a', count: 1.5 }, 'count must be an integer, not 1.5'],
    [{ title: 'a', mode: 'quick' }, 'mode must be fast or slow, not "quick"'],
    [{ title: 'a', either: [] }, 'either must be a string or a number, not []'],
    [{ title: 'a', list: ['a', 'b', 'c'] }, 'list must have at most 2 entries, not ["a","b","c"]'],
    [{ title: 'a', code: 'x' }, 'code must be at least 3 characters long, not "x"'],
    [
      { points: 0, mode: 'x' },
      'title is missing; points must be an integer from 1 to 13, or "none", not 0; mode must be fast or slow, not "x"',
    ],
  ])('%j: %s', (input, words) => {
    const { error } = shape.safeParse(input);
    expect(describeIssues(error!, { input, fieldsAt: () => Object.keys(shape.shape) })).toBe(words);
  });

  it('stops after five', () => {
    const { error } = z.array(fields.points).safeParse([0, 14, 15, 16, 17, 18, 19]);
    expect(describeIssues(error!)).toMatch(/^\[0\] must be .*; and 2 more$/);
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isNone,
  readBoolean,
  readDate,
  readFilledText,
  readInteger,
  readKey,
  readName,
  readProject,
  readText,
  readTitle,
  readWord,
} from '../../../src/domain/input/read-value.ts';
import { reading } from '../../support/reading.ts';

describe('a text', () => {
  it.each(['', ' kept as given \r\n', 'e\u0301 ≠ \u00e9', '👩‍👩‍👧‍👦', '\u0007'])('%j is kept as given', (value) => {
    expect(reading(readText, value)).toBe(value);
  });

  it.each([
    ['a\0b', 'must not contain NUL characters'],
    ['half \ud83d', 'must be valid Unicode: it has half of a surrogate pair'],
    [404, 'must be a text, not 404'],
    [['a'], 'must be a text, not ["a"]'],
    [undefined, 'must be a text, not undefined'],
  ])('%j is refused', (value, words) => {
    expect(reading(readText, value)).toBe(words);
  });

  it('may have 256 KiB of UTF-8 and no byte more', () => {
    const full = '€'.repeat(87381);
    expect(reading(readText, `${full}a`)).toBe(`${full}a`);
    expect(reading(readText, `${full}ab`)).toBe('must be at most 262144 bytes (256 KiB); this is 262145');
  });

  it('must say something where that is asked for', () => {
    expect(reading(readFilledText, ' a ')).toBe(' a ');
    for (const blank of ['', ' \u200b\n']) expect(reading(readFilledText, blank)).toBe('is empty');
  });
});

describe('a title', () => {
  it('has up to 200 characters, however many units these take', () => {
    expect(reading(readTitle, '👍'.repeat(200))).toBe('👍'.repeat(200));
    expect(reading(readTitle, 'x'.repeat(201))).toBe(`must be at most 200 characters; "${'x'.repeat(37)}…" has 201`);
  });

  it('is else kept as given but not blank', () => {
    expect(reading(readTitle, '  Fix login ')).toBe('  Fix login ');
    expect(reading(readTitle, ' \t')).toBe('is empty');
  });
});

it.each([readTitle, readName])('a title or a name is one line: a line end in it is a space', (read) => {
  expect(reading(read, 'Fix\r\n\n  login\u2028now\n')).toBe('Fix login now');
});

describe('a word', () => {
  it.each([
    [' 8-20 ', '8-20'],
    [8, '8'],
    [-1.5, '-1.5'],
    ['', 'is empty'],
    [Number.NaN, 'must be a text, not null'],
    [true, 'must be a text, not true'],
    ['a\0', 'must not contain NUL characters'],
  ])('%j is %j', (value, word) => {
    expect(reading(readWord, value)).toBe(word);
  });

  it('that is a name has up to 64 characters', () => {
    expect(reading(readName, ` ${'👍'.repeat(64)} `)).toBe('👍'.repeat(64));
    expect(reading(readName, 'x'.repeat(65))).toBe(`must be at most 64 characters; "${'x'.repeat(37)}…" has 65`);
  });
});

describe('a key', () => {
  it.each([
    ['PAY-482913', 'PAY-482913'],
    ['pay-482913', 'PAY-482913'],
    ['#482913', '482913'],
    ['# pay-482913', 'PAY-482913'],
    [' 482913 ', '482913'],
    [482913, '482913'],
    [0, '0'],
    ['01jd5k7m8n9p0q1r2s3t4v5w6x', '01JD5K7M8N9P0Q1R2S3T4V5W6X'],
    ['$1', '$1'],
    ['pay 1', 'pay 1'],
    ['not a key', 'not a key'],
    ['PAY-1\0', 'must not contain NUL characters'],
  ])('%j is %j', (value, key) => {
    expect(reading(readKey, value)).toBe(key);
  });

  it.each(['', '#', ' ', -1, 1.5, 2 ** 53, {}, true, ['PAY-1']])('%j is none', (value) => {
    expect(reading(readKey, value)).toBe(`must be a ticket's key such as "PAY-482913", not ${JSON.stringify(value)}`);
  });

  it.each(['pay', ' A1B2C3D4E5 '])('of a project is %j in upper case', (value) => {
    expect(reading(readProject, value)).toBe(value.trim().toUpperCase());
  });

  it.each(['my-app', '1A', 'ABCDEFGHIJK', 'ÄPP', 7])('of a project is not %j', (value) => {
    expect(reading(readProject, value)).toBe(
      `must be a project key, 1 to 10 letters and digits such as "PAY", not ${JSON.stringify(value)}`,
    );
  });
});

describe('an integer', () => {
  const points = (value: unknown) => readInteger(value, { min: 1, max: 13, orNone: true });

  it.each([
    [1, 1],
    [13, 13],
    ['5', 5],
    [' +13 ', 13],
    ['007', 7],
  ])('%j is %j', (value, number) => {
    expect(reading(points, value)).toBe(number);
  });

  it.each([0, 14, 2.5, '0', '3 pts', '2.0', '1e1', 'many', '', true, null, Number.NaN, ['3'], 1e300])(
    '%j is none from 1 to 13',
    (value) => {
      expect(reading(points, value)).toBe(`must be an integer from 1 to 13, or "none", not ${JSON.stringify(value)}`);
    },
  );

  it('is within the range that was asked for', () => {
    const from = (min: number, max?: number) => (value: unknown) => readInteger(value, { min, max });
    expect(reading(from(1, 200), '20')).toBe(20);
    expect(reading(from(1, 200), 201)).toBe('must be an integer from 1 to 200, not 201');
    expect(reading(from(-5), '-5')).toBe(-5);
    expect(reading(from(0), 2 ** 53 - 1)).toBe(2 ** 53 - 1);
    expect(reading(from(0), -1)).toBe('must be an integer of at least 0, not -1');
    expect(reading(from(0), 2 ** 53)).toContain('must be an integer of at least 0');
    expect(reading(from(0), '9007199254740993')).toContain('must be an integer of at least 0');
  });
});

describe('a date', () => {
  it.each([
    ['2026-12-01', '2026-12-01'],
    [' 2028-02-29 ', '2028-02-29'],
    ['2026-12-01T10:30:00Z', '2026-12-01'],
    ['2026-12-01t10:30:00.123+02:00', '2026-12-01'],
    ['2026-12-01 10:30', '2026-12-01'],
    ['2026-12-01T103000,5-0130', '2026-12-01'],
    ['2026-12-01T10Z', '2026-12-01'],
  ])('%j is %j', (value, date) => {
    expect(reading(readDate, value)).toBe(date);
  });

  it.each([
    ...['2026-02-29', '2026-13-01', '2026-04-31', '2026-00-10', '2026-01-00', '01.12.2026', 'tomorrow', '2026-12'],
    ...['2026-12-01x', '2026-12-01T', '2026-12-01 10:3', '+2026-12-01', 'none', '', 20261201, null, ['2026-12-01']],
  ])('%j is none', (value) => {
    expect(reading(readDate, value)).toBe(
      `must be a date such as "2026-12-01", or "none", not ${JSON.stringify(value)}`,
    );
  });

  it('that exists is accepted as it is', () => {
    const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const text = day.toISOString().slice(0, 10);
        expect(readDate(text)).toBe(text);
      }),
    );
  });
});

it.each([
  [true, true],
  [false, false],
  ['true', true],
  [' False ', false],
  [1, 'must be true or false, not 1'],
  ['yes', 'must be true or false, not "yes"'],
  [null, 'must be true or false, not null'],
])('the boolean %j is %j', (value, answer) => {
  expect(reading(readBoolean, value)).toBe(answer);
});

it.each([
  ['none', true],
  [' None ', true],
  [[], true],
  [['none'], false],
  ['', false],
  ['nones', false],
  [null, false],
])('whether %j clears a field: %j', (value, clears) => {
  expect(isNone(value)).toBe(clears);
});

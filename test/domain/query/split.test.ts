import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteValue, splitQuery } from '../../../src/domain/query/split.ts';

describe('a query is split', () => {
  test.each([
    ['', []],
    [' \t\n', []],
    ['  one two\u00a0three ', ['one', 'two', 'three']],
    ['http://x 12:30', ['http', '12:30']],
    ['5" disk', ['5"', 'disk']],
    ['a"b c"', ['a"b', 'c"']],
  ])('at white space: %j', (text, starts) => {
    expect(splitQuery(text).map(({ raw, name }) => name ?? raw)).toEqual(starts);
  });

  test.each([
    ['"password reset"', { raw: '"password reset"', not: false, phrase: 'password reset' }],
    ['“password reset”', { raw: '“password reset”', not: false, phrase: 'password reset' }],
    ['" a "', { raw: '" a "', not: false, phrase: 'a' }],
    ['""', { raw: '""', not: false, phrase: '' }],
    ['-" old form "', { raw: '-" old form "', not: true, phrase: 'old form' }],
    ['“a "b” ', { raw: '“a "b”', not: false, phrase: 'a "b' }],
  ])('into phrases: %s', (text, token) => {
    expect(splitQuery(text)).toEqual([token]);
  });

  test.each([
    ['-safari', { raw: '-safari', not: true }],
    ['-', { raw: '-', not: false }],
    ['--flag', { raw: '--flag', not: false }],
    ['a-b', { raw: 'a-b', not: false }],
    ['-type:bug', { raw: '-type:bug', not: true, name: 'type', values: ['bug'] }],
  ])('into words and what is not wanted: %s', (text, token) => {
    expect(splitQuery(text)).toEqual([token]);
  });

  test.each([
    ['type:bug', 'type', ['bug']],
    ['TYPE:Bug', 'type', ['Bug']],
    ['blocked_by:x', 'blocked_by', ['x']],
    ['type:bug,task', 'type', ['bug', 'task']],
    ['label:"a, b"," c "', 'label', ['a, b', 'c']],
    ['label:a,“b c”', 'label', ['a', 'b c']],
    ['label:a,,b,', 'label', ['a', 'b']],
    ['label:" "', 'label', []],
    ['label:', 'label', []],
    ['label:"a b', 'label', ['a']],
    ['at:12:30', 'at', ['12:30']],
  ])('into a name and values: %s', (text, name, values) => {
    expect(splitQuery(text)[0]).toMatchObject({ not: false, name, values });
  });

  test('with what follows a closing quote as the next piece', () => {
    expect(splitQuery('"a"b label:"c"d -"e"f').map(({ raw }) => raw)).toEqual([
      '"a"',
      'b',
      'label:"c"',
      'd',
      '-"e"',
      'f',
    ]);
  });

  test.each([
    ['"login fails', ['login', 'fails']],
    ['-“login', ['-login']],
    ['-"', ['-']],
    ['“"a', ['a']],
    ['label:"a b"c" d', ['label:"a b"', 'c"', 'd']],
  ])('without quotes that are never closed: %s', (text, raws) => {
    expect(splitQuery(text).map(({ raw }) => raw)).toEqual(raws);
  });

  test.each([
    ['-"', '-', false],
    ['-“-', '--', false],
    ['-"a', '-a', true],
  ])('and a minus before nothing but such a quote is no negation: %s', (text, raw, not) => {
    expect(splitQuery(text)).toEqual([{ raw, not }]);
  });

  test('names no piece but those of letters before a colon', () => {
    const names = (text: string) => splitQuery(text).map(({ name }) => name);
    expect(names('1a:b a1:b é:b a b: -c:d')).toEqual([undefined, undefined, undefined, undefined, 'b', 'c']);
  });

  test('into pieces that leave nothing out but white space and quotes', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '"', '“', '”', '-', ':', ',') });
    const bare = (some: string) => some.replace(/[\s"“”]/g, '');
    fc.assert(
      fc.property(text, (text) => {
        expect(
          bare(
            splitQuery(text)
              .map(({ raw }) => raw)
              .join(''),
          ),
        ).toBe(bare(text));
      }),
    );
  });
});

describe('a value in a query', () => {
  test.each([
    ['bug', 'bug'],
    ['a"b', 'a"b'],
    ['', '""'],
    ['a b', '"a b"'],
    ['a,b', '"a,b"'],
    ['a\tb', '"a\tb"'],
    ['"a', '“"a”'],
    ['“a', '"“a"'],
    ['a "b"', '“a "b"”'],
  ])('%j stands as %s', (value, quoted) => {
    expect(quoteValue(value)).toBe(quoted);
  });

  test('is read as it was, with either kind of quotes in it', () => {
    const of = (quotes: string[]) =>
      fc.string({ unit: fc.constantFrom('a', ' ', ',', ':', '-', '😀', ...quotes), minLength: 1 });
    fc.assert(
      fc.property(fc.oneof(of(['"']), of(['“', '”'])), (text) => {
        const value = text.trim();
        fc.pre(value !== '');
        expect(splitQuery(`label:${quoteValue(value)}`)).toEqual([
          { raw: `label:${quoteValue(value)}`, not: false, name: 'label', values: [value] },
        ]);
      }),
    );
  });
});

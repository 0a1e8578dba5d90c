import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countBytes,
  countCharacters,
  findTextFault,
  foldWord,
  isBlank,
  orList,
  quote,
  sentence,
} from '../../src/domain/words.ts';

describe('a text from outside', () => {
  it.each([
    ['', undefined],
    ['whole 😀\r\n\u0007', undefined],
    ['a\0b', 'must not contain NUL characters'],
    ['half \ud83d', 'must be valid Unicode: it has half of a surrogate pair'],
    ['\ude00 half', 'must be valid Unicode: it has half of a surrogate pair'],
  ])('%j has the fault %s', (text, fault) => {
    expect(findTextFault(text)).toBe(fault);
  });

  it.each([
    ['', 0, 0],
    ['abc', 3, 3],
    ['é', 1, 2],
    ['e\u0301', 2, 3],
    ['€', 1, 3],
    ['😀', 1, 4],
    ['👩‍👧', 3, 11],
  ])('%j has %d characters and %d bytes', (text, characters, bytes) => {
    expect([countCharacters(text), countBytes(text)]).toEqual([characters, bytes]);
  });

  it.each(['', ' \t\r\n', '\u00a0', '\u200b', '\u2060\ufeff', '\0\u0007', '\u00ad'])('%j is blank', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each(['a', ' 0 ', '-', '\u200b.', '😀', '用'])('%j is not blank', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});

describe('words', () => {
  it.each([
    ['In Progress', 'in_progress'],
    [' in-progress\n', 'in_progress'],
    ['IN  -\tPROGRESS', 'in_progress'],
    ['wont_fix', 'wont_fix'],
    ['--a-', '_a_'],
  ])('%j is compared as %s', (word, folded) => {
    expect(foldWord(word)).toBe(folded);
  });

  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a or b'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('%j in a sentence are "%s"', (words, list) => {
    expect(orList(words)).toBe(list);
  });

  it.each([
    ['It is so', 'It is so.'],
    ['It is so.', 'It is so.'],
    ['Is it?', 'Is it?'],
    ['It is!', 'It is!'],
    ['It is "so."', 'It is "so.".'],
  ])('%j with its end is %j', (text, ended) => {
    expect(sentence(text)).toBe(ended);
  });
});

describe('a value in an error', () => {
  it.each([
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [1.5, '1.5'],
    [null, 'null'],
    [['a', { b: 1 }], '["a",{"b":1}]'],
    [undefined, 'undefined'],
    [10n, '10'],
    [Symbol('s'), 'Symbol(s)'],
    [{ a: 1n }, 'an object'],
    [[1n], 'a list'],
  ])('is as JSON, where it can be: %o', (value, shown) => {
    expect(quote(value)).toBe(shown);
  });

  it('is cut where it takes more than 40 characters, and a text keeps its quotes', () => {
    expect(quote('x'.repeat(38))).toBe(`"${'x'.repeat(38)}"`);
    expect(quote('x'.repeat(39))).toBe(`"${'x'.repeat(37)}…"`);
    expect(quote('😀'.repeat(19))).toBe(`"${'😀'.repeat(19)}"`);
    expect(quote('😀'.repeat(500))).toBe(`"${'😀'.repeat(18)}…"`);
    expect(quote(Array(30).fill(1))).toBe(`[${'1,'.repeat(18)}1…`);
  });

  it('is one of at most 40 characters, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
        const { length } = [...quote(value)];
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(40);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pad, shorten, widthOf, wrap } from '../../../src/cli/terminal/width.ts';

test.each([
  ['', 0],
  ['plain ~', 7],
  ['café', 4],
  ['cafe\u0301', 4],
  ['\u200b', 0],
  ['漢字', 4],
  ['プラグイン', 10],
  ['ﾌﾟ', 1],
  ['한', 2],
  ['🐛', 2],
  ['👩‍👩‍👧', 2],
  ['☺', 1],
  ['☺\ufe0f', 2],
  ['→ …', 3],
])('%j takes %d columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test.each([
  ['plain', 10, 'plain'],
  ['plain', 5, 'plain'],
  ['plainly', 5, 'plai…'],
  ['漢字漢字', 5, '漢字…'],
  ['漢字漢字', 4, '漢…'],
  ['a word', 3, 'a…'],
  ['👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
])('%s in %d columns is %s', (text, width, expected) => {
  expect(shorten(text, width)).toBe(expected);
});

test.each([
  ['漢', 4, '漢  '],
  ['long', 2, 'long'],
  ['e\u0301', 2, 'e\u0301 '],
])('%j is padded to %d columns', (text, width, expected) => {
  expect(pad(text, width)).toBe(expected);
});

describe('wrapped lines', () => {
  test.each([
    ['', 10, []],
    ['  one\n two ', 10, ['one two']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 6, ['one', 'two', 'three']],
    ['漢字 漢字', 9, ['漢字 漢字']],
    ['漢字 漢字', 8, ['漢字', '漢字']],
    ['a incomprehensible b', 6, ['a', 'incom…', 'b']],
  ])('of %j in %d columns are %j', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('are never too wide, and keep every word that is not', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '🐛', '\u0301'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 3, max: 30 }), (words, width) => {
        const lines = wrap(words.join(' '), width);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        const kept = words.filter((one) => widthOf(one) <= width);
        expect(lines.flatMap((line) => line.split(' ')).filter((one) => !one.endsWith('…'))).toEqual(kept);
      }),
    );
  });
});

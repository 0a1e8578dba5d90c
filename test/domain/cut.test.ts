import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningOf, clip, placeBefore } from '../../src/domain/cut.ts';

test.each([
  ['letters', 'abcdef', 3, 'abc'],
  ['a pair', 'a😀b', 2, 'a'],
  ['a family', 'a👨‍👩‍👧b', 6, 'a'],
  ['a letter with its accent', 'ae\u0301b', 2, 'a'],
  ['a flag', '🇩🇪🇫🇷', 6, '🇩🇪'],
  ['syllables of Hangul', '\u1100\u1161\u11a8\u1100\u1161', 4, '\u1100\u1161\u11a8'],
  ['a line end', 'a\r\nb', 2, 'a'],
])('%s are not cut in two', (_, text, most, kept) => {
  expect(beginningOf(text, most)).toBe(kept);
});

test('what fits is whole, and what is left out leaves a mark', () => {
  expect([beginningOf('abc', 3), beginningOf('abc', 0), clip('abc', 3)]).toEqual(['abc', '', 'abc']);
  expect([clip('abcd', 3), clip('ab cd', 4)]).toEqual(['ab…', 'ab…']);
});

test('a letter under marks without end is cut between two of them', () => {
  const text = `a${'\u0301'.repeat(500)}`;
  expect(beginningOf(text, 300)).toHaveLength(300);
  expect(beginningOf(`${'👨\u200d'.repeat(200)}👨`, 301).endsWith('\ud83d')).toBe(false);
});

test('a place is the last one between two characters, anywhere in a text', () => {
  const segmenter = new Intl.Segmenter();
  const piece = fc.constantFrom('a', ' ', '\r\n', 'e\u0301', '😀', '👨‍👩‍👧', '🇩🇪', '각', 'नि', '日');
  fc.assert(
    fc.property(
      fc.array(piece).map((all) => all.join('')),
      fc.nat(200),
      (text, at) => {
        const places = [...[...segmenter.segment(text)].map(({ index }) => index), text.length];
        expect(placeBefore(text, at)).toBe(places.findLast((place) => place <= at) ?? 0);
      },
    ),
  );
});

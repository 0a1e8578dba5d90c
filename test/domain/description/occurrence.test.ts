import { describe, expect, test } from 'vitest';
import { findOnce, linesBetween } from '../../../src/domain/description/occurrence.ts';
import { safeText, shownText } from '../../../src/domain/shown.ts';
import { refusal } from '../../support/refusal.ts';

describe('Old text that is there once', () => {
  test.each([
    ['one two three', 'two', [4, 7]],
    ['a', 'a', [0, 1]],
    ['a\nb', 'b', [2, 3]],
    ['x 👩‍👧 y', '👩‍👧', [2, 7]],
    ['$& a.b', 'a.b', [3, 6]],
  ])('of %j is %j, from and to %j.', (text, old, [from, to]) => {
    expect(findOnce(text, old)).toEqual({ from, to });
  });

  test.each([
    ['a\r\nb\r\nc\r\n', 'a\nb\n', 'a\r\nb\r\n'],
    ['a\r\nb\r\nc\r\n', '\nb', '\r\nb'],
    ['a\r\nb\r\nc\r\n', 'b\n', 'b\r\n'],
    ['a\nb\n', 'a\r\nb', 'a\nb'],
    ['a\r\nb\nc', 'a\nb\r\nc', 'a\r\nb\nc'],
    ['a\r\r\nb', '\r\n', '\r\n'],
  ])('is found in %j with other line breaks: %j', (text, old, found) => {
    const { from, to } = findOnce(text, old);
    expect(text.slice(from, to)).toBe(found);
  });

  test('has the lines of its first and its last character.', () => {
    const text = 'a\nb c\nd\n';
    const lines = (old: string) => Object.values(linesBetween(text, findOnce(text, old)));
    expect([lines('b'), lines('c\n'), lines('c\nd'), lines('\nd'), lines(text)]).toEqual([
      [2, 2],
      [2, 2],
      [2, 3],
      [2, 3],
      [1, 3],
    ]);
  });
});

describe('Old text is refused', () => {
  const error = (text: string, old: string) => {
    const { code, message, hint } = refusal(() => findOnce(text, old));
    return `${code}: ${message} ${hint}`;
  };

  test('where it is empty.', () => {
    expect(error('a', '')).toBe('invalid_input: old is empty. Send the text that is to be changed, or lines.');
  });

  test('where it is in several places, with the lines.', () => {
    expect(error('a\nb a\na', 'a')).toBe(
      'invalid_input: old is there 3 times, on lines 1, 2, 3. Send more of the text around it as old.',
    );
    expect(error('\naaa', 'aa')).toBe(
      'invalid_input: old is there 2 times, on line 2. Send more of the text around it as old.',
    );
    expect(error('a\na\n', 'a')).toContain('old is there 2 times, on lines 1, 2.');
    expect(error('a\n'.repeat(10), 'a')).toContain('on lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.');
    expect(error('a\n'.repeat(11), 'a')).toContain('11 times, on lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and more.');
    expect(error('a'.repeat(99), 'a')).toContain('old is there 99 times, on line 1.');
    expect(error('a'.repeat(1000), 'a')).toContain('old is there at least 100 times, on line 1.');
  });

  test('where it is in none, with the line that comes nearest.', () => {
    expect(error('a\n  Some words\n', 'some words')).toBe(
      'not_found: old is not in the description; line 2 comes near: "  Some words". Read it with lines:"2" first.',
    );
    expect(error('a\nbcd\n', '\n \n\tBC\nother')).toContain('line 2 comes near: "bcd".');
    for (const old of ['z', '\n\n\n', 'a \u00a0b'])
      expect(error('undefined', old), old).toBe(
        'not_found: old is not in the description. Read it with lines:"1-" first.',
      );
  });

  test('where it is half of a character, or half of a line break.', () => {
    for (const half of ['\uD83D', '\uDE00', 'a\uD83D']) expect(error('a😀b', half), half).toContain('not_found');
    expect(error('a\r\nb', 'a\r')).toContain('not_found');
  });
});

describe('Old text as a reply showed it', () => {
  const text = 'one\u200b two\r\nerror x: \u202ethree\r\nfour 👨‍👩‍👧\ufeff five\r\n';

  test.each([
    ['one two', 'one\u200b two'],
    [' error x: \ufffdthree', 'error x: \u202ethree'],
    ['x: \ufffdthree\nfour', 'x: \u202ethree\r\nfour'],
    ['👨‍👩‍👧 five', '👨‍👩‍👧\ufeff five'],
    [shownText(text), text],
  ])('%j is what stood there.', (old, found) => {
    const { from, to } = findOnce(text, old);
    expect(text.slice(from, to)).toBe(found);
  });

  test('comes after what stands there as it is, and may be there twice.', () => {
    expect(findOnce('a\u200bb ab', 'ab')).toEqual({ from: 4, to: 6 });
    expect(refusal(() => findOnce('a\u200bb\na\u200bb', 'ab')).message).toBe('old is there 2 times, on lines 1, 2.');
    expect(refusal(() => findOnce(text, safeText('six\u200b'))).code).toBe('not_found');
  });
});

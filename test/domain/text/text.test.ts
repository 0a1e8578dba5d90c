import { describe, expect, test } from 'vitest';
import { mergeTexts, spliceBetween, splitLines } from '../../../src/domain/text/text.ts';

test('Lines keep their endings, and only line feeds end them.', () => {
  expect(splitLines('')).toEqual([]);
  expect(splitLines('a')).toEqual(['a']);
  expect(splitLines('a\n')).toEqual(['a\n']);
  expect(splitLines('\n\r\na')).toEqual(['\n', '\r\n', 'a']);
  expect(splitLines('a\rb\u2028c\u0085d\vx\n')).toEqual(['a\rb\u2028c\u0085d\vx\n']);
});

describe('A splice', () => {
  test('holds only what is different.', () => {
    expect(spliceBetween('one two three', 'one 2 three')).toEqual({ at: 4, deleteCount: 3, insert: '2' });
    expect(spliceBetween('same', 'same')).toEqual({ at: 4, deleteCount: 0, insert: '' });
    expect(spliceBetween('aa', 'aaa')).toEqual({ at: 2, deleteCount: 0, insert: 'a' });
    expect(spliceBetween('', 'x')).toEqual({ at: 0, deleteCount: 0, insert: 'x' });
  });

  test('never cuts a character that takes two UTF-16 units.', () => {
    // 😀 is D83D DE00, 😁 is D83D DE01, 🨀 is D83E DE00.
    expect(spliceBetween('a😀b', 'a😁b')).toEqual({ at: 1, deleteCount: 2, insert: '😁' });
    expect(spliceBetween('a😀b', 'a🨀b')).toEqual({ at: 1, deleteCount: 2, insert: '🨀' });
    expect(spliceBetween('😀', '😀😀')).toEqual({ at: 2, deleteCount: 0, insert: '😀' });
  });
});

describe('Merging two versions', () => {
  const merge = (base: string, first: string, second: string) =>
    mergeTexts({ base, first: { text: first, label: 'alice 1' }, second: { text: second, label: 'bob 2' } });

  test('takes changes of both where a line is between them.', () => {
    expect(merge('a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n')).toEqual({ text: 'A\nb\nC\n', conflict: false });
  });

  test('keeps both texts where they overlap, and shows once what they begin and end with alike.', () => {
    expect(merge('a\nb\nc\n', 'a\nX\n1\nZ\nc\n', 'a\nX\n2\nZ\nc\n')).toEqual({
      text: 'a\nX\n<<<<<<< alice 1\n1\n=======\n2\n>>>>>>> bob 2\nZ\nc\n',
      conflict: true,
    });
    expect(merge('', 'mine\n', 'yours\n').text).toBe('<<<<<<< alice 1\nmine\n=======\nyours\n>>>>>>> bob 2\n');
    expect(merge('a\n', '', 'b\n').text).toBe('<<<<<<< alice 1\n=======\nb\n>>>>>>> bob 2\n');
  });

  test('does not see a missing line break at the end as a change of the last line.', () => {
    expect(merge('a\nb\nc', 'a\nb\nc\nd', 'A\nb\nc')).toEqual({ text: 'A\nb\nc\nd', conflict: false });
    expect(merge('a\nb\nc', 'a\nb\nc\n', 'A\nb\nc')).toEqual({ text: 'A\nb\nc\n', conflict: false });
    expect(merge('a\nb\nc\n', 'a\nb\nc', 'A\nb\nc\n')).toEqual({ text: 'A\nb\nc', conflict: false });
  });

  test('puts conflict markers on lines of their own, in the line ending of the texts.', () => {
    expect(merge('x', 'mine', 'yours').text).toBe('<<<<<<< alice 1\nmine\n=======\nyours\n>>>>>>> bob 2');
    expect(merge('a\r\nx', 'a\r\nmine', 'a\r\nyours\r\n').text).toBe(
      'a\r\n<<<<<<< alice 1\r\nmine\r\n=======\r\nyours\r\n>>>>>>> bob 2\r\n',
    );
  });

  test('keeps a lone carriage return at the end.', () => {
    expect(merge('a\nb\nc\r', 'A\nb\nc\r', 'a\nb\nc\r\nd').text).toContain('A\nb\n');
    expect(merge('a\nb\nc\r', 'A\nb\nc\r', 'a\nb\n\nc\r').text).toBe('A\nb\n\nc\r');
  });

  test('keeps an empty last line, which needs its line break.', () => {
    expect(merge('a\n', 'a\n\n', 'a')).toEqual({ text: 'a\n\n', conflict: false });
  });

  test('keeps a label on one line.', () => {
    const { text } = mergeTexts({
      base: '',
      first: { text: '1', label: 'a\nb' },
      second: { text: '2', label: 'c\r\nd' },
    });
    expect(text).toBe('<<<<<<< a b\n1\n=======\n2\n>>>>>>> c d');
  });
});

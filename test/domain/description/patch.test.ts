import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  draft,
  type LineStretch,
  linePatch,
  type Patched,
  textPatch,
} from '../../../src/domain/description/patch.ts';

const put = (text: string, stretch: LineStretch, content: string): Patched =>
  applyPatch(text, linePatch(draft(text, content), stretch));

test('A draft has the lines of a text, where they begin, and the content in the ending that most of them have.', () => {
  expect(draft('a\r\nb\r\nc\n', 'x\ny\r\n')).toEqual({
    text: 'a\r\nb\r\nc\n',
    lines: ['a\r\n', 'b\r\n', 'c\n'],
    starts: [0, 3, 6, 8],
    ending: '\r\n',
    content: 'x\r\ny\r\n',
  });
  expect(draft('a\nb\r\nc\n', 'x\r\ny').content).toBe('x\ny');
  expect(draft('a', 'x\r\ny')).toMatchObject({ ending: '\r\n', content: 'x\r\ny' });
  expect(draft('')).toEqual({ text: '', lines: [], starts: [0], ending: '\n', content: '' });
});

describe('Lines in the place of others', () => {
  test.each([
    ['one\ntwo\nthree\n', 1, 2, 'zwei', 'one\nzwei\nthree\n', '2-2'],
    ['one\ntwo\nthree\n', 1, 3, 'x\n', 'one\nx\n', '2-2'],
    ['one\ntwo\nthree\n', 1, 2, 'x\ny\n\n', 'one\nx\ny\n\nthree\n', '2-4'],
    ['one\ntwo\nthree\n', 1, 2, '\n', 'one\n\nthree\n', '2-2'],
    ['one\ntwo\n', 1, 1, 'x', 'one\nx\ntwo\n', '2-2'],
    ['one\ntwo\n', 2, 2, 'x', 'one\ntwo\nx\n', '3-3'],
    ['', 0, 0, 'x', 'x', '1-1'],
    ['', 0, 0, 'x\ny\n', 'x\ny\n', '1-2'],
    ['a\r\nb\r\nc\n', 1, 2, 'x\ny', 'a\r\nx\r\ny\r\nc\n', '2-3'],
    ['a\rb\nc\u2028d\n', 1, 2, 'x', 'a\rb\nx\n', '2-2'],
  ])('of %j, from %d to %d, are %j: %j', (text, from, to, content, result, lines) => {
    const { text: made, first, last } = put(text, { from, to }, content);
    expect([made, `${first}-${last}`]).toEqual([result, lines]);
  });

  test.each([
    ['a\nb', 0, 1, 'x', 'x\nb'],
    ['a\nb', 1, 2, 'x', 'a\nx'],
    ['a\nb', 1, 2, 'x\n', 'a\nx\n'],
    ['a\nb', 2, 2, 'x', 'a\nb\nx'],
    ['a\nb', 1, 1, 'x', 'a\nx\nb'],
    ['a\r\nb', 2, 2, 'x', 'a\r\nb\r\nx'],
    ['a\n', 0, 1, 'x', 'x\n'],
  ])('leave the end of %j as it is, from %d to %d: %j makes %j', (text, from, to, content, result) => {
    expect(put(text, { from, to }, content).text).toBe(result);
  });

  test('have as many blank lines around them as are asked for, which are not theirs.', () => {
    expect(put('a\nb\n', { from: 1, to: 1, blanksBefore: 1, blanksAfter: 2 }, 'x')).toEqual({
      text: 'a\n\nx\n\n\nb\n',
      first: 3,
      last: 3,
    });
    expect(put('a', { from: 1, to: 1, blanksBefore: 1 }, 'x\ny')).toEqual({ text: 'a\n\nx\ny', first: 3, last: 4 });
    expect(put('a\r\n', { from: 0, to: 0, blanksAfter: 1 }, 'x').text).toBe('x\r\n\r\na\r\n');
  });
});

describe('Lines that are removed', () => {
  test.each([
    ['a\nb\nc\n', 0, 2, 'c\n'],
    ['a\nb\nc\n', 2, 3, 'a\nb\n'],
    ['a\nb\nc\n', 0, 3, ''],
    ['a\nb\nc\n', 1, 1, 'a\nb\nc\n'],
    ['a\nb', 0, 1, 'b'],
    ['a\nb\nc', 1, 2, 'a\nc'],
    ['a\nb', 0, 2, ''],
    ['a\nb', 2, 2, 'a\nb'],
    ['a\nb', 1, 2, 'a'],
    ['a\r\nb', 1, 2, 'a'],
    ['a\r\n\r\nb', 2, 3, 'a\r\n\r\n'],
  ])('of %j, from %d to %d, leave %j, and the end of the text as it was.', (text, from, to, result) => {
    expect(put(text, { from, to }, '')).toEqual({ text: result, first: from + 1, last: from });
  });
});

describe('A text inside lines', () => {
  const inside = (text: string, from: number, to: number, content: string): Patched =>
    applyPatch(text, textPatch(draft(text, content), { from, to }));

  test.each([
    ['one two', 4, 7, 'x\ny', { text: 'one x\ny', first: 1, last: 2 }],
    ['\nb c\nd', 3, 4, 'x\ny\n', { text: '\nb x\ny\n\nd', first: 2, last: 3 }],
    ['ab', 1, 1, '\nx', { text: 'a\nxb', first: 1, last: 2 }],
    ['a\nb c\nd', 4, 5, '', { text: 'a\nb \nd', first: 2, last: 1 }],
    ['a\nb', 3, 3, '!', { text: 'a\nb!', first: 2, last: 2 }],
    ['a\r\nb', 3, 4, 'x\ny', { text: 'a\r\nx\r\ny', first: 2, last: 3 }],
  ])('of %j, from %d to %d, is just %j.', (text, from, to, content, result) => {
    expect(inside(text, from, to, content)).toEqual(result);
  });
});

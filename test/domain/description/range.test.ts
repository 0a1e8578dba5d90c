import { describe, expect, test } from 'vitest';
import { parseRange, readLines } from '../../../src/domain/description/range.ts';
import { refusal } from '../../support/refusal.ts';

describe('A range of lines', () => {
  test.each([
    [8, 10, ['8-10', ' 8 - 10 ', '8..10', '8:10', 'L8-L10', 'l8-10', '8–10']],
    [8, 8, ['8', 'L8', '8-8']],
    [8, 12, ['8-', '8..', 'L8-']],
    [1, 8, ['-8', '..8', '-L8']],
    [12, 12, ['12', '12-']],
  ])('from %d to %d can be written in several ways.', (first, last, ways) => {
    for (const way of ways) expect(parseRange(way, 12), way).toEqual({ first, last });
  });

  test.each(['', '-', 'a', '1-2-3', '1,2', '1.5', '1e1', '-L', '+1', '٣'])('is none in "%s".', (wrong) => {
    const { code, message, hint } = refusal(() => parseRange(wrong, 12));
    expect([code, message]).toEqual(['invalid_input', `"${wrong}" is no range of lines.`]);
    expect(hint).toBe('Send lines:"8-10", "8" or "8-".');
  });

  test.each(['0', '0-3', '-0', '0-0'])('does not begin or end at line 0: %s', (range) => {
    expect(refusal(() => parseRange(range, 12)).message).toBe(`"${range}": lines are numbered from 1.`);
  });

  test('that ends before it begins is answered with the lines that were meant.', () => {
    const { code, message, hint } = refusal(() => parseRange('3-2', 12));
    expect([code, message, hint]).toEqual(['invalid_input', '"3-2" ends before it begins.', 'Send lines:"2-3".']);
  });

  test.each([
    ['13', 12, 'The description has 12 lines; "13" goes beyond.'],
    ['13-', 12, 'The description has 12 lines; "13-" goes beyond.'],
    ['11-13', 12, 'The description has 12 lines; "11-13" goes beyond.'],
    ['2', 1, 'The description has 1 line; "2" goes beyond.'],
    ['1', 0, 'The description is empty: it has no lines.'],
    ['1-', 0, 'The description is empty: it has no lines.'],
  ])('%s is refused where there are %d lines.', (range, total, words) => {
    const { code, message } = refusal(() => parseRange(range, total));
    expect([code, message]).toEqual(['invalid_input', words]);
  });
});

describe('Lines that are read', () => {
  test.each([
    ['a\r\nb\nc', '2-9', { first: 2, lines: ['b', 'c'], total: 3 }],
    ['a\r\nb\nc', '1', { first: 1, lines: ['a'], total: 3 }],
    ['a\n\n', '1-', { first: 1, lines: ['a', ''], total: 2 }],
    ['a\rb\n', '1', { first: 1, lines: ['a\rb'], total: 1 }],
    ['', '1-', { first: 1, lines: [], total: 0 }],
    ['', '1-20', { first: 1, lines: [], total: 0 }],
  ])('of %j at %s come without their endings, and as many as there are.', (text, range, read) => {
    expect(readLines(text, range)).toEqual(read);
  });

  test.each([
    ['a', '2-', 'The description has 1 line; "2-" goes beyond.'],
    ['a\nb', '3-4', 'The description has 2 lines; "3-4" goes beyond.'],
    ['', '2', 'The description has 0 lines; "2" goes beyond.'],
    ['a', 'x', '"x" is no range of lines.'],
  ])('of %j are refused where %s begins behind the last.', (text, range, words) => {
    const { code, message } = refusal(() => readLines(text, range));
    expect([code, message]).toEqual(['invalid_input', words]);
  });
});

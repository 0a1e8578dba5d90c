import { describe, expect, it } from 'vitest';
import { isEmptyList, isPlaceholder } from '../../../src/domain/input/placeholders.ts';

describe('a placeholder', () => {
  it.each(['', ' ', 0, false, null, undefined, [], {}, 'null', '[]', '{}', ['null'], [null], [''], '["null"]'])(
    '%j is none of the values of a field',
    (value) => {
      expect(isPlaceholder('labels', value)).toBe(true);
    },
  );

  it.each(['none', '0', 'false', 1, true, ['a'], ['null', 'a'], { a: null }, 'nullable', [[]], ['none'], [0]])(
    '%j is a value',
    (value) => {
      expect(isPlaceholder('labels', value)).toBe(false);
    },
  );

  it('is no word of a running text', () => {
    for (const field of ['title', 'description', 'message', 'new', 'old', 'query'])
      for (const value of ['null', ' ', '[]', '{}']) expect(isPlaceholder(field, value)).toBe(false);
    for (const value of ['', 0, [], {}, false, ['null']]) expect(isPlaceholder('message', value)).toBe(true);
  });

  it('is no line before the first', () => {
    expect(isPlaceholder('after_line', 0)).toBe(false);
    expect(isPlaceholder('start_line', 0)).toBe(true);
  });

  it('that is an empty list may be JSON', () => {
    expect([[], '[]', ' [] '].map(isEmptyList)).toEqual([true, true, true]);
    expect(['', ['null'], 'none', {}, 0].some(isEmptyList)).toBe(false);
  });
});

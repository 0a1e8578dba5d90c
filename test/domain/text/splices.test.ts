import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySplices } from '../../../src/domain/text/splices.ts';
import type { Splice } from '../../../src/domain/text/text.ts';

const endless = Number.POSITIVE_INFINITY;
const apply = (text: string, ...splices: Splice[]) => applySplices(text, splices, endless).text;

/** By putting each version together. */
function naive(text: string, splices: readonly Splice[], most: number) {
  let leftOut = 0;
  let whole = text;
  for (const { at, deleteCount, insert } of splices) {
    const after = whole.slice(0, at) + insert + whole.slice(Math.min(at + deleteCount, whole.length));
    if (after.length > most && after.length > whole.length) leftOut++;
    else whole = after;
  }
  return { text: whole, leftOut };
}

test('A splice that points outside the text means its nearest end.', () => {
  expect(apply('abc', { at: 99, deleteCount: 5, insert: 'x' })).toBe('abcx');
  expect(apply('abc', { at: -4, deleteCount: 1, insert: 'x' })).toBe('xbc');
  expect(apply('abc', { at: 1, deleteCount: 99, insert: '' })).toBe('a');
  expect(apply('abc', { at: 1, deleteCount: -2, insert: 'x' })).toBe('axbc');
  expect(apply('abc', { at: Number.NaN, deleteCount: Number.POSITIVE_INFINITY, insert: 'x' })).toBe('x');
});

describe('Splices one after another', () => {
  /** Some texts are longer than many parts, and so are some of what is put in. */
  const text = fc.tuple(fc.string(), fc.constantFrom(0, 1, 300, 4_000)).map(([unit, count]) => unit.repeat(count));
  const splice = fc.record({ at: fc.nat(40_000), deleteCount: fc.oneof(fc.nat(5), fc.nat(20_000)), insert: text });

  test('make what putting each version together makes.', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(splice, { maxLength: 12 }),
        fc.constantFrom(endless, 10_000, 50),
        (from, all, most) => {
          expect(applySplices(from, all, most)).toEqual(naive(from, all, most));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('leave those out that would make the text too long, and go on with the others.', () => {
    const add = (insert: string): Splice => ({ at: 0, deleteCount: 0, insert });
    expect(applySplices('abc', [add('xx'), add('yyy'), add('z')], 6)).toEqual({ text: 'zxxabc', leftOut: 1 });
    // What is too long already may become shorter.
    expect(applySplices('abcdef', [{ at: 0, deleteCount: 1, insert: '' }, add('x')], 3)).toEqual({
      text: 'bcdef',
      leftOut: 1,
    });
  });
});

test('A thousand small splices at all places of a long text keep it in parts of some size.', () => {
  let text = 'line\n'.repeat(20_000);
  const splices = Array.from({ length: 1_000 }, (_, i) => ({
    at: (i * 7_919) % 100_000,
    deleteCount: i % 40,
    insert: 'x'.repeat(i % 30),
  }));
  const made = applySplices(text, splices, endless);
  for (const { at, deleteCount, insert } of splices) text = text.slice(0, at) + insert + text.slice(at + deleteCount);
  expect(made).toEqual({ text, leftOut: 0 });
});

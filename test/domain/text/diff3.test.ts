import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lines } from '../../../src/domain/text/anchors.ts';
import { type MergedPart, mergeLines } from '../../../src/domain/text/diff3.ts';

const show = (part: MergedPart): string =>
  'merged' in part ? part.merged.join('') : `(${part.first.join('')}|${part.second.join('')})`;
/** Each character is a line; where the versions disagree stands `(first|second)`. */
const merge = (base: string, first: string, second: string): string =>
  mergeLines({ base: [...base], first: [...first], second: [...second] })
    .map(show)
    .join('');

describe('Lines of two versions', () => {
  test.each([
    ['are both taken where a line is between the changes', 'abc', 'Abc', 'abC', 'AbC'],
    ['are both taken where one removes and one adds', 'abcd', 'abd', 'xabcd', 'xabd'],
    ['are taken once where both changed alike', 'ab', 'aB', 'aB', 'aB'],
    ['are taken once beside another change', 'abcd', 'AbcD', 'Abcd', 'AbcD'],
    ['are taken once where both removed alike', 'abcd', 'ad', 'aXd', 'a(|X)d'],
    ['disagree where they overlap, without what they begin and end with', 'abc', 'aX1Zc', 'aX2Zc', 'aX(1|2)Zc'],
    ['disagree where they touch', 'ab', 'Ab', 'aB', '(Ab|aB)'],
    ['disagree where there was nothing', '', 'm', 'y', '(m|y)'],
    ['disagree where one removes what the other changes', 'a', '', 'b', '(|b)'],
    ['are the change next to the right one of equal lines', '--x', '1-x', '--2', '1-2'],
    ['are merged between moved unique lines', 'a-b-c', 'A-b-c', 'a-b-C', 'A-b-C'],
    ['are merged around lines that repeat', 'x-y-z', 'X-y-z', 'x-Y-Z', 'X-Y-Z'],
    ['disagree twice', 'a1b2c', 'aXbXc', 'aYbYc', 'a(X|Y)b(X|Y)c'],
  ])('%s.', (_, base, first, second, merged) => {
    expect(merge(base, first, second)).toBe(merged);
  });

  test('without a line in common that is there once are compared while that takes no minutes.', () => {
    const text = (end: string, count: number) => `${end}${'-'.repeat(count)}${end}`;
    const around = (count: number) => merge(text('b', count), text('A', count), text('C', count));
    expect(around(200)).toBe(`(A|C)${'-'.repeat(200)}(A|C)`);
    expect(around(300)).toBe(`(${text('A', 300)}|${text('C', 300)})`);
  });

  test('have so much effort in all, however many places there are that need it.', () => {
    const place = (end: string, at: number) => `${String.fromCharCode(1000 + at)}${end}${'-'.repeat(150)}${end}`;
    const whole = (end: string) => Array.from({ length: 10 }, (_, at) => place(end, at)).join('');
    const merged = merge(whole('b'), whole('A'), whole('C'));
    expect(merged).toContain(`(A|C)${'-'.repeat(150)}(A|C)`);
    expect(merged).toContain(`(A${'-'.repeat(150)}A|C${'-'.repeat(150)}C)`);
  });
});

describe('A merge of lines', () => {
  const lines = fc.array(fc.constantFrom(...'aabbc-d'), { maxLength: 10 });
  const sides = (parts: MergedPart[], side: 'first' | 'second'): Lines =>
    parts.flatMap((part) => ('merged' in part ? part.merged : part[side]));

  test('with an unchanged version is the other one.', () => {
    fc.assert(
      fc.property(lines, lines, (base, changed) => {
        for (const [first, second] of [
          [changed, base],
          [base, changed],
          [changed, changed],
        ] as const) {
          const parts = mergeLines({ base, first, second });
          expect(parts.every((part) => 'merged' in part)).toBe(true);
          expect(sides(parts, 'first')).toEqual(changed);
        }
      }),
    );
  });

  test('disagrees on the same with the versions exchanged.', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, first, second) => {
        const one = mergeLines({ base, first, second });
        const other = mergeLines({ base, first: second, second: first });
        expect(sides(other, 'second')).toEqual(sides(one, 'first'));
        expect(sides(other, 'first')).toEqual(sides(one, 'second'));
      }),
    );
  });

  test('never disagrees about nothing, nor about lines that both begin or end with.', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, first, second) => {
        for (const part of mergeLines({ base, first, second })) {
          if ('merged' in part) continue;
          expect(part.first).not.toEqual(part.second);
          if (part.first.length === 0 || part.second.length === 0) continue;
          expect(part.first[0]).not.toBe(part.second[0]);
          expect(part.first.at(-1)).not.toBe(part.second.at(-1));
        }
      }),
    );
  });
});

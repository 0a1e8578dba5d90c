import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Anchor, commonEnds, listFrame, listUnique, type ThreeWay } from '../../../src/domain/text/anchors.ts';

/** Each character is a line. */
const threeWay = (base: string, first: string, second: string): ThreeWay => ({
  base: [...base],
  first: [...first],
  second: [...second],
});
const shown = (anchors: Anchor[]): string[] => anchors.map(({ base, first, second }) => `${base} ${first} ${second}`);

test.each([
  ['abc', 'abc', 3, 0],
  ['abxc', 'abyyc', 2, 1],
  ['ab', 'xb', 0, 1],
  ['ab', 'ax', 1, 0],
  ['ab', 'ba', 0, 0],
  ['aa', 'aaa', 2, 0],
  ['aba', 'aa', 1, 1],
  ['', 'a', 0, 0],
])('The lines of %s and %s begin and end alike, none counted twice: %d, %d.', (some, other, head, tail) => {
  expect(commonEnds([...some], [...other])).toEqual({ head, tail });
});

describe('The frame', () => {
  test.each([
    ['abcde', 'abXde', 'abcde', ['0 0 0', '1 1 1', '3 3 3', '4 4 4']],
    ['abcde', 'abXYde', 'abde', ['0 0 0', '1 1 1', '3 4 2', '4 5 3']],
    ['abcde', 'Abcde', 'abcdE', ['1 1 1', '2 2 2', '3 3 3']],
    ['abcde', 'Xabcde', 'abcdeY', ['0 1 0', '1 2 1', '2 3 2', '3 4 3', '4 5 4']],
    ['ab', 'cd', 'ab', []],
    ['', 'a', 'b', []],
  ])('of %s in %s and %s is what both have in common with its ends.', (base, first, second, anchors) => {
    expect(shown(listFrame(threeWay(base, first, second)))).toEqual(anchors);
  });
});

describe('Unique lines', () => {
  test.each([
    ['abc', 'xaybzc', 'abc', ['0 1 0', '1 3 1', '2 5 2']],
    ['a-b-c', 'a-b-c', 'a-b-c', ['0 0 0', '2 2 2', '4 4 4']],
    ['abc', 'abbc', 'abc', ['0 0 0', '2 3 2']],
    ['abc', 'abc', 'bcc', ['1 1 0']],
    ['aab', 'ab', 'ab', ['2 1 1']],
    ['abc', 'bca', 'abc', ['1 0 1', '2 1 2']],
    ['abc', 'abc', 'cab', ['0 0 1', '1 1 2']],
    ['a', 'b', 'a', []],
  ])('of %s in %s and %s are those that each has once, in the same order.', (base, first, second, anchors) => {
    expect(shown(listUnique(threeWay(base, first, second)))).toEqual(anchors);
  });

  test('moved in one version are as many as stay in order at most.', () => {
    const permutation = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
    const longest = (places: number[]): number => {
      const until: number[] = [];
      for (const place of places) until.push(1 + Math.max(0, ...until.filter((_, at) => places[at]! < place)));
      return Math.max(...until);
    };
    fc.assert(
      fc.property(permutation, fc.boolean(), (moved, isFirst) => {
        const base = moved.toSorted().map(String);
        const versions = isFirst
          ? { first: moved.map(String), second: base }
          : { first: base, second: moved.map(String) };
        const places = base.map((line) => moved.indexOf(Number(line)));
        expect(listUnique({ base, ...versions })).toHaveLength(longest(places));
      }),
    );
  });
});

test('Anchors are equal lines that rise in all three.', () => {
  const lines = fc.array(fc.constantFrom(...'abcdef'), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, lines, (base, first, second) => {
      for (const anchors of [listFrame({ base, first, second }), listUnique({ base, first, second })]) {
        anchors.forEach((anchor, at) => {
          expect([first[anchor.first], second[anchor.second]]).toEqual([base[anchor.base], base[anchor.base]]);
          const before = anchors[at - 1] ?? { base: -1, first: -1, second: -1 };
          for (const side of ['base', 'first', 'second'] as const) expect(anchor[side]).toBeGreaterThan(before[side]);
        });
      }
    }),
  );
});

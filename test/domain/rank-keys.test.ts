import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keysBetween, longestRank, rankPattern } from '../../src/domain/rank-keys.ts';

const key = fc.stringMatching(/^[0-9A-Za-z]{0,23}[1-9A-Za-z]$/);
const endOrKey = fc.option(key);
const rises = (keys: readonly (string | null)[]) =>
  keys.every((one, at) => at === 0 || one === null || keys[at - 1] === null || (keys[at - 1] ?? '') < one);

describe('keys between two others', () => {
  test('rise, lie between them, and are written as an event may say them', () => {
    fc.assert(
      fc.property(endOrKey, endOrKey, fc.integer({ min: 1, max: 120 }), (one, other, count) => {
        const [low, high] = one !== null && other !== null && other < one ? [other, one] : [one, other];
        const keys = keysBetween(low, high, count);
        if (!keys) return expect(low !== null || high !== null).toBe(true);
        expect(keys).toHaveLength(count);
        expect(rises([low, ...keys, high])).toBe(true);
        for (const one of keys) expect(one).toMatch(rankPattern);
        return undefined;
      }),
      { numRuns: 500 },
    );
  });

  test('are there wherever there is room, and nowhere else', () => {
    expect(keysBetween('A', 'B', 1)).toEqual(['AV']);
    expect(keysBetween(null, null, 1)).toEqual(['V']);
    const low = 'A'.repeat(longestRank);
    const next = `${'A'.repeat(longestRank - 1)}C`;
    expect(keysBetween(low, next, 1)).toEqual([`${'A'.repeat(longestRank - 1)}B`]);
    expect(keysBetween(low, next, 2)).toBeUndefined();
    expect(keysBetween('A', 'A', 1)).toBeUndefined();
    // Another program may have written digits that say nothing.
    expect(keysBetween('A', 'A0', 1)).toBeUndefined();
  });

  test('stay short at the ends, where nearly all come in', () => {
    let [first, last] = ['V', 'V'];
    for (let n = 0; n < 5_000; n++) {
      [first, last] = [keysBetween(null, first, 1)![0]!, keysBetween(last, null, 1)![0]!];
      expect(first.length + last.length).toBeLessThanOrEqual(8);
    }
  });

  test('halve the room between two: more than a hundred come in at one place', () => {
    let high = 'B';
    let count = 0;
    for (let keys = keysBetween('A', high, 1); keys; keys = keysBetween('A', high, 1)) {
      high = keys[0]!;
      count++;
    }
    expect(count).toBeGreaterThan(100);
  });

  test('of many at once are as short as their number allows', () => {
    const keys = keysBetween(null, null, 500)!;
    expect(Math.max(...keys.map(({ length }) => length))).toBeLessThanOrEqual(4);
    expect(Math.max(...keysBetween('A', 'B', 60)!.map(({ length }) => length))).toBeLessThanOrEqual(3);
  });
});

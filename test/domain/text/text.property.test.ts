import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { applySplices } from '../../../src/domain/text/splices.ts';
import { mergeTexts, spliceBetween, splitLines } from '../../../src/domain/text/text.ts';
import { markdownText } from '../../support/markdown-texts.ts';

vi.setConfig({ testTimeout: 60_000 });
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  markdownText(6),
  fc.string({ unit: fc.constantFrom('a', '\n', '\r', '😀', '😁', '\u0301') }),
);
/** Few different lines, so that they repeat; with and without an ending at the end. */
const lineText = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', '', 'c', 'd', '  ', 'x\r'), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, ending, isEnded]) => lines.join(ending) + (isEnded ? ending : ''));
const merge = (base: string, first: string, second: string) =>
  mergeTexts({ base, first: { text: first, label: 'first' }, second: { text: second, label: 'second' } });

test('Joined, the lines are the text, and each but the last has its ending.', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const lines = splitLines(text);
      expect(lines.join('')).toBe(text);
      expect(lines.every((line) => line !== '' && !line.slice(0, -1).includes('\n'))).toBe(true);
      expect(lines.slice(0, -1).every((line) => line.endsWith('\n'))).toBe(true);
    }),
  );
});

test('The splice between two texts makes the one of the other.', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (before, after, around) => {
      for (const [from, to] of [
        [before, after],
        [around + before + around, around + after + around],
      ] as const) {
        const splice = spliceBetween(from, to);
        expect(applySplices(from, [splice], Number.POSITIVE_INFINITY).text).toBe(to);
        expect(splice.insert.isWellFormed() || !to.isWellFormed()).toBe(true);
        expect(from.slice(splice.at, splice.at + splice.deleteCount).isWellFormed() || !from.isWellFormed()).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('Merged with its base or with itself, a version is what it was.', () => {
  fc.assert(
    fc.property(fc.oneof(lineText, anyText), fc.oneof(lineText, anyText), (base, version) => {
      const same = { text: version, conflict: false };
      expect(merge(base, version, base)).toEqual(same);
      expect(merge(base, base, version)).toEqual(same);
      expect(merge(base, version, version)).toEqual(same);
    }),
    { numRuns: 1000 },
  );
});

test('A merge without conflict does not depend on which version is first.', () => {
  fc.assert(
    fc.property(lineText, lineText, lineText, (base, first, second) => {
      const one = merge(base, first, second);
      const other = merge(base, second, first);
      expect(other.conflict).toBe(one.conflict);
      if (!one.conflict) expect(other.text).toBe(one.text);
    }),
    { numRuns: 2000 },
  );
});

test('Every line of a merge is of one of the versions or a conflict marker, and no new line of them is lost.', () => {
  const words = (text: string) => splitLines(text).map((line) => line.replace(/\r?\n$/, ''));
  fc.assert(
    fc.property(lineText, lineText, lineText, (base, first, second) => {
      const merged = words(merge(base, first, second).text);
      const known = new Set([...words(first), ...words(second), '<<<<<<< first', '=======', '>>>>>>> second']);
      for (const line of merged) expect(known).toContain(line);
      const old = new Set(words(base));
      for (const line of [...words(first), ...words(second)]) if (!old.has(line)) expect(merged).toContain(line);
    }),
    { numRuns: 2000 },
  );
});

test('Changes with an unchanged line between them are both in the merge.', () => {
  const numbered = fc.array(fc.nat(3), { minLength: 3, maxLength: 30 });
  fc.assert(
    fc.property(numbered, fc.nat(), fc.nat(), fc.boolean(), (numbers, one, two, isUnique) => {
      const lines = numbers.map((number, at) => (isUnique ? `line ${at}` : `line ${number}`));
      const from = one % (lines.length - 2);
      const to = from + 2 + (two % (lines.length - from - 2));
      const change = (text: string, ...places: number[]) =>
        lines.map((line, at) => (places.includes(at) ? `${text} ${at}` : line)).join('\n');
      const merged = merge(lines.join('\n'), change('new', from), change('new', to));
      expect(merged).toEqual({ text: change('new', from, to), conflict: false });
    }),
    { numRuns: 2000 },
  );
});

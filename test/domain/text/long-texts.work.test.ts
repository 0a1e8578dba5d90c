import { expect, test } from 'vitest';
import { mergeTexts } from '../../../src/domain/text/text.ts';
import { growth, linear } from '../../support/work.ts';

const merge = (base: string, first: string, second: string) =>
  mergeTexts({ base, first: { text: first, label: 'first' }, second: { text: second, label: 'second' } });

test('A merge of long texts with many equal lines is work that grows with their length.', () => {
  const baseOf = (count: number) =>
    Array.from({ length: count }, (_, at) => (at % 3 === 0 ? '' : at % 3 === 1 ? 'same' : `line ${at}`)).join('\n');
  const mergeEnds = (base: string) => merge(base, `top\n${base}`, `${base}\nend`);
  expect(mergeEnds(baseOf(4000))).toEqual({ text: `top\n${baseOf(4000)}\nend`, conflict: false });
  expect(growth(8000, (count) => mergeEnds(baseOf(count)))).toBeLessThan(linear);
});

test('A merge of texts of blank lines alone is work that grows with their length.', () => {
  const mergeBlanks = (blank: string) => merge(`a${blank}b${blank}`, `A${blank}b${blank}`, `a${blank}B${blank}`);
  const blankOf = (count: number) => '\n'.repeat(count);
  expect(mergeBlanks(blankOf(4000))).toEqual({ text: `A${blankOf(4000)}B${blankOf(4000)}`, conflict: false });
  expect(growth(8000, (count) => mergeBlanks(blankOf(count)))).toBeLessThan(linear);
});

import { expect, test } from 'vitest';
import { named, nameWorkTrees, numberedLine, plural, pointsOf, renderNoted, urlLine } from '../../src/render/lines.ts';

test('what is counted is in the plural but for one', () => {
  expect([plural(1, 'box'), plural(0, 'line'), pointsOf(1), pointsOf(8)]).toEqual([
    '1 box',
    '0 lines',
    '1 pt',
    '8 pts',
  ]);
});

test('a message is noted, or not where nothing changed, or there was none', () => {
  expect([true, false, undefined].map(renderNoted)).toEqual([', noted', ', not noted: nothing changed', '']);
});

test('a ticket is named by key and title', () => {
  expect(named({ key: 'PAY-1', title: 'One' })).toBe('PAY-1 "One"');
});

test('a line of a text stands behind its number, and is none of the reply’s own', () => {
  expect(numberedLine(8, 'more: x', 2)).toBe(' 8  more: x');
  expect(numberedLine(8, 'text')).toBe('8 text');
});

test('an address that is none says what it was given as', () => {
  expect([urlLine('https://a.example'), urlLine('a b')]).toEqual(['https://a.example', 'url a b']);
});

test('of work trees three are named', () => {
  const trees = ['a', 'b', 'c', 'd'].map((root) => ({ root, branch: root === 'a' ? 'main' : undefined }));
  expect(nameWorkTrees(trees as Parameters<typeof nameWorkTrees>[0])).toBe('a on main, b, c and 1 more');
});

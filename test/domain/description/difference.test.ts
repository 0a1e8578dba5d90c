import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDescription } from '../../../src/domain/description/description.ts';
import { differenceBetween, headingAbove, shownOfEdit } from '../../../src/domain/description/difference.ts';
import { splitLines } from '../../../src/domain/text/text.ts';

const text = ['# Login', 'Intro', '', '## Acceptance', '- [ ] One', '- [x] Two', '', '## Notes', 'old', ''].join('\n');

describe('the difference of two texts', () => {
  test('is nothing where they are the same', () => {
    expect(differenceBetween(text, text)).toBeUndefined();
  });

  test('names the lines that were replaced, and the heading that they stand under', () => {
    expect(differenceBetween(text, text.replace('old', 'new\nmore'))).toEqual({
      removed: { first: 9, last: 9, lines: ['old'] },
      written: { first: 9, last: 10, lines: ['new', 'more'] },
      section: '## Notes',
    });
  });

  test('names of what is gone the heading that stood there', () => {
    const found = differenceBetween(text, text.replace('## Notes\nold\n', ''));
    expect(found).toMatchObject({
      removed: { first: 8, last: 9 },
      written: { first: 8, last: 7 },
      section: '## Notes',
    });
  });

  test('names the boxes where nothing but their marks differs', () => {
    const one = text.replace('[ ] One', '[x] One');
    expect(differenceBetween(text, one)?.boxes).toEqual([{ text: 'One', checked: true }]);
    expect(differenceBetween(text, one.replace('[x] Two', '[ ] Two'))?.boxes).toEqual([
      { text: 'One', checked: true },
      { text: 'Two', checked: false },
    ]);
    expect(differenceBetween(text, text.replace('[ ] One', '[x] Ore'))?.boxes).toBeUndefined();
  });

  test('takes no line for another because it has lost its ending', () => {
    expect(differenceBetween('a\nb\n', 'a\n')).toMatchObject({
      removed: { first: 2, last: 2 },
      written: { lines: [] },
    });
    expect(differenceBetween('a\nb', 'a')).toMatchObject({ removed: { first: 2, last: 2 }, written: { lines: [] } });
  });

  test('makes, of any text, any other', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', '# c', '- [ ] d', ''), { maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const found = differenceBetween(before.join('\n'), after.join('\n'));
        if (!found) return;
        const { removed, written } = found;
        const old = splitLines(before.join('\n')).map((line) => line.replace('\n', ''));
        const now = splitLines(after.join('\n')).map((line) => line.replace('\n', ''));
        expect(old.toSpliced(removed.first - 1, removed.lines.length, ...written.lines)).toEqual(now);
      }),
    );
  });
});

test('the heading above a line is the nearest at or before it', () => {
  expect(headingAbove(text, 5)).toEqual({ line: 4, text: '## Acceptance' });
  expect(headingAbove(text, 4)).toEqual({ line: 4, text: '## Acceptance' });
  expect(headingAbove('no heading\n# late', 1)).toBeUndefined();
});

describe('of an edit', () => {
  const shown = (edit: Parameters<typeof editDescription>[1]) => shownOfEdit(text, editDescription(text, edit));

  test('the lines that it wrote are shown, at most three, with the heading that is not among them', () => {
    expect(shown({ op: 'replace', old: 'old', new: '1\n2\n3\n4' })).toEqual({
      ...{ first: 9, last: 12, lines: ['1', '2', '3'] },
      heading: { line: 8, text: '## Notes' },
    });
    expect(shown({ op: 'replace', lines: '8-9', new: '## Remarks\nx' })).toEqual({
      ...{ first: 8, last: 9, lines: ['## Remarks', 'x'] },
    });
  });

  test('the lines that are gone are named as they were numbered before', () => {
    expect(shown({ op: 'delete', lines: '5-6' }).deleted).toEqual({ first: 5, last: 6 });
    expect(shown({ op: 'delete', section: 'Notes' }).deleted).toEqual({ first: 8, last: 9 });
    expect(shown({ op: 'delete', checkbox: '2' }).deleted).toEqual({ first: 6, last: 6 });
    expect(shown({ op: 'delete' }).deleted).toEqual({ first: 1, last: 9 });
  });

  test('what is left of a line from which a part was taken is shown', () => {
    expect(shown({ op: 'delete', old: 'ntro' })).toMatchObject({ first: 2, last: 2, lines: ['I'] });
    expect(shown({ op: 'delete', old: 'ntro\n\n## ' })).toMatchObject({ lines: ['IAcceptance'] });
  });
});

import { describe, expect, test } from 'vitest';
import { checkboxes, outline } from '../../../src/domain/description/outline.ts';

const headings = (text: string) =>
  outline(text).map(({ text: words, depth, line }) => `${line} ${'#'.repeat(depth)} ${words}`);
const boxes = (text: string) =>
  checkboxes(text).map(({ line, checked, text: words }) => `${line} ${checked ? 'x' : '-'} ${words}`);

describe('Headings', () => {
  test('are ATX and setext ones, with their levels and without their marks.', () => {
    const text = '# One\n\nTwo\n===\n\nThree\nlines \n  here\n---\n### *Four* `f()` ###\n   ###### Six #\n#\n';
    expect(headings(text)).toEqual([
      '1 # One',
      '3 # Two',
      '6 ## Three lines here',
      '10 ### *Four* `f()`',
      '11 ###### Six',
      '12 # ',
    ]);
  });

  test('keep #s that close nothing.', () => {
    expect(headings('# C#\n# a \\#\n# b#c #\n## ##\n#no\n####### no\n')).toEqual([
      '1 # C#',
      '2 # a \\#',
      '3 # b#c',
      '4 ## ',
    ]);
  });

  test('have a section that ends before the next one of the same or a higher level.', () => {
    const text = '# A\na\n## B\nb\n### C\n\n## D\n# E\n';
    expect(outline(text).map(({ text, bodyLine, lastLine }) => [text, bodyLine, lastLine])).toEqual([
      ['A', 2, 7],
      ['B', 4, 6],
      ['C', 6, 6],
      ['D', 8, 7],
      ['E', 9, 8],
    ]);
    expect(outline('Two\n===\nx\n\nThree\n---\n')).toEqual([
      { text: 'Two', depth: 1, line: 1, bodyLine: 3, lastLine: 6 },
      { text: 'Three', depth: 2, line: 5, bodyLine: 7, lastLine: 6 },
    ]);
  });

  test('are none in code fences, indented code and HTML.', () => {
    expect(headings('```\n# a\n``\n# b\n````\n# Out\n')).toEqual(['6 # Out']);
    expect(headings('~~~ sh\n# a\n```\n# b\n~~~\n# Out\n')).toEqual(['6 # Out']);
    expect(headings('words\n  ```\n# a\n\n# b\n```\n# Out\n')).toEqual(['7 # Out']);
    expect(headings('```\n# never closed\n')).toEqual([]);
    expect(headings('    # code\n\n\t# code\n')).toEqual([]);
    expect(headings('<div>\n# a\n</div>\n\n# Out\n')).toEqual(['5 # Out']);
    expect(headings('<!-- a\n\n# b\n\n-->\n# Out\n')).toEqual(['6 # Out']);
    expect(headings('words\n<pre>\n\n# a\n\n</pre>\n\n# Out\n')).toEqual(['8 # Out']);
  });

  test('are none in quotes and lists, and those after them are.', () => {
    expect(headings('> # a\n# Out\n')).toEqual(['2 # Out']);
    expect(headings('- # a\n\n  # b\n  ```\n# Out\n')).toEqual(['5 # Out']);
    expect(headings('1. a\n   # b\n # Out\n')).toEqual(['3 # Out']);
  });

  test('are those of CommonMark after indented code and empty list items.', () => {
    // Given these as a whole, micromark sees other headings.
    expect(headings('    code\n\n- \nTwo\nlines\n---\n')).toEqual(['4 ## Two lines']);
    expect(headings('    code\n\n12. twelfth\n---\n')).toEqual([]);
  });

  test('stand where they stand with any line endings, and a lone carriage return ends no line.', () => {
    expect(headings('a\r\n\r\n# B\r\nC\r\n---\r\n')).toEqual(['3 # B', '4 ## C']);
    expect(headings('a\r# b\nc\u2028# d\n# e\r# f\n')).toEqual(['3 # e # f']);
  });

  test('may follow a byte order mark at the beginning of the text only.', () => {
    expect(headings('\uFEFF# A\n\n\uFEFF# b\n===\n')).toEqual(['1 # A', '3 # # b']);
  });
});

describe('Checkboxes', () => {
  test('are the task list items of all lists, nested and quoted ones too, in order.', () => {
    const text = '- [ ] a\n  - [x] b\n    1. [X] c\n* [ ] d *e*\n\n> + [x] f\n\n3) [ ] g\n';
    expect(boxes(text)).toEqual(['1 - a', '2 x b', '3 x c', '4 - d *e*', '6 x f', '8 - g']);
  });

  test('are none in code fences and HTML, without a list, without words and with other marks.', () => {
    expect(
      boxes('```\n- [ ] a\n```\n\n<div>\n- [ ] b\n</div>\n\n[ ] c\n\n- [ ]\n- [ ] \n- [-] d\n- [x]e\n- \\[ ] f\n'),
    ).toEqual([]);
    expect(boxes('- a\n      - [ ] words of a\n')).toEqual([]);
  });

  test('have text on one line, and their place in the text.', () => {
    const text = 'a\r\n- [ ]  two\r\n  lines \r\n> 1. [x] q\r\n> r\r\n';
    const [one, two] = checkboxes(text);
    expect(one).toEqual({ line: 2, checked: false, text: 'two lines', mark: 6, from: 10, to: 22, lastLine: 3 });
    expect(text.slice(one!.from, one!.to)).toBe('two\r\n  lines');
    expect(two).toMatchObject({ line: 4, checked: true, text: 'q r', lastLine: 5 });
    expect(text[two!.mark]).toBe('x');
  });

  test('may follow a link definition in their item.', () => {
    const [box] = checkboxes('- [a]: /u\n  [ ] b\n');
    expect(box).toEqual({ line: 2, checked: false, text: 'b', mark: 13, from: 16, to: 17, lastLine: 2 });
  });

  test('reach to the last line of what is nested in them.', () => {
    const text = '- [ ] a\n\n  more\n\n  - [ ] b\n\n- [ ] c\n  ```\n  - [ ] d\n\n- [ ] e\n';
    expect(checkboxes(text).map(({ text, lastLine }) => [text, lastLine])).toEqual([
      ['a', 5],
      ['b', 5],
      ['c', 9],
      ['e', 11],
    ]);
  });
});

import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, test } from 'vitest';
import { isBlankLine, listBlocks } from '../../../src/domain/description/blocks.ts';
import { markdownLines } from '../../../src/domain/description/markdown.ts';
import { markdownText } from '../../support/markdown-texts.ts';

/** `# 1` is a heading in line 1, `2-3` a block of the lines 2 and 3, and `2-3 parsed` one whose end took parsing. */
const blocks = (text: string): string[] =>
  listBlocks(markdownLines(text)).map(({ kind, first, end, tree }) =>
    kind === 'heading' ? `# ${first + 1}` : `${first + 1}-${end}${tree ? ' parsed' : ''}`,
  );

describe('A text is cut', () => {
  test.each([
    ['', []],
    ['\n \n\t\n', []],
    ['words\nmore\n', ['1-2']],
    ['one\n\ntwo\n', ['1-2', '3-3']],
    ['\none\n\n\n', ['2-4']],
    ['# A\nwords\n## B\n', ['# 1', '2-2', '# 3']],
    ['words\n# A\n#no\n', ['1-1', '# 2', '3-3']],
    ['   ###### A\n    # code\n', ['# 1', '2-2']],
    ['words\n # A\n', ['1-2']],
    ['Two\nlines\n===\nwords\n', ['1-4']],
    ['- a\n- b\n', ['1-1', '2-2']],
    ['- a\n  words\n\n  more\n\nout\n', ['1-5', '6-6']],
    ['- \n- \n', ['1-2']],
    ['> a\n> b\nlazy\n', ['1-3']],
    ['a\n\n\tcode\nb\n', ['1-4']],
  ])('where CommonMark leaves no choice: %j', (text, cut) => {
    expect(blocks(text)).toEqual(cut);
  });

  test.each([
    ['```\n# a\n\n# b\n```\n# C\n', ['# 6']],
    ['```` ts\n```\n````\t\nwords\n', ['4-4']],
    ['~~~ `x`\n# a\n```\n~~~~\nwords\n', ['5-5']],
    ['```\n~~~\n``` ts\n# a\n', []],
    ['```\n    ```\n```\nwords\n', ['4-4']],
    ['words\n```\n# a\n```\nmore\n', ['1-1', '5-5']],
    ['``` `\nwords\n', ['1-2 parsed']],
    ['~~~\n# never closed', []],
  ])('without code fences of the document: %j', (text, cut) => {
    expect(blocks(text)).toEqual(cut);
  });

  test.each([
    ['<!-- a\n\n# b\n--> c\n# D\n', ['# 5']],
    ['<!-- a -->\n# B\n', ['# 2']],
    ['<SCRIPT src>\n\n# a\n</style>\n# B\n', ['# 5']],
    ['<pre>x</pre>\n# B\n', ['# 2']],
    ['<?php\n\n# a\n?>\nwords\n', ['5-5']],
    ['<!X\n\n>\nwords\n', ['4-4']],
    ['<![CDATA[\n\n# a\n]]>\nwords\n', ['5-5']],
    ['<pre-x>\n\n# B\n', ['1-2 parsed', '# 3']],
    ['<div>\n# a\n</div>\n\n# B\n', ['1-4 parsed', '# 5']],
  ])('without HTML that goes on over blank lines: %j', (text, cut) => {
    expect(blocks(text)).toEqual(cut);
  });

  test.each([
    ['- a\n  ```\n# b\n\nwords\n', ['1-4 parsed', '5-5']],
    ['words\n  ```\n# a\n\n# b\n  ```\n# C\n', ['1-1 parsed', '# 7']],
    ['words\n<!-- a\n\n# b\n-->\n# C\n', ['1-1 parsed', '# 6']],
    ['words\n <b\n\nmore\n', ['1-3 parsed', '4-4']],
    ['words\n <div>\n\nmore\n', ['1-3 parsed', '4-4']],
    ['words\n  ~~~\n# a\n~~~\n- b\n', ['1-5 parsed']],
    ['words\n  ```x```\n\nmore\n', ['1-3 parsed', '4-4']],
  ])('after parsing where it is unclear what a line opens: %j', (text, cut) => {
    expect(blocks(text)).toEqual(cut);
  });

  test('into blocks in order and beside each other, and what they leave out is blank, code or HTML.', () => {
    fc.assert(
      fc.property(markdownText(), (text) => {
        const source = markdownLines(text);
        const left = new Set(source.lines.keys());
        let last = 0;
        for (const { first, end } of listBlocks(source)) {
          expect(first).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(first);
          expect(isBlankLine(source.lines[first]!)).toBe(false);
          for (let at = first; at < end; at++) expect(left.delete(at)).toBe(true);
          last = end;
        }
        const verbatim = fromMarkdown(source.masked).children.filter(({ type }) => type === 'code' || type === 'html');
        for (const at of left) {
          const isVerbatim = verbatim.some(({ position }) => position!.start.line <= at + 1 && at < position!.end.line);
          expect(isVerbatim || isBlankLine(source.lines[at]!)).toBe(true);
        }
      }),
    );
  });
});

test.each([
  ['', true],
  [' \t ', true],
  [' \r\n', true],
  ['\n', true],
  ['a', false],
  ['\u00a0', false],
  [' \ra\n', false],
  ['\n\n', false],
])('Whether %j is a blank line: %s', (line, isBlank) => {
  expect(isBlankLine(line)).toBe(isBlank);
});

import { describe, expect, test } from 'vitest';
import {
  listTasks,
  type MarkdownTree,
  markdownLines,
  parseMarkdown,
  plainText,
} from '../../../src/domain/description/markdown.ts';

function parse(text: string): MarkdownTree {
  const source = markdownLines(text);
  return parseMarkdown(source, { first: 0, end: source.lines.length })!;
}
const kinds = (text: string): string[] => parse(text).children.map(({ type }) => type);

describe('The lines of a text as the parser sees them', () => {
  test('have every character at its own place, and end at line feeds only.', () => {
    expect(markdownLines('a\rb\r\nc\u2028d\n')).toMatchObject({
      lines: ['a b', 'c\u2028d'],
      starts: [0, 5, 9],
      masked: 'a b\r\nc\u2028d\n',
      text: 'a\rb\r\nc\u2028d\n',
    });
    expect(markdownLines('')).toMatchObject({ lines: [], starts: [0], masked: '', text: '' });
  });

  test('have a byte order mark as a blank at the very beginning, as a letter elsewhere.', () => {
    expect(markdownLines('\uFEFF# A\n\uFEFF# b\n').masked).toBe(' # A\nx# b\n');
    expect([kinds('\uFEFF# A\n'), kinds('\n\uFEFF# b\n')]).toEqual([['heading'], ['paragraph']]);
  });
});

describe('Parsing', () => {
  test('ends where a text has had its share: 3,000 lines.', () => {
    const source = markdownLines('> a\n'.repeat(4_000));
    expect(parseMarkdown(source, { first: 0, end: 2_000 })).toBeDefined();
    expect(parseMarkdown(source, { first: 2_000, end: 3_500 })).toBeUndefined();
    expect(parseMarkdown(source, { first: 3_500, end: 3_501 })).toBeUndefined();
  });

  test('gives the blocks of some lines, with positions from the first of them.', () => {
    const source = markdownLines('skipped\n# A\n\n> b\n\nskipped\n');
    const { children } = parseMarkdown(source, { first: 1, end: 4 })!;
    expect(children.map(({ type, position }) => [type, position!.start.line])).toEqual([
      ['heading', 1],
      ['blockquote', 3],
    ]);
  });

  test('leaves emphasis, links, code and HTML inside lines as words.', () => {
    const text = '*a* **b** `c` [d](e) ![f](g) <b> <http://h> &amp; \\* i\\\nj';
    expect(parse(text).children).toMatchObject([{ type: 'paragraph', children: [{ type: 'text', value: text }] }]);
  });

  test('finds task list items, nested and quoted ones too, with the place of their marks.', () => {
    const text = '- [ ] a\n  1. [x] b\n- c\n> * [X] d\n';
    expect(listTasks(parse(text)).map(({ item, mark }) => [item.position!.start.line, mark, text[mark]])).toEqual([
      [1, 3, ' '],
      [2, 14, 'x'],
      [4, 28, 'X'],
    ]);
  });

  test.each(['- [ ]\n', '-\n[ ] a\n', '- [-] a\n', '- a [ ] b\n', '[ ] a\n'])('finds no task in %j.', (text) => {
    expect(listTasks(parse(text))).toEqual([]);
  });
});

describe('What takes the parser minutes', () => {
  test('is nesting: what lies deeper than 128 characters of markers is seen as words.', () => {
    const depth = (text: string): number => {
      let node: MarkdownTree | MarkdownTree['children'][number] = parse(text);
      let deep = 0;
      for (; 'children' in node && node.children.length > 0; deep++) node = node.children[0]!;
      return deep;
    };
    const quotes = (count: number) => `${'>'.repeat(count)} a\n`;
    expect(depth(quotes(100))).toBe(102);
    expect(depth(quotes(127))).toBe(129);
    expect(depth(quotes(1000))).toBe(130);
    const [quote, heading] = parse(`${'> '.repeat(1000)}# a\r\n\n# b\n`).children;
    expect([quote!.type, heading!.type, heading!.position!.start.offset]).toEqual(['blockquote', 'heading', 2006]);
  });

  test('is a paragraph without end: what follows its thousandth line is seen as blank.', () => {
    const ends = (lines: number) => parse('b\n'.repeat(lines)).children[0]!.position!.end.line;
    expect([ends(999), ends(1000), ends(1001), ends(1500)]).toEqual([999, 1000, 1000, 1000]);
  });

  test('is counted anew from each line that ends a paragraph.', () => {
    const half = 'b\n'.repeat(600);
    for (const between of ['\n', '# A\n', '- c\n', '> d\n', '~~~\n~~~\n']) {
      const { children } = parse(`${half}${between}${half}`);
      const lines = (between.match(/\n/g) ?? []).length;
      expect(children.at(-1)!.position!.end.line, between).toBe(1200 + lines);
    }
  });
});

describe('The text of a heading', () => {
  test.each([
    ['plain words', 'plain words'],
    ['*a* **b** _c_', 'a b c'],
    ['`f()` and [link](/url "t")', 'f() and link'],
    ['a \\* b &amp; c', 'a * b & c'],
    ['![alt](x) end', ' end'],
    ['<b>bold</b>', '<b>bold</b>'],
    ['[[a]]', '[[a]]'],
  ])('%s is %s without its Markdown.', (written, plain) => {
    expect(plainText(written)).toBe(plain);
  });

  test('of more than 1000 characters is left as it is.', () => {
    expect(plainText(`*a*${'b'.repeat(997)}`)).toBe(`a${'b'.repeat(997)}`);
    expect(plainText(`*a*${'b'.repeat(998)}`)).toBe(`*a*${'b'.repeat(998)}`);
  });
});

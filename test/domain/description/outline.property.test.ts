import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { expect, test, vi } from 'vitest';
import { checkboxes, outline } from '../../../src/domain/description/outline.ts';
import { splitLines } from '../../../src/domain/text/text.ts';
import { markdownText } from '../../support/markdown-texts.ts';

type Tree = ReturnType<typeof fromMarkdown>;
type Node = Tree | Tree['children'][number];

/** The whole text parsed at once, with everything that Markdown knows. */
function parseWhole(text: string): Tree {
  const source = text
    .replace(/\r(?!\n)/g, ' ')
    .replace(/^\uFEFF/, ' ')
    .replace(/\uFEFF/g, 'x');
  return fromMarkdown(source, { extensions: [gfmTaskListItem()], mdastExtensions: [gfmTaskListItemFromMarkdown()] });
}

interface Task {
  line: number;
  checked: boolean;
  lastLine: number;
}

function taskItems(node: Node): Task[] {
  const inner = 'children' in node ? node.children.flatMap(taskItems) : [];
  if (node.type !== 'listItem' || typeof node.checked !== 'boolean') return inner;
  return [
    {
      line: node.children.find(({ type }) => type === 'paragraph')!.position!.start.line,
      checked: node.checked,
      lastLine: lastLineOf(node),
    },
    ...inner,
  ];
}

/** Where the last block in it ends: the end of an item itself is wrong where a code fence is open in it. */
function lastLineOf(node: Node): number {
  const isContainer = node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote';
  const last = isContainer ? node.children.at(-1) : undefined;
  if (last) return lastLineOf(last);
  const { line, column } = node.position!.end;
  return column === 1 ? line - 1 : line;
}

vi.setConfig({ testTimeout: 60_000 });
const runs = { numRuns: 1000 };

test('Cut into blocks, a text has the headings that it has as a whole.', () => {
  fc.assert(
    fc.property(markdownText(), (text) => {
      const whole = parseWhole(text).children.flatMap((node) => {
        const { start, end } = node.position!;
        return node.type === 'heading' ? [{ line: start.line, depth: node.depth, bodyLine: end.line + 1 }] : [];
      });
      expect(outline(text).map(({ line, depth, bodyLine }) => ({ line, depth, bodyLine }))).toEqual(whole);
    }),
    runs,
  );
});

test('Cut into blocks, a text has the checkboxes that it has as a whole.', () => {
  fc.assert(
    fc.property(markdownText(), (text) => {
      const lines = splitLines(text);
      const lastFilled = (task: Task): Task => {
        let { lastLine } = task;
        while (/^[ \t\r\n]*$/.test(lines[lastLine - 1]!)) lastLine--;
        return { ...task, lastLine };
      };
      const found = checkboxes(text).map(({ line, checked, lastLine }) => ({ line, checked, lastLine }));
      expect(found).toEqual(taskItems(parseWhole(text)).map(lastFilled));
    }),
    runs,
  );
});

test('A heading ends the section before it, unless it is of a lower level.', () => {
  fc.assert(
    fc.property(markdownText(), (text) => {
      const headings = outline(text);
      const total = splitLines(text).length;
      for (const { line, bodyLine, lastLine, depth } of headings) {
        const next = headings.find((other) => other.line > line && other.depth <= depth);
        expect(lastLine).toBe(next ? next.line - 1 : total);
        expect(bodyLine).toBeGreaterThan(line);
        expect(bodyLine).toBeLessThanOrEqual(lastLine + 1);
      }
    }),
    runs,
  );
});

test('The mark of a checkbox stands between brackets, and its text behind them.', () => {
  fc.assert(
    fc.property(markdownText(), (text) => {
      for (const { mark, from, to, checked } of checkboxes(text)) {
        expect(text.slice(mark - 1, mark + 2)).toMatch(checked ? /\[[xX]\]/ : /\[[ \t]\]/);
        expect(from).toBeGreaterThan(mark + 1);
        expect(text.slice(mark + 2, from).trim()).toBe('');
        expect(text.slice(from, to)).toBe(text.slice(from, to).trim());
      }
    }),
    runs,
  );
});

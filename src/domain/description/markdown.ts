import { type CompileContext, fromMarkdown, type Token } from 'mdast-util-from-markdown';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { splitLines, startsOf, withoutEnding } from '../text/text.ts';

export type MarkdownTree = ReturnType<typeof fromMarkdown>;

/** A text as the Markdown parser is to see it, with every character at its own place. */
export interface MarkdownLines {
  /** Without their endings. */
  lines: string[];
  /** Where each line begins, in UTF-16 units, and at last where the text ends. */
  starts: number[];
  masked: string;
  text: string;
  /** Lines that may still be parsed: see parseMarkdown. */
  left: number;
}

/**
 * Lines end as everywhere here: Markdown would also end one at a lone `\r`. A byte order mark may stand before a heading
 * at the very beginning; micromark would drop one at the beginning of any block.
 */
export function markdownLines(text: string): MarkdownLines {
  const masked = text
    .replace(/\r(?!\n)/g, ' ')
    .replace(/^\uFEFF/, ' ')
    .replaceAll('\uFEFF', 'x');
  const lines = splitLines(masked);
  return { lines: lines.map(withoutEnding), starts: startsOf(lines), masked, text, left: mostParsed };
}

/** The parser takes some 0.2 ms for a line or a block. People's texts have a tenth of this that is not plain. */
const mostParsed = 3_000;

/**
 * The block structure of some lines, with positions relative to the first. Emphasis, links and the like are not parsed:
 * in CommonMark they never change the blocks. Undefined where the text has had its share of parsing, as only a text that
 * is made for it has: the rest of it is read line by line.
 */
export function parseMarkdown(
  text: MarkdownLines,
  { first, end }: { first: number; end: number },
): MarkdownTree | undefined {
  text.left = Math.max(0, text.left - (end - first));
  if (text.left === 0) return undefined;
  const source = text.masked.slice(text.starts[first], text.starts[end]);
  const isWithinLimits = end - first <= longest && !deep.test(source);
  return fromMarkdown(isWithinLimits ? source : limited(text, { first, end }), {
    extensions: [gfmTaskListItem(), blocksOnly],
    mdastExtensions: [{ exit: { taskListCheckValueChecked: markItem, taskListCheckValueUnchecked: markItem } }],
  });
}

/**
 * Instead of mdast-util-gfm-task-list-item: that forgets where the brackets are, and marks (or in its development build
 * asserts) what the tokenizer takes for a checkbox after an empty list item, outside it.
 */
function markItem(this: CompileContext, { start }: Token): void {
  const item = this.stack.at(-2);
  if (item?.type === 'listItem') marks.set(item, start.offset);
}

const marks = new WeakMap<object, number>();

export type MarkdownNode = MarkdownTree['children'][number];

/** Where a node is in what was parsed: its first line, and its end, by line, column and offset. */
export function placeOf({ type, position }: MarkdownNode): {
  line: number;
  end: { line: number; column: number; offset: number };
} {
  if (position?.end.offset === undefined) throw new Error(`The Markdown parser does not say where a ${type} is.`);
  return { line: position.start.line, end: { ...position.end, offset: position.end.offset } };
}

type ListItem = Extract<MarkdownNode, { type: 'listItem' }>;

/** The task list items in document order, nested ones included; `mark` is the offset of what is between the brackets. */
export function listTasks({ children }: { children: MarkdownNode[] }): { item: ListItem; mark: number }[] {
  return children.flatMap((node) => {
    const inner = 'children' in node ? listTasks(node) : [];
    const mark = marks.get(node);
    return node.type === 'listItem' && mark !== undefined ? [{ item: node, mark }, ...inner] : inner;
  });
}

/** A heading's text without emphasis, links and the like: `*a* [b](c)` is "a b". */
export function plainText(heading: string): string {
  // Inline Markdown takes time by the square of its length, and no heading is this long.
  if (heading.length > 1000 || !/[*_`~[\]\\<>&]/.test(heading)) return heading;
  return wordsOf(fromMarkdown(`# ${heading}`));
}

function wordsOf(node: MarkdownTree | MarkdownNode): string {
  if ('children' in node) return (node.children as MarkdownNode[]).map(wordsOf).join('');
  return 'value' in node ? node.value : '';
}

const blocksOnly = {
  disable: {
    null: [
      ...['attention', 'autolink', 'characterEscape', 'characterReference', 'codeText', 'hardBreakEscape'],
      ...['htmlText', 'labelStartImage', 'labelStartLink', 'labelEnd'],
    ],
  },
};

/** Characters of quote marks, list markers and indentation before a line's text. */
const deepest = 128;
/** Lines of a paragraph. */
const longest = 1000;
const containers = String.raw`(?:[ \t]*(?:[-+*]|\d{1,9}[.)])(?=[ \t])|[ \t]*>)*[ \t]*`;
const deep = new RegExp(`^[ \\t>*+\\-.)\\d]{${deepest + 1}}`, 'm');
const prefix = new RegExp(`^${containers}`);
const interrupts = new RegExp(
  `^${containers}(?:\`{3}|~{3}|#{1,6}(?:[ \\t]|$)|$)|^[ \\t]*(?:[-+*]|\\d{1,9}[.)])[ \\t]|^[ \\t]*>`,
);

/**
 * micromark takes minutes for deep nesting and for endless paragraphs in lists. What lies deeper than 128 characters of
 * markers is seen as words, and what follows the thousandth line of a paragraph as blank.
 */
function limited({ lines, starts, masked }: MarkdownLines, { first, end }: { first: number; end: number }): string {
  let run = 0;
  const seen = [];
  for (const [i, line] of lines.slice(first, end).entries()) {
    const ending = masked.slice(starts[first + i], starts[first + i + 1]).slice(line.length);
    const length = line.length - line.replace(prefix, '').length;
    run = interrupts.test(line) ? 0 : run + 1;
    if (run > longest) seen.push(' '.repeat(line.length), ending);
    else if (length <= deepest) seen.push(line, ending);
    else seen.push(line.slice(0, deepest), 'x'.repeat(line.length - deepest), ending);
  }
  return seen.join('');
}

import { startOf } from '../text/text.ts';
import { type Block, endOfWords, listBlocks } from './blocks.ts';
import { listTasks, type MarkdownLines, type MarkdownNode, markdownLines, parseMarkdown, placeOf } from './markdown.ts';
import { findLineTasks, findPlainTasks } from './plain-list.ts';

/** A heading and the section under it. Lines are 1-based and inclusive. */
export interface Heading {
  /** As written, without the `#`s; the lines of a setext heading are joined by a space. */
  text: string;
  depth: number;
  line: number;
  /** The line after the heading; the body is empty where this is after `lastLine`. */
  bodyLine: number;
  /** The last line before the next heading of the same or a higher level. */
  lastLine: number;
}

/** The headings that stand at the document's level: not those in code, HTML, quotes or lists. */
export function outline(text: string): Heading[] {
  const source = markdownLines(text);
  const headings = listBlocks(source).flatMap((block) => headingsOf(source, block));
  const open: Heading[] = [];
  for (const heading of headings) {
    for (let above = open.at(-1); above && above.depth >= heading.depth; above = open.at(-1)) {
      above.lastLine = heading.line - 1;
      open.pop();
    }
    open.push(heading);
  }
  return headings;
}

/** Headings with a `lastLine` as if none followed. */
function headingsOf(source: MarkdownLines, block: Block): Heading[] {
  if (block.kind === 'heading') return [headingAt(source, block)];
  if (!block.tree && !mayHead.test(sourceOf(source, block))) return [];
  const tree = block.tree ?? parseMarkdown(source, block);
  return (tree?.children ?? []).flatMap((node) => {
    const { line, end } = placeOf(node);
    const place = { first: block.first + line - 1, end: block.first + end.line };
    return node.type === 'heading' ? [headingAt(source, place)] : [];
  });
}

const mayHead = /^ {0,3}(?:#{1,6}(?:[ \t]|$)|=+[ \t]*$|-+[ \t]*$)/m;

const sourceOf = ({ masked, starts }: MarkdownLines, { first, end }: Block): string =>
  masked.slice(starts[first], starts[end]);

function headingAt({ lines, starts, text }: MarkdownLines, { first, end }: { first: number; end: number }): Heading {
  const place = { line: first + 1, bodyLine: end + 1, lastLine: lines.length };
  const written = lines.slice(first, end).map((line, at) => {
    const start = startOf(starts, first + at);
    return text
      .slice(start, start + line.length)
      .replaceAll('\r', ' ')
      .trim();
  });
  const underline = end - first > 1 ? written.pop() : undefined;
  const heading = written.join(' ');
  if (underline !== undefined) return { text: heading, depth: underline.startsWith('=') ? 1 : 2, ...place };
  const words = heading.replace(/^#{1,6}/, '');
  return { text: withoutClosing(words), depth: heading.length - words.length, ...place };
}

function withoutClosing(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '#') end--;
  const isClosing = end === 0 || /[ \t]/.test(text.charAt(end - 1));
  return (isClosing ? text.slice(0, end) : text).trim();
}

/** A task list item (`- [ ] text`), wherever it stands in lists and quotes. Lines are 1-based, offsets UTF-16 units. */
export interface Checkbox {
  line: number;
  checked: boolean;
  /** On one line. */
  text: string;
  /** Where the character between the brackets is. */
  mark: number;
  /** Where the text is. */
  from: number;
  to: number;
  /** The last line of the item that is not blank, with all that is nested in it. */
  lastLine: number;
}

/** GitHub's task list items in document order; an item without text is none. */
export function checkboxes(text: string): Checkbox[] {
  const source = markdownLines(text);
  return listBlocks(source).flatMap((block) => (block.kind === 'other' ? checkboxesOf(source, block) : []));
}

function checkboxesOf(source: MarkdownLines, block: Block): Checkbox[] {
  const { lines, starts, text } = source;
  if (!mayCheck.test(sourceOf(source, block))) return [];
  const plain = findPlainTasks(source, block);
  if (plain) return plain.map((place) => checkboxAt(text, place));
  const tree = block.tree ?? parseMarkdown(source, block);
  if (!tree) return findLineTasks(source, block).map((place) => checkboxAt(text, place));
  return listTasks(tree).flatMap(({ item, mark }) => {
    // A link reference definition may come first.
    const paragraph = item.children.find(({ type }) => type === 'paragraph');
    if (!paragraph) return [];
    const { line, end } = placeOf(paragraph);
    const offset = startOf(starts, block.first);
    const place = { mark: offset + mark, from: offset + mark + 2, to: offset + end.offset };
    const lastLine = endOfWords(lines, block.first + lastLineOf(item));
    // micromark also takes a line break between the brackets, which no one would see as a checkbox.
    const isShown = source.masked[offset + mark + 1] === ']' && source.masked[offset + mark] !== '\n';
    return isShown ? [checkboxAt(source.text, { ...place, line: block.first + line, lastLine })] : [];
  });
}

/** Relative to the block. An item with an open code fence in it ends in the next item, so only what it holds counts. */
function lastLineOf(node: MarkdownNode): number {
  const isContainer = node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote';
  const last = isContainer ? node.children.at(-1) : undefined;
  if (last) return lastLineOf(last);
  const { line, column } = placeOf(node).end;
  return column === 1 ? line - 1 : line;
}

const mayCheck = /(?:^|[-+*.)>\s])\[[ \txX]\]\s/;

function checkboxAt(text: string, place: Omit<Checkbox, 'checked' | 'text'>): Checkbox {
  const written = text.slice(place.from, place.to);
  const from = place.from + written.length - written.trimStart().length;
  const to = place.from + written.trimEnd().length;
  const words = written.split('\n').map((line) => line.replace(/^[ \t>]+/, '').trim());
  return {
    ...place,
    from,
    to: Math.max(from, to),
    checked: /[xX]/.test(text.charAt(place.mark)),
    text: words.join(' ').trim(),
  };
}

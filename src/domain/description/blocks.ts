import { type MarkdownLines, type MarkdownTree, parseMarkdown } from './markdown.ts';

/** A stretch of a text whose Markdown does not depend on what stands around it. Lines are 0-based, `end` exclusive. */
export interface Block {
  kind: 'heading' | 'other';
  first: number;
  end: number;
  /** Where finding the end took parsing; may hold nodes up to `end` only. */
  tree?: MarkdownTree;
}

/**
 * Cuts a text into blocks that can be parsed one by one: micromark's time grows with the square of a text (2 s for
 * 256 KiB), and most blocks hold nothing that is looked for. Cuts are made only where CommonMark leaves no choice;
 * what is unclear is parsed. Code fences and HTML blocks at the document's level hold nothing and are left out.
 */
export function listBlocks(text: MarkdownLines): Block[] {
  const { lines } = text;
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    const isEnd = endOfVerbatim(line);
    if (isBlankLine(line)) at++;
    else if (isEnd) at = lineAfter(lines, at, isEnd);
    else {
      const block: Block = atxHeading.test(line) ? { kind: 'heading', first: at, end: at + 1 } : otherBlock(text, at);
      blocks.push(block);
      at = block.end;
    }
  }
  return blocks;
}

/** With or without its ending. */
export const isBlankLine = (line: string): boolean => /^[ \t]*\r?\n?$/.test(line);

const atxHeading = /^ {0,3}#{1,6}(?:[ \t]|$)/;
/** At the first column these end whatever is open, save fences and HTML. */
const interrupting = /^(?:#{1,6}(?:[ \t]|$)|[-+*] \S|`{3,}[^`]*$|~{3})/;
/** May open a block, at the document's level or not, that a blank line or one of the above does not end. */
const unclear = /^ {0,3}(?:<|`{3}|~{3})/;

type LineTest = (line: string, isFirst: boolean) => boolean;

/** How a code fence, or an HTML block that goes on over blank lines, ends; undefined where the line opens none. */
function endOfVerbatim(line: string): LineTest | undefined {
  const fence = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/s.exec(line);
  if (fence) {
    const opened = (fence[1] ?? fence[2])!;
    return (other, isFirst) => {
      const closing = isFirst ? undefined : /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(other)?.[1];
      return closing !== undefined && closing[0] === opened[0] && closing.length >= opened.length;
    };
  }
  const end = htmlEnds.find(([start]) => start.test(line))?.[1];
  return end && ((other) => end.test(other));
}

/** The first five kinds of HTML block: https://spec.commonmark.org/0.31.2/#html-blocks */
const htmlEnds: readonly [start: RegExp, end: RegExp][] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?:[ \t>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<![a-z]/i, />/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
];

function lineAfter(lines: readonly string[], first: number, isEnd: LineTest): number {
  let at = first;
  while (at < lines.length && !isEnd(lines[at]!, at === first)) at++;
  return at + 1;
}

function otherBlock(text: MarkdownLines, first: number): Block {
  const { end, isClear } = findCut(text.lines, first);
  if (isClear) return { kind: 'other', first, end };
  const tree = parseMarkdown(text, { first, end });
  const last = tree.children.at(-1);
  const opener = last ? first + last.position!.start.line - 1 : end;
  // It may go on behind the cut: the next block begins with it, where its end is looked for.
  if (last && opener > first && (last.type === 'code' || last.type === 'html') && endOfVerbatim(text.lines[opener]!)) {
    tree.children.pop();
    return { kind: 'other', first, end: opener, tree };
  }
  return { kind: 'other', first, end, tree };
}

/** The next line at which every container and paragraph ends. */
function findCut(lines: readonly string[], first: number): { end: number; isClear: boolean } {
  let isClear = !unclear.test(lines[first]!);
  for (let at = first + 1; at < lines.length; at++) {
    const line = lines[at]!;
    if (isBlankLine(line)) continue;
    const isIndented = line.startsWith(' ') || line.startsWith('\t');
    if (!isIndented && (isBlankLine(lines[at - 1]!) || (isClear && interrupting.test(line))))
      return { end: at, isClear };
    if (unclear.test(line)) isClear = false;
  }
  return { end: lines.length, isClear };
}

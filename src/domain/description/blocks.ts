import { type MarkdownLines, type MarkdownTree, parseMarkdown, placeOf } from './markdown.ts';

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
  for (let line = lines[at]; line !== undefined; line = lines[at]) {
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

/** Where the blank lines begin with which the lines before `end` end. */
export function endOfWords(lines: readonly string[], end: number): number {
  let at = end;
  for (let line = lines[at - 1]; line !== undefined && isBlankLine(line); line = lines[at - 1]) at--;
  return at;
}

const atxHeading = /^ {0,3}#{1,6}(?:[ \t]|$)/;
/** At the first column these end whatever is open, save fences and HTML. */
const interrupting = /^(?:#{1,6}(?:[ \t]|$)|[-+*] \S|`{3,}[^`]*$|~{3})/;
/** May open a block, at the document's level or not, that a blank line or one of the above does not end. */
const unclear = /^ {0,3}(?:<|`{3}|~{3})/;

type LineTest = (line: string, isFirst: boolean) => boolean;

/** How a code fence, or an HTML block that goes on over blank lines, ends; undefined where the line opens none. */
function endOfVerbatim(line: string): LineTest | undefined {
  const fence = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/s.exec(line);
  const opened = fence?.[1] ?? fence?.[2];
  if (opened !== undefined) {
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
  for (let line = lines[at]; line !== undefined && !isEnd(line, at === first); line = lines[at]) at++;
  return at + 1;
}

function otherBlock(text: MarkdownLines, first: number): Block {
  const { end, isClear } = findCut(text.lines, first);
  if (isClear) return { kind: 'other', first, end };
  const tree = parseMarkdown(text, { first, end });
  if (!tree) return { kind: 'other', first, end };
  const last = tree.children.at(-1);
  if (last?.type !== 'code' && last?.type !== 'html') return { kind: 'other', first, end, tree };
  const at = first + placeOf(last).line - 1;
  const opener = text.lines[at];
  if (at === first || opener === undefined || !endOfVerbatim(opener)) return { kind: 'other', first, end, tree };
  // It may go on behind the cut: the next block begins with it, where its end is looked for.
  tree.children.pop();
  return { kind: 'other', first, end: at, tree };
}

/** The next line at which every container and paragraph ends. */
function findCut(lines: readonly string[], first: number): { end: number; isClear: boolean } {
  let isClear = true;
  let before: string | undefined;
  let at = first;
  for (let line = lines[at]; line !== undefined; before = line, line = lines[++at]) {
    if (isBlankLine(line)) continue;
    const isIndented = line.startsWith(' ') || line.startsWith('\t');
    if (before !== undefined && !isIndented && (isBlankLine(before) || (isClear && interrupting.test(line))))
      return { end: at, isClear };
    if (unclear.test(line)) isClear = false;
  }
  return { end: lines.length, isClear };
}

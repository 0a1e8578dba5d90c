import { splitLines, withoutEnding } from '../text/text.ts';
import { checkboxes, outline } from './outline.ts';

/** Lines of one of two texts, 1-based and inclusive; `last` is before `first` where there are none. */
export interface ChangedLines {
  first: number;
  last: number;
  lines: string[];
}

/** What is between a description and the next version of it, as one stretch of lines. */
export interface Difference {
  /** Of the text before, and of the one after it. */
  removed: ChangedLines;
  written: ChangedLines;
  /** The heading that the lines stand under, or begin with, as it is written. */
  section?: string;
  /** Where nothing but the marks of task list items differs: those that do. */
  boxes?: { text: string; checked: boolean }[];
}

/** Longer texts are not looked through for their headings and boxes, which would take longer than it helps. */
const longest = 2 ** 16;

/** The smallest stretch of whole lines that makes `after` of `before`; undefined where both are the same. */
export function differenceBetween(before: string, after: string): Difference | undefined {
  if (before === after) return undefined;
  const [old, now] = [splitLines(before), splitLines(after)];
  const shorter = Math.min(old.length, now.length);
  let same = 0;
  while (same < shorter && isAlike(old[same], now[same])) same++;
  let kept = 0;
  while (kept < shorter - same && isAlike(old.at(-1 - kept), now.at(-1 - kept))) kept++;
  const stretch = (lines: readonly string[]): ChangedLines => ({
    first: same + 1,
    last: lines.length - kept,
    lines: lines.slice(same, lines.length - kept).map(withoutEnding),
  });
  const found: Difference = { removed: stretch(old), written: stretch(now) };
  const { removed, written } = found;
  if (Math.max(before.length, after.length) > longest) return found;
  const isDeleted = written.last < written.first;
  const section = isDeleted ? headingAbove(before, removed.first) : headingAbove(after, written.first);
  const boxes = markedBetween({ before, after }, written);
  return { ...found, ...(section && { section: section.text }), ...(boxes && { boxes }) };
}

/** The line of the heading whose section this line is in, or begins, as it is written, and its number. */
export function headingAbove(text: string, line: number): { line: number; text: string } | undefined {
  const heading = outline(text).findLast((one) => one.line <= line);
  const written = heading && splitLines(text)[heading.line - 1];
  return heading && written !== undefined ? { line: heading.line, text: withoutEnding(written) } : undefined;
}

/** What is shown of an edit that has just been made. */
export interface ShownEdit {
  /** The lines of the new text that the edit wrote, 1-based, inclusive; `last` is before `first` where there are none. */
  first: number;
  last: number;
  /** At most three of them. */
  lines: string[];
  /** The heading that they stand under, as it is written, and its line, where it is not among them. */
  heading?: { line: number; text: string };
  /** Lines of the text before that are gone, where nothing was written in their place. */
  deleted?: { first: number; last: number };
}

/** `first` and `last` are the lines of the new text that the edit wrote, as `editDescription` tells them. */
export function shownOfEdit(
  before: string,
  { text, first, last }: { text: string; first: number; last: number },
): ShownEdit {
  const [old, now] = [splitLines(before).map(withoutEnding), splitLines(text).map(withoutEnding)];
  const gone = old.length - now.length;
  if (last < first && gone > 0 && old.toSpliced(first - 1, gone).join('\n') === now.join('\n'))
    return { first, last, lines: [], deleted: { first, last: first + gone - 1 } };
  // Of a line from which a part was taken the rest is shown.
  const end = Math.min(Math.max(last, first), now.length);
  const lines = now.slice(first - 1, Math.min(end, first + 2));
  const above = headingAbove(text, first);
  const isAmong = above !== undefined && above.line >= first && above.line < first + lines.length;
  return { first, last: end, lines, ...(above && !isAmong && { heading: above }) };
}

/** That the last line got, or lost, its ending is no change to show. */
const isAlike = (a: string | undefined, b: string | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && withoutEnding(a) === withoutEnding(b));

/** The boxes in these lines that differ by their marks; undefined where something else differs too. */
function markedBetween(
  { before, after }: { before: string; after: string },
  { first, last }: ChangedLines,
): Difference['boxes'] {
  if (before.length !== after.length) return undefined;
  const marked = checkboxes(after).filter(
    ({ line, mark }) => line >= first && line <= last && before[mark] !== after[mark],
  );
  let at = 0;
  const parts = [];
  for (const { mark } of marked) {
    parts.push(after.slice(at, mark), before[mark]);
    at = mark + 1;
  }
  if (marked.length === 0 || parts.join('') + after.slice(at) !== before) return undefined;
  return marked.map(({ text, checked }) => ({ text, checked }));
}

import { mergeLines } from './diff3.ts';

/** The lines of a text, each with its own ending; only `\n` and `\r\n` end a line. Joined they are the text. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Where each of these lines begins in their text, and at last where that ends. */
export function startsOf(lines: readonly string[]): number[] {
  const starts = [0];
  let at = 0;
  for (const line of lines) {
    at += line.length;
    starts.push(at);
  }
  return starts;
}

/** Where the line at a place begins, of `startsOf`. */
export function startOf(starts: readonly number[], line: number): number {
  const start = starts[line];
  if (start === undefined) throw new Error(`There is no place ${line} in a text of ${starts.length - 1} lines.`);
  return start;
}

/** A line's words; the rest of it is its ending. */
export const withoutEnding = (line: string): string => line.replace(/\r?\n$/, '');

/** The ending that most lines of a text have; `\n` where it is a draw, undefined where no line has one. */
export function findEnding(text: string): '\n' | '\r\n' | undefined {
  const all = text.split('\n').length - 1;
  const crlf = text.split('\r\n').length - 1;
  if (all === 0) return undefined;
  return crlf > all - crlf ? '\r\n' : '\n';
}

/** Whether a text may be cut at a UTF-16 offset: not inside a surrogate pair. */
export function isCut(text: string, at: number): boolean {
  return !(/[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)));
}

/** The smallest splice that makes `after` of `before`, in UTF-16 units, never cutting a surrogate pair. */
export function spliceBetween(before: string, after: string): Splice {
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before.charCodeAt(at) === after.charCodeAt(at)) at++;
  if (!isCut(before, at) || !isCut(after, at)) at--;
  let kept = 0;
  const fromEnd = (text: string) => text.charCodeAt(text.length - 1 - kept);
  while (kept < shorter - at && fromEnd(before) === fromEnd(after)) kept++;
  if (!isCut(before, before.length - kept) || !isCut(after, after.length - kept)) kept--;
  return { at, deleteCount: before.length - kept - at, insert: after.slice(at, after.length - kept) };
}

export interface Version {
  text: string;
  /** Stands on the conflict marker of this version; its line breaks become spaces. */
  label: string;
}

export interface MergedText {
  text: string;
  conflict: boolean;
}

/**
 * Two versions of one text merged by lines (diff3). What both changed alike is taken once; what overlaps or touches
 * keeps both texts between `<<<<<<< first`, `=======` and `>>>>>>> second`, each on its own line, without the base's
 * part. A missing line break at the end is no part of the last line: the merged text ends as the version does that
 * changed this. A function of its arguments alone; never throws.
 */
export function mergeTexts({ base, first, second }: { base: string; first: Version; second: Version }): MergedText {
  if (first.text === second.text || second.text === base) return { text: first.text, conflict: false };
  if (first.text === base) return { text: second.text, conflict: false };
  const ending = findEnding(base + first.text + second.text) ?? '\n';
  const parts = mergeLines({
    base: closedLines(base, ending),
    first: closedLines(first.text, ending),
    second: closedLines(second.text, ending),
  });
  const text = parts.map((part) => ('merged' in part ? part.merged.join('') : conflictOf(part))).join('');
  const open = isOpen(first.text) === isOpen(base) ? isOpen(second.text) : isOpen(first.text);
  return { text: open ? opened(text) : text, conflict: parts.some((part) => 'first' in part) };

  function conflictOf(sides: { first: readonly string[]; second: readonly string[] }): string {
    const mark = (sign: string, { label }: Version) => `${sign} ${label.replace(/[\r\n]+/g, ' ')}${ending}`;
    const both = `${sides.first.join('')}=======${ending}${sides.second.join('')}`;
    return mark('<<<<<<<', first) + both + mark('>>>>>>>', second);
  }
}

/** Whether a text's last line has no ending. */
export const isOpen = (text: string): boolean => text !== '' && !text.endsWith('\n');

function closedLines(text: string, ending: string): string[] {
  // A lone \r at the end would become a part of the ending that is taken off again.
  return splitLines(isOpen(text) ? text + (text.endsWith('\r') ? '\r\n' : ending) : text);
}

/** Without the last line's ending; an empty last line would be none without. */
function opened(text: string): string {
  const isEmpty = withoutEnding(splitLines(text).at(-1) ?? '') === '';
  return isEmpty ? text : withoutEnding(text);
}

/** Replaces `deleteCount` UTF-16 units of the base text at `at` by `insert`. */
export interface Splice {
  at: number;
  deleteCount: number;
  insert: string;
}

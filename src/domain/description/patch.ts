import { findEnding, isOpen, splitLines, startOf, startsOf, withoutEnding } from '../text/text.ts';

/** What can be done at a place of a text. */
export type WriteOp = 'replace' | 'append' | 'prepend' | 'delete';

/** A change of one stretch of a text, in UTF-16 units, and the lines of the new text that hold what was written. */
export interface Patch {
  from: number;
  to: number;
  insert: string;
  first: number;
  /** Before `first` where nothing was written. */
  last: number;
}

export interface Patched {
  text: string;
  first: number;
  last: number;
}

export function applyPatch(text: string, { from, to, insert, first, last }: Patch): Patched {
  return { text: text.slice(0, from) + insert + text.slice(to), first, last };
}

/** A text in lines, and what is to be written into it in the text's own line endings. */
export interface Draft {
  text: string;
  lines: string[];
  /** Where each line begins, and at last where the text ends. */
  starts: number[];
  ending: '\n' | '\r\n';
  content: string;
}

/** A text that has no line ending yet takes those of the content. */
export function draft(text: string, written = ''): Draft {
  const lines = splitLines(text);
  const ending = findEnding(text) ?? findEnding(written) ?? '\n';
  return { text, lines, starts: startsOf(lines), ending, content: written.replace(/\r?\n/g, ending) };
}

/** 0-based lines, `to` exclusive; where both are the same, lines are inserted there. */
export interface LineStretch {
  from: number;
  to: number;
  blanksBefore?: number;
  blanksAfter?: number;
}

/**
 * Puts whole lines in the place of a stretch of lines; no content at all removes them. The content's last line ends
 * where others follow. At the end of the text it ends if the text did, or the content itself does; and a text whose
 * last line had no ending keeps having none when that line is removed, unless an empty line is then the last.
 */
export function linePatch({ text, lines, starts, ending, content }: Draft, stretch: LineStretch): Patch {
  const { from, to, blanksBefore = 0, blanksAfter = 0 } = stretch;
  const place = { from: startOf(starts, from), to: startOf(starts, to) };
  const first = from + 1 + blanksBefore;
  const isLast = to === lines.length;
  const above = lines[from - 1] ?? '';
  if (content === '') {
    const before = isLast && from < to && isOpen(text) ? above : '';
    const { length } = withoutEnding(before);
    // An empty line is one by its ending.
    if (length > 0) place.from -= before.length - length;
    return { ...place, insert: '', first: from + 1, last: from };
  }
  const before = (isOpen(above) ? ending : '') + ending.repeat(blanksBefore);
  const isEnded = !isOpen(content) || (isLast && (text === '' || isOpen(text)));
  const after = (isEnded ? '' : ending) + ending.repeat(blanksAfter);
  const last = first + splitLines(content).length - 1;
  return { ...place, insert: before + content + after, first, last };
}

/** Puts a text in the place of another, inside lines. */
export function textPatch({ text, content }: Draft, { from, to }: { from: number; to: number }): Patch {
  const first = countBreaks(text.slice(0, from)) + 1;
  const last = first + countBreaks(content.slice(0, -1));
  return { from, to, insert: content, first, last: content === '' ? first - 1 : last };
}

const countBreaks = (text: string): number => text.split('\n').length - 1;

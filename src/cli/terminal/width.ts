import { once } from '../../domain/once.ts';

/** To make one takes a tenth of a command's time, and most lines are ASCII. */
const segmenter = once(() => new Intl.Segmenter());
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
/** East Asian Wide and Fullwidth blocks, and what is drawn as an emoji: Unicode TR 11, without the ambiguous ones. */
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}])|\ufe0f$/u;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter().segment(text)) width += columnsOf(segment);
  return width;
}

/** The text in at most `width` columns; what is cut off shows as an ellipsis. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter().segment(text)) {
    if (used + columnsOf(segment) > width - 1) break;
    kept += segment;
    used += columnsOf(segment);
  }
  return `${kept.trimEnd()}…`;
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Lines of at most `width` columns, broken between words; a longer word is shortened. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(shorten(word, width));
  }
  return lines;
}

function columnsOf(segment: string): number {
  if (invisible.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}

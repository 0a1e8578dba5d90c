import { once } from './once.ts';

const segmenter = once(() => new Intl.Segmenter());

/** UTF-16 units that are looked at around a place; no character that anybody reads is as long. */
const around = 64;

/** The nearest place, not after this one, at which a text may be cut: between two characters as a reader counts them. */
export function placeBefore(text: string, at: number): number {
  if (at >= text.length) return text.length;
  if (at <= 0) return 0;
  if (isBetweenLetters(text, at)) return at;
  const from = pairBefore(text, Math.max(0, at - around));
  const index = segmenter()
    .segment(text.slice(from, at + around))
    .containing(at - from)?.index;
  // Marks upon marks without end: where they begin is not worth the search.
  return index === undefined || (index === 0 && from > 0) ? pairBefore(text, at) : from + index;
}

/** The beginning of a text, of at most as many UTF-16 units, that cuts no character in two. */
export const beginningOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, placeBefore(text, most));

/** The same, of which the last is a mark where something is left out. */
export const clip = (text: string, most: number): string =>
  text.length <= most ? text : `${beginningOf(text, most - 1).trimEnd()}…`;

/** Nothing below U+0300 belongs to what stands before it, but a line feed to its carriage return. */
const isBetweenLetters = (text: string, at: number): boolean =>
  text.charCodeAt(at - 1) < 0x300 &&
  text.charCodeAt(at) < 0x300 &&
  !(text.charAt(at) === '\n' && text.charAt(at - 1) === '\r');

const pairBefore = (text: string, at: number): number =>
  /[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) ? at - 1 : at;

import { beginningOf } from './cut.ts';

/** Why a text from outside cannot be stored as it is: the rest of a sentence that begins with the field's name. */
export function findTextFault(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain NUL characters';
  if (/\p{Surrogate}/u.test(text)) return 'must be valid Unicode: it has half of a surrogate pair';
  return undefined;
}

/** Length in Unicode code points. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Length in bytes of UTF-8. */
export const countBytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Whether there is nothing to see: white space and invisible characters only. */
export const isBlank = (text: string): boolean => /^[\s\p{Cc}\p{Cf}]*$/u.test(text);

/** A word as words are compared: "In Progress" and "in-progress" are in_progress. */
export const foldWord = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** Names that people and file systems take for the same: labels, actors. */
export const foldName = (name: string): string => name.trim().normalize('NFC').toLowerCase();

/** Each name once, as it is first given, whatever its case. */
export const distinctNames = (names: readonly string[]): string[] => {
  const first = new Map<string, string>();
  for (const name of names) if (!first.has(foldName(name))) first.set(foldName(name), name);
  return [...first.values()];
};

/** `a, b or c` */
export const orList = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** With a full stop at the end, where there is none of its own. */
export const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

/** A caller's value as a text; none where it is a list or an object, whose own `toString` may be anything. */
export const asText = (value: unknown): string =>
  value === undefined || value === null || typeof value === 'object' ? '' : String(value);

/** A value as an error shows it: JSON, cut where it is long. */
export function quote(value: unknown): string {
  const text = toJson(value);
  if (text.length <= 40) return text;
  return `${beginningOf(text, 38)}…${text.startsWith('"') ? '"' : ''}`;
}

function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : String(value);
  }
}

import { once } from './once.ts';

/**
 * Text from outside as it may leave: in a reply, on a terminal, in a pipe. Stored text is kept as it was given; here it
 * loses what would act on whoever reads it (control characters, half characters, what turns a line round) and what could
 * hide something from a reader (characters without a width), save where a script or an emoji needs these.
 */

/** By anybody's count of what ends a line. */
const lineEnd = /[\r\n\v\f\u0085\u2028\u2029]/;

/**
 * All that may be unsafe, by its numbers: the tables of Unicode that say it exactly take 5 ms to load, which no client is
 * to wait for that has none of it.
 */
const numbers = [
  String.raw`\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F`,
  String.raw`\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB`,
  String.raw`\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}`,
].join('');
const suspicious = new RegExp(String.raw`(?![\t\n])[\p{Cc}\p{Cs}${numbers}]`, 'u');

/** Most texts: nothing in them needs a look. */
const isPlain = (text: string): boolean => !suspicious.test(text);

/** Scripts whose letters are joined or parted by what has no width. */
const joining = [
  ...['Arabic', 'Syriac', 'Nko', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil'],
  ...['Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Tibetan', 'Khmer', 'Myanmar'],
]
  .map((script) => `\\p{scx=${script}}`)
  .join('');

const flag = String.raw`[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]`;

/** What has no width and is needed, one at a time: a row of them says nothing to a reader, and much to a machine. */
const needed = [
  String.raw`(?<=[\p{ExtPict}\p{EMod}\uFE0F])\u200D(?=\p{ExtPict})`,
  String.raw`(?<=[${joining}])[\u200C\u200D]`,
  String.raw`(?<=\p{Emoji})[\uFE0E\uFE0F]`,
  String.raw`(?<=\p{sc=Han})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
  String.raw`(?<=\p{sc=Mongolian})[\u180B-\u180D\u180F]`,
  String.raw`(?<=\u{1F3F4}${flag}{0,6})(?:${flag}|\u{E007F})`,
].join('|');

const acting = String.raw`\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB`;
const hiding = String.raw`\p{Bidi_C}\p{Default_Ignorable_Code_Point}`;
const unsafe = once(() => new RegExp(String.raw`(?=[${acting}${hiding}\p{Zl}\p{Zp}])(?![\t\n])(?!${needed})[^]`, 'gu'));
const leavesMark = once(() => new RegExp(`[${acting}]`, 'u'));

/** The text with each character that is not safe to show written as `spell` has it. Tabs and `\n` pass. */
export const respell = (text: string, spell: (character: string) => string): string =>
  isPlain(text) ? text : text.replace(unsafe(), spell);

/** What acts leaves a mark of its own; what is not to be seen anyway goes. */
function replacement(character: string): string {
  if (lineEnd.test(character)) return ' ';
  return leavesMark().test(character) ? '\uFFFD' : '';
}

/** A text of several lines: `\n` ends a line, and nothing else does. As many lines as `\n` makes of the text given. */
export const safeText = (text: string): string =>
  isPlain(text) ? text : respell(text.replaceAll('\r\n', '\n'), replacement);

/** A text in one line; also how a title or a name is stored. */
export function oneLine(text: string): string {
  if (!lineEnd.test(text)) return text;
  const lines = text.split(lineEnd).map((line) => line.trim());
  return lines.filter(Boolean).join(' ');
}

/** A value that stands in a line. */
export const safeLine = (text: string): string => safeText(oneLine(text).replaceAll('\t', ' '));

/** As it stands between quotes of JSON, or of a shell's `$'…'`: by its number. */
export const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

const key = String.raw`[A-Z][A-Z0-9]{0,15}-\d+\b`;
const tools = 'ticket|board|search|link|alignment';
/** Keys are of capitals, so that the pattern as a whole minds case. */
const anyCase = (words: string): string => words.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);

/** How lines begin that replies have of their own, and that people's words do not: an error, a cursor, a call. */
const ownStarts = [
  `${anyCase('error')} [a-z_]+:`,
  String.raw`(?:…|\.\.\.)`,
  String.raw`\d+ (?:more|earlier)\b`,
  String.raw`(?:Call )?(?:${tools})\(`,
];

const before = 'parent|after|blocks|related|duplicates|duplicated by|discovered from';
const done = 'created|claimed|released|submitted|removed|suspended';
const heads = 'mentions|conflict|note|next|ready now|similar open|dry run|already done|holding|assigned|removed';

/** What such lines look like besides; to a line that only looks so, a space does no harm. */
const ownLines = [
  ...ownStarts,
  String.raw`${anyCase('error')}\b`,
  `(?:(?:${anyCase(`${before}|${done}`)}):? )?${key}`,
  'commit [0-9a-f]{7}',
  String.raw`(?:${anyCase(heads)})\b[^\n]{0,20}:`,
  `(?:${anyCase('now in|healed|you are|url')}) `,
  String.raw`[^\n]* · `,
  String.raw`[^\n]*\[[0-9A-Za-z]{6}\]`,
  String.raw`[^\n]*\d{4}-\d\d-\d\d (?:approved|changes_requested|rejected|needs_review)`,
  String.raw`[^\n]* submitted \d{4}-`,
  String.raw`[^\n]*\((?:${anyCase('verified|not found')})\)`,
  String.raw`[^\n]*\b(?:cursor|lines|budget|limit):["\d]`,
  String.raw`[^\n]*--(?:cursor|lines|budget|limit) `,
  String.raw`[^\n]*\b(?:${tools})\(`,
];

// Each alternative repeats at most one thing without a bound, so that a long line costs its length.
const lineLikeOwn = new RegExp(String.raw`^(?=\S)(?=${ownLines.join('|')})`, 'gm');
const startLikeOwn = new RegExp(`^(?=${ownStarts.join('|')})`);

/**
 * Lines that could be taken for a reply's own begin with a space, which those never do where texts stand. A text that has
 * none of them, which is nearly every one, is as it was.
 */
export const markLines = (text: string): string => text.replace(lineLikeOwn, ' ');

/** The same of a value that stands somewhere in a line: of what no title of any ticket begins with. */
export const markStart = (text: string): string => text.replace(startLikeOwn, ' ');

/** A text as replies show it among their own lines. */
export const shownText = (text: string): string => markLines(safeText(text));

/**
 * The same of a text with `\n` alone between its lines, and where a place of what is shown is in that text: what was read
 * can be sent back as `old`.
 */
export function traceShown(text: string): { shown: string; originOf(at: number): number } {
  const safe = replaceTraced(text, unsafe(), replacement);
  const marked = replaceTraced(safe.text, lineLikeOwn, () => ' ');
  return { shown: marked.text, originOf: (at) => safe.originOf(marked.originOf(at)) };
}

function replaceTraced(text: string, pattern: RegExp, by: (match: string) => string) {
  /** From `at` of what was made on, the text is so much further on. */
  const shifts = [{ at: 0, by: 0 }];
  let shift = 0;
  const made = text.replace(pattern, (match: string, offset: number) => {
    const put = by(match);
    const at = offset - shift + put.length;
    shift += match.length - put.length;
    shifts.push({ at, by: shift });
    return put;
  });
  const originOf = (at: number): number => at + (shifts.findLast((one) => one.at <= at)?.by ?? 0);
  return { text: made, originOf };
}

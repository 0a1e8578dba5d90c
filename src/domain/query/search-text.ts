/**
 * The tokens of a text, for the full-text index and for what is looked up in it. An identifier gives itself and its parts
 * ("getUserById" also get, user, by, id); what punctuation parts ("foo_bar", "src/a.ts") are neighbours, to be found as a
 * phrase; scripts without spaces give single characters, as does Hangul, whose words carry their endings: each part of such a
 * text is then a phrase. Accents, vowel points, case and width are gone, as are strokes through letters, the dots of Ё, and
 * what has no width: people look for łódź by "lodz".
 */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const { whole, parts } of runsOf(text)) {
    tokens.push(whole);
    for (const part of parts) tokens.push(part);
  }
  return tokens;
}

/** What stands between white space and punctuation, and the parts that it has beside. */
export interface Run {
  whole: string;
  parts: string[];
}

export function runsOf(text: string): Run[] {
  const found = isPlain(text) ? text.match(/[A-Za-z0-9]+/g) : simplify(text).match(pieces);
  return (found ?? []).map(readRun);
}

/** Scripts whose words are not parted, or not where somebody who looks for one would part them. */
export const unspaced = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  // The mark of a long vowel belongs to both kana.
  .concat('\u30fc')
  .join('');
// Symbols (emoji) stand alone, like the characters of these scripts. Marks of the latter do, too: a part may end before one.
const pieces = new RegExp(`[${unspaced}]|\\p{So}|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}\\p{Co}])+`, 'gu');

// What is longer is no word but data; it is found by its beginning.
const maxTokenLength = 64;

const isPlain = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

function simplify(text: string): string {
  return text
    .replace(invisible, '')
    .normalize('NFKD')
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}\p{N}])\p{M}+/gu, '$1')
    .replace(/(\p{Script=Cyrillic})[\u0300\u0301]+/gu, '$1')
    .replace(/([еЕ])\u0308/g, '$1')
    .normalize('NFC')
    .replace(/[ßẞłŁøØđĐħĦŧŦıæÆœŒ]/g, (letter) => plainLetters[letter] ?? letter);
}

/** Soft hyphens, joiners and marks of direction, wherever they stand in a word. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** Letters that Unicode does not take apart, as those type who do not have them on their keyboard. */
const plainLetters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ẞ: 'Ss', ł: 'l', Ł: 'L', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ħ: 'h', Ħ: 'H', ŧ: 't', Ŧ: 'T' },
  ...{ ı: 'i', æ: 'ae', Æ: 'Ae', œ: 'oe', Œ: 'Oe' },
};

/** What most of any text is; the classes of characters below take ten times longer to look up. */
const isWord = (piece: string): boolean => /^(?:[A-Z]?[a-z]+|[0-9]+)$/.test(piece);

function readRun(piece: string): Run {
  const whole = piece.slice(0, maxTokenLength).toLowerCase();
  if (isWord(piece)) return { whole, parts: [] };
  // The index's own tables of characters are older than many symbols.
  const symbol = /^\p{So}$/u.test(piece) ? piece.codePointAt(0) : undefined;
  if (symbol !== undefined) return { whole: `u${symbol.toString(16)}`, parts: [] };
  if (!/\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}|\p{L}\p{N}|\p{N}\p{L}/u.test(piece)) return { whole, parts: [] };
  const found =
    piece.slice(0, 1000).match(/\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+|[\p{Lo}\p{Lm}\p{M}]+/gu) ?? [];
  const parts = found.filter((part) => part.length > 1).map((part) => part.slice(0, maxTokenLength).toLowerCase());
  return { whole, parts };
}

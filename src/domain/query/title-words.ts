import { runsOf, unspaced } from './search-text.ts';

const stopWords = new Set(
  'the and for not with from that this are was were has have had but its into when while where which what who how why can cannot does did should would could will after before under over between without than then too very all any some our your their they them there here about again only own same such each other out off per via'.split(
    ' ',
  ),
);

/**
 * The words that say what a title is about: lower case, without endings, each once. Neither stop words nor words of fewer
 * than three letters; of scripts without spaces the pairs of characters.
 */
export function titleWords(title: string): string[] {
  const words = new Set<string>();
  let before = '';
  for (const { whole } of runsOf(title)) {
    const single = isCharacter(whole);
    if (single && before !== '') words.add(before + whole);
    before = single ? whole : '';
    if (!single && whole.length >= 3 && !stopWords.has(whole)) words.add(stem(whole));
  }
  return [...words];
}

/** How alike two titles are by their words, 0 to 1 (Jaccard index). */
export function similarity(a: readonly string[], b: readonly string[]): number {
  const other = new Set(b);
  const shared = a.filter((word) => other.has(word)).length;
  const all = a.length + b.length - shared;
  return all === 0 ? 0 : shared / all;
}

const character = new RegExp(`^[${unspaced}]$`, 'u');
const isCharacter = (token: string): boolean => character.test(token);

/** English endings only: "fails", "failed" and "failing" are "fail". What is left keeps at least four letters. */
function stem(word: string): string {
  const bare = word.replace(/(?<=....)(?:ing|ed|es|s)$/, '').replace(/(?<=....)e$/, '');
  return bare.replace(/(.)\1$/, '$1');
}

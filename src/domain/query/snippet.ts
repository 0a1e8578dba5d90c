import { beginningOf, placeBefore } from '../cut.ts';
import type { Term } from './model.ts';
import { runsOf, tokensOf } from './search-text.ts';

const wordsShown = 12;
const wordsBefore = 4;
const charactersShown = 120;
// Snippets are made for every hit of a page; what stands further down in a text this long is not worth the wait.
const charactersRead = 50_000;

/** Whether the text has the term: as a word, the beginning of one, or, failing these, as a part of one. */
export const mentions = (text: string, term: Term): boolean => findTerm(wordsOf(text), term) !== undefined;

/** At most twelve words of the text around the first term that it has, in one line; undefined when it has none. */
export function snippetOf(text: string, terms: readonly Term[]): string | undefined {
  const words = wordsOf(text);
  for (const term of terms) {
    const at = findTerm(words, term);
    if (at !== undefined) return cut(words, at, term);
  }
  return undefined;
}

const wordsOf = (text: string): string[] => beginningOf(text, charactersRead).match(/\S+/g) ?? [];

function findTerm(words: readonly string[], { text, kind }: Term): number | undefined {
  const [first, ...others] = runsOf(text);
  if (!first) return undefined;
  const sequence = others.length > 0 ? tokensOf(text) : first.parts.length > 1 ? first.parts : undefined;
  const found = others.length > 0 ? undefined : findToken(words, first.whole, kind);
  return found ?? (sequence && findSequence(words, sequence, kind));
}

function findToken(words: readonly string[], wanted: string, kind: Term['kind']): number | undefined {
  let within: number | undefined;
  for (const [index, word] of words.entries()) {
    const tokens = tokensOf(word);
    if (tokens.some((token) => (kind === 'phrase' ? token === wanted : token.startsWith(wanted)))) return index;
    if (within === undefined && kind !== 'phrase' && tokens.some((token) => token.includes(wanted))) within = index;
  }
  return within;
}

function findSequence(words: readonly string[], sequence: readonly string[], kind: Term['kind']): number | undefined {
  const tokens = words.flatMap((word, index) => tokensOf(word).map((token) => ({ token, index })));
  const last = sequence.length - 1;
  const isAt = (token: string, wanted: string, i: number) =>
    i === last && kind !== 'phrase' ? token.startsWith(wanted) : token === wanted;
  const found = tokens.find((_, at) => sequence.every((wanted, i) => isAt(tokens[at + i]?.token ?? '', wanted, i)));
  return found?.index;
}

function cut(words: readonly string[], at: number, { text }: Term): string {
  const start = Math.max(0, Math.min(at - wordsBefore, words.length - wordsShown));
  const end = Math.min(words.length, start + wordsShown);
  const before = words.slice(start, at);
  const rest = words.slice(at, end);
  const line = [...before, ...rest].join(' ');
  const isBegun = start > 0;
  const isMore = end < words.length;
  if (line.length <= charactersShown) return `${isBegun ? '…' : ''}${line}${isMore ? '…' : ''}`;
  const [found = ''] = rest;
  // Long words, or a script that has no spaces: count characters.
  const lead = [...before, ''].join(' ').length + Math.max(0, found.toLowerCase().indexOf(text.toLowerCase()));
  const from = placeBefore(line, lead - charactersShown / 4);
  const to = placeBefore(line, from + charactersShown);
  return `${from > 0 || isBegun ? '…' : ''}${line.slice(from, to).trim()}${to < line.length || isMore ? '…' : ''}`;
}

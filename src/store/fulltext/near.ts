import type { Database } from 'better-sqlite3';
import { countEdits } from '../../domain/near.ts';
import type { Term } from '../../domain/query/model.ts';
import { runsOf } from '../../domain/query/search-text.ts';
import { statement } from './index-file.ts';
import { countUpTo, findMatch } from './match.ts';

/** For each every word is gone through. */
const mostReplaced = 4;
const mostOffered = 3;
/** Of a shorter word too much is near. */
const shortest = 4;
/** From this many letters on a word may have two slips. */
const long = 6;

/**
 * For each term that no text has the words in use with the fewest slips between, those in most tickets first; for the first
 * few: for others, and where nothing is near, none.
 */
export function listNear(index: Database, terms: readonly Term[]): Map<Term, string[]> {
  const near = new Map<Term, string[]>();
  const unknown = terms.filter((term) => {
    const match = findMatch(index, [{ ...term, not: false }]);
    return match && countUpTo(index, match.expression, 1) === 0;
  });
  for (const [at, term] of unknown.entries()) near.set(term, at < mostReplaced ? wordsNear(index, term) : []);
  return near;
}

/** Phrases are meant as they stand, and of numbers and identifiers with numbers another one is not a misspelling. */
function wordsNear(index: Database, { text, kind }: Term): string[] {
  const [run, ...others] = runsOf(text);
  if (kind !== 'word' || run === undefined || others.length > 0) return [];
  const word = run.whole;
  if (word.length < shortest || !isLetters(word)) return [];
  const most = word.length < long ? 1 : 2;
  let best = most;
  let found: string[] = [];
  for (const candidate of candidatesFor(index, word, most)) {
    const edits = countEdits(word, candidate);
    // A word stays in the list when the last text that had it is gone.
    if (edits > best || !isLetters(candidate) || countUpTo(index, `"${candidate}"`, 1) === 0) continue;
    if (edits < best) found = [];
    best = edits;
    found.push(candidate);
  }
  const counts = new Map(found.map((one) => [one, countUpTo(index, `"${one}"`, mostCounted)]));
  return found.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1)).slice(0, mostOffered);
}

const mostCounted = 500;

const isLetters = (word: string): boolean => /^[\p{L}\p{M}]+$/u.test(word);

/**
 * Words of about that length that begin with its first or second letter, or end as it does: hardly anybody slips at both
 * ends, and to look at every word would take several times as long.
 */
function candidatesFor(index: Database, word: string, most: number): string[] {
  const letters = [...word];
  const ids = (length: number) => length * 2 ** 25;
  return statement(
    index,
    'select word from words where id >= ? and id < ? and (substr(word, 1, 1) in (?, ?) or substr(word, -2) = ?)',
  )
    .pluck()
    .all(
      ids(word.length - most),
      ids(word.length + most + 1),
      letters[0],
      letters[1],
      letters.slice(-2).join(''),
    ) as string[];
}

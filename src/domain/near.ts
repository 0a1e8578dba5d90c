import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a mistyped word most likely means, in the candidate's own spelling; undefined when none is near.
 * Near is an edit distance (Levenshtein; two swapped letters count once) that a word of this length can bear, or a word
 * of at least three letters that the candidate begins with or has as a part ("progress" for "in_progress").
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const folded = fold(word);
  let best: { candidate: string; far: number } | undefined;
  for (const candidate of candidates) {
    const far = farness(folded, fold(candidate));
    if (far !== undefined && (best === undefined || far < best.far)) best = { candidate, far };
  }
  return best?.candidate;
}

// Long input is never near anything, and the distance costs the product of the lengths.
const fold = (word: string): string =>
  word
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** The edit distance of two words (Levenshtein), where two swapped letters count once. */
export const countEdits = (a: string, b: string): number => (isSwap(a, b) ? 1 : distance(a, b));

function farness(word: string, candidate: string): number | undefined {
  const edits = countEdits(word, candidate);
  if (edits <= tolerance(Math.min(word.length, candidate.length))) return edits;
  if (word.length < 3) return undefined;
  const isPart = candidate.startsWith(word) || candidate.split('_').includes(word);
  // After every misspelling: "todos" is rather "todo" than the beginning of something long.
  return isPart ? 10 + candidate.length : undefined;
}

const tolerance = (length: number): number => (length < 3 ? 0 : length < 5 ? 1 : length < 8 ? 2 : 3);

const isSwap = (a: string, b: string): boolean =>
  a !== b && a.length === b.length && distance(a, b) === 2 && [...a].sort().join('') === [...b].sort().join('');

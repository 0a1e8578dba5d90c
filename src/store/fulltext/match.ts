import type { Database } from 'better-sqlite3';
import type { Term } from '../../domain/query/model.ts';
import { runsOf, tokensOf } from '../../domain/query/search-text.ts';
import { statement } from './index-file.ts';
import { wordsWith } from './words.ts';

/** What is looked for, in FTS5's language. */
export interface Match {
  expression: string;
  /** The hits of this one come first. */
  better?: string;
}

/** With this many hits the words need no widening. */
const plenty = 500;
/** With fewer hits than this the words are looked for within words, too. */
const few = 10;
const maxExpansions = 32;

/** All must hold: words, and of each group any of its lists. */
export type Wanted = readonly (Term | { not: boolean; any: readonly Wanted[] })[];

/**
 * What to look for so that the terms, at least one of them not negated, find enough: the words as they are if they have
 * plenty of hits, else also as beginnings of words, and if these have few hits as parts of words. Undefined when the
 * terms have nothing in them that is indexed.
 */
export function findMatch(index: Database, wanted: Wanted): Match | undefined {
  const exact = expressionOf(wanted, whole);
  const widened = expressionOf(wanted, beginning);
  if (exact === undefined || widened === undefined) return undefined;
  if (countUpTo(index, exact, plenty) === plenty) return { expression: exact };
  if (countUpTo(index, widened, few) === few) return { expression: widened };
  const anywhere = expressionOf(wanted, (term) => [...beginning(term), ...listExpansions(index, term)]) ?? widened;
  return anywhere === widened ? { expression: widened } : { expression: anywhere, better: widened };
}

/** What finds the tickets that have any of the terms or meet any of the groups, negated or not. */
export function matchAny(wanted: Wanted): Match | undefined {
  const alternatives = wanted.flatMap(wholeOf);
  return alternatives.length === 0 ? undefined : { expression: either(alternatives) };
}

type Alternatives = (term: Term) => string[];

/**
 * FTS5 query syntax: sqlite.org/fts5.html §3. Tokens hold letters and digits only and are quoted, so nothing is syntax.
 * Undefined where nothing is wanted that is indexed.
 */
function expressionOf(wanted: Wanted, alternativesOf: Alternatives): string | undefined {
  const all = wanted.flatMap((one) => {
    if (one.not) return [];
    const alternatives = 'any' in one ? listGroup(one.any, alternativesOf) : isIndexed(one) ? alternativesOf(one) : [];
    return alternatives.length > 0 ? [either(alternatives)] : [];
  });
  if (all.length === 0) return undefined;
  const unwanted = wanted.filter((one) => one.not).flatMap(wholeOf);
  return unwanted.length === 0 ? all.join(' AND ') : `(${all.join(' AND ')}) NOT ${either(unwanted)}`;
}

const listGroup = (any: readonly Wanted[], alternativesOf: Alternatives): string[] =>
  any.flatMap((one) => {
    const expression = expressionOf(one, alternativesOf);
    return expression === undefined ? [] : [`(${expression})`];
  });

const wholeOf = (one: Wanted[number]): string[] => ('any' in one ? listGroup(one.any, whole) : whole(one));

const either = (alternatives: readonly string[]): string => `(${alternatives.join(' OR ')})`;

const isIndexed = ({ text }: Term): boolean => sequencesOf(text).length > 0;

/** The term itself: an identifier also by its parts, so that getUserById and get_user_by_id find each other. */
function whole({ text, kind }: Term): string[] {
  const star = kind === 'prefix' ? ' *' : '';
  const sequences = sequencesOf(text);
  return sequences.map((tokens) => `"${tokens.join(' ')}"${star}`);
}

/** What is found whole counts twice, and so comes before what only begins with the term. */
function beginning(term: Term): string[] {
  return term.kind === 'word' ? [...whole(term), ...whole({ ...term, kind: 'prefix' })] : whole(term);
}

const maxPhrase = 64;

function sequencesOf(text: string): string[][] {
  const [first, ...others] = runsOf(text);
  if (first === undefined) return [];
  if (others.length > 0) return [tokensOf(text).slice(0, maxPhrase)];
  return first.parts.length > 1 ? [[first.whole], first.parts.slice(0, maxPhrase)] : [[first.whole]];
}

/** Indexed words that have the term within them, the shortest first. */
function listExpansions(index: Database, { text, kind }: Term): string[] {
  const [run, ...others] = runsOf(text);
  if (kind !== 'word' || run === undefined || others.length > 0) return [];
  const found: string[] = [];
  for (const word of wordsWith(index, run.whole)) {
    // A word stays in the list when the last text that had it is gone.
    if (countUpTo(index, `"${word}"`, 1) === 1) found.push(`"${word}"`);
    if (found.length === maxExpansions) break;
  }
  return found;
}

export function countUpTo(index: Database, expression: string, most: number): number {
  const count = statement(index, 'select count(*) from (select 1 from texts where texts match ? limit ?)').pluck();
  return count.get(expression, most) as number;
}

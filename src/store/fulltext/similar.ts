import type { Database } from 'better-sqlite3';
import { similarity, titleWords } from '../../domain/query/title-words.ts';
import { statement } from './index-file.ts';

/** A ticket by its number in the data file, and how alike its title is, 0 to 1. */
export interface Alike {
  number: number;
  similarity: number;
}

/** As many of the newest titles are looked at. */
const compared = 500;

/**
 * The tickets, not archived, whose titles are alike by `atLeast` or more, the most alike first, then the newest. A title
 * that shares that much has at least one of any n − ⌈atLeast·n⌉ + 1 of the n words, so only the rarest that many are looked
 * up (prefix filtering: Chaudhuri, Ganti, Kaushik, "A primitive operator for similarity joins", 2006).
 */
export function listAlike(
  index: Database,
  title: string,
  { limit, atLeast }: { limit: number; atLeast: number },
): Alike[] {
  const words = titleWords(title);
  if (words.length === 0) return [];
  const needed = words.length - Math.ceil(atLeast * words.length) + 1;
  const expressions = words.map((word) => ({ expression: expressionOf(word), count: 0 }));
  if (needed < words.length) for (const one of expressions) one.count = countTitles(index, one.expression);
  const rarest = expressions.sort((a, b) => a.count - b.count).slice(0, needed);
  const rows = statement(
    index,
    'select d.number, d.words from texts join docs d on d.doc = texts.rowid where texts match ? and texts.rowid > 0 order by texts.rowid desc limit ?',
  ).all(rarest.map((one) => one.expression).join(' OR '), compared) as { number: number; words: string }[];
  return rows
    .map((row) => ({ number: row.number, similarity: similarity(words, row.words.split(' ')) }))
    .filter((one) => one.similarity >= atLeast)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, limit);
}

/** A title word has lost its ending, or is a pair of characters that the index has one by one. */
function expressionOf(word: string): string {
  const isPair = !/^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u.test(word) && [...word].length === 2;
  return isPair ? `{title} : "${[...word].join(' ')}"` : `{title} : "${word}" *`;
}

function countTitles(index: Database, expression: string): number {
  const count = statement(
    index,
    'select count(*) from (select 1 from texts where texts match ? and rowid > 0 limit ?)',
  ).pluck();
  return count.get(expression, compared + 1) as number;
}

import type { Database } from 'better-sqlite3';
import { statement } from './fulltext-file.ts';

/** What is shorter has no trigram: it is a part of everything. */
const shortestPart = 3;

/** Adds words to those of which parts are found. */
export function storeWords(index: Database, words: Iterable<string>): void {
  const insert = statement(index, 'insert or ignore into words (id, word) values (?, ?)');
  const wordAt = statement(index, 'select word from words where id = ?').pluck();
  const added: number[] = [];
  for (const token of words) {
    // One that was cut within a character would come back from the file as another.
    const word = token.toWellFormed();
    if (word.length < shortestPart) continue;
    let id = firstId(word);
    let isNew = insert.run(id, word).changes === 1;
    while (!isNew && wordAt.get(id) !== word) isNew = insert.run(++id, word).changes === 1;
    if (isNew) added.push(id);
  }
  // FTS5 writes its buffer out whenever a rowid is lower than the one before.
  const insertParts =
    'insert into parts (rowid, word) select id, word from words where id in (select value from json_each(?)) order by id';
  if (added.length > 0) statement(index, insertParts).run(JSON.stringify(added));
}

/** Words that have the part within them, not at their beginning, the shortest first, then by their letters. */
export function* wordsWith(index: Database, part: string): Generator<string> {
  const letters = [...part];
  if (letters.length < shortestPart) return;
  const trigrams = letters.slice(2).map((_, at) => `"${letters.slice(at, at + 3).join('')}"`);
  const words = statement(
    index,
    'select w.word from parts join words w on w.id = parts.rowid where parts match ? and instr(w.word, ?) > 1 order by parts.rowid',
  ).pluck();
  let alike: string[] = [];
  for (const word of words.iterate(trigrams.join(' AND '), part) as IterableIterator<string>) {
    if (alike.length > 0 && word.length > alike[0]!.length) {
      yield* alike.sort();
      alike = [];
    }
    alike.push(word);
  }
  yield* alike.sort();
}

/** The word's length, then 24 bits of its FNV-1a hash (isthe.com/chongo/tech/comp/fnv); the next id that is free is the word's. */
function firstId(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return word.length * 2 ** 25 + (hash >>> 8);
}

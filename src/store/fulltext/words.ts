import type { Database } from 'better-sqlite3';
import { statement } from './index-file.ts';

/** What is shorter has no trigram: it is a part of everything. */
const shortestPart = 3;

/** Takes down the words of which parts are found. */
export interface WordList {
  add(tokens: readonly string[]): void;
  /** To be called before the transaction ends. */
  flush(): void;
}

/** The words that come first are mostly those that come often. */
const mostKnown = 4_096;
/** V8 cuts what is longer out of its text without copying: to keep it is to keep the text. */
const longestKnown = 12;

/** For one run of work on the index: it knows what it has stored, and so must not outlive a transaction that failed. */
export function openWordList(index: Database): WordList {
  const insert = statement(index, 'insert or ignore into words (id, word) values (?, ?)');
  const wordAt = statement(index, 'select word from words where id = ?').pluck();
  const known = new Set<string>();
  let added: number[] = [];
  const store = (token: string): void => {
    // One that was cut within a character would come back from the file as another.
    const word = token.toWellFormed();
    let id = firstId(word);
    let isNew = insert.run(id, word).changes === 1;
    while (!isNew && wordAt.get(id) !== word) isNew = insert.run(++id, word).changes === 1;
    if (isNew) added.push(id);
  };
  return {
    add(tokens) {
      for (const token of tokens) {
        if (token.length < shortestPart || known.has(token)) continue;
        store(token);
        if (token.length <= longestKnown && known.size < mostKnown) known.add(token);
      }
    },
    flush() {
      // FTS5 writes its buffer out whenever a rowid is lower than the one before.
      const insertParts =
        'insert into parts (rowid, word) select id, word from words where id in (select value from json_each(?)) order by id';
      if (added.length > 0) statement(index, insertParts).run(JSON.stringify(added));
      added = [];
    },
  };
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
    const shortest = alike[0];
    if (shortest !== undefined && word.length > shortest.length) {
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

import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf, tokensOf } from '../../../src/domain/query/search-text.ts';
import { openIndexFile } from '../../../src/store/fulltext/index-file.ts';
import { openWordList, wordsWith } from '../../../src/store/fulltext/words.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { search, word } from '../../support/searching.ts';

function storeWords(index: Database.Database, words: readonly string[]): void {
  index.transaction(() => {
    const list = openWordList(index);
    for (let time = 0; time < 2; time++) list.add(words);
    list.flush();
  })();
}

describe('parts of words', () => {
  /** Letters that make many words alike, of one, two, three and four bytes; tokens are cut at 64 characters. */
  const letters = fc.constantFrom('a', 'b', 'c', '7', 'é', 'ж', '\u{10400}'.toLowerCase(), '\u0905');
  const wordOf = (maxLength: number) =>
    fc
      .array(letters, { minLength: 1, maxLength })
      .map((found) => found.join(''))
      .filter((text) => runsOf(text).length === 1);

  /** What a scan of all words gives: those that have the term within them, the shortest first, at most 32. */
  function scan(titles: string[], asked: string): string[] {
    const part = runsOf(asked)[0]!.whole;
    if ([...part].length < 3) return [];
    const within = [...new Set(titles.flatMap(tokensOf))].filter((one) => one.indexOf(part) > 0);
    return within.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, 32);
  }

  const isFound = (title: string, asked: string, expansions: string[]): boolean => {
    const run = runsOf(asked)[0]!;
    const tokens = tokensOf(title);
    const hasParts = run.parts.length > 1 && ` ${tokens.join(' ')}`.includes(` ${run.parts.join(' ')}`);
    return hasParts || tokens.some((token) => token.startsWith(run.whole) || expansions.includes(token));
  };

  test('they are found as a scan of every word finds them, also when words come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(wordOf(9), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 9 }),
        fc.array(wordOf(4), { minLength: 1, maxLength: 6 }),
        async (titles, asked) => {
          const { db, create, change, fullText } = recordTickets();
          const gone = create('abcabc bcaabc cabcab');
          await fullText.bringUpToDate(db);
          change(gone, { set: { title: 'zzz' } });
          const said = titles.map((words) => words.join(' '));
          for (const title of said) create(title);
          for (const one of asked) {
            const expansions = scan(said, one);
            const expected = said.filter((title) => isFound(title, one, expansions));
            expect((await search(db, fullText, word(one))).toSorted()).toEqual(expected.toSorted());
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of many words that have it the 32 shortest are looked for, by their letters where they are alike', async () => {
    const { db, create, change, fullText } = recordTickets();
    const some = fc.array(fc.constantFrom(...'abcdefgh'), { minLength: 1, maxLength: 5 });
    const titles = [
      ...new Set(fc.sample(some, { numRuns: 300, seed: 5 }).map((found) => `${found.join('')}quux${found[0]}`)),
    ];
    // Words that no text has any more take nobody's place.
    const gone = create(Array.from('ijklmnop', (letter) => `${letter}quux ${letter}${letter}quux`).join(' '));
    await fullText.bringUpToDate(db);
    change(gone, { set: { title: 'gone' } });
    for (const title of titles) create(title);
    const expected = scan(titles, 'quux');
    expect(expected).toHaveLength(32);
    expect((await search(db, fullText, word('quux'))).toSorted()).toEqual(expected.toSorted());
  });

  test('none of many words is lost, though some have the same place', () => {
    const index = openIndexFile(':memory:');
    const words = Array.from({ length: 30_000 }, (_, n) => `q${n.toString(36).padStart(3, '0')}uux`);
    const store = (some: string[]) => {
      storeWords(index, some);
      return index.prepare('select count(*), count(distinct word) from words').raw().get();
    };
    store(words.slice(0, 20_000));
    expect(store(words)).toEqual([30_000, 30_000]);
    expect([...wordsWith(index, 'uux')]).toEqual(words.toSorted());
    index.close();
  });

  test('a word that is cut within a character is stored once', () => {
    const index = openIndexFile(':memory:');
    const [cut] = tokensOf(`a${'\u{10428}'.repeat(40)}`);
    for (let round = 0; round < 3; round++) storeWords(index, [cut!]);
    expect(index.prepare('select count(*) from words').pluck().get()).toBe(1);
    expect([...wordsWith(index, '\u{10428}'.repeat(3))]).toHaveLength(1);
    index.close();
  });
});

describe('a list of words', () => {
  const stored = (index: Database.Database) => index.prepare('select word from words order by word').pluck().all();

  test('leaves out what is too short to have parts, and has each word once', () => {
    const index = openIndexFile(':memory:');
    storeWords(index, ['ab', 'abc', 'abc', '', 'x'.repeat(64)]);
    storeWords(index, ['abc', 'abd']);
    expect(stored(index)).toEqual(['abc', 'abd', 'x'.repeat(64)]);
    index.close();
  });

  test('finds nothing before it is flushed, and nothing of a transaction that failed', () => {
    const index = openIndexFile(':memory:');
    const list = openWordList(index);
    list.add(['catalog']);
    expect([...wordsWith(index, 'log')]).toEqual([]);
    list.flush();
    const changes = () => index.prepare('select total_changes()').pluck().get();
    const before = changes();
    list.flush();
    expect([[...wordsWith(index, 'log')], changes()]).toEqual([['catalog'], before]);
    expect(() =>
      index.transaction(() => {
        const failing = openWordList(index);
        failing.add(['dialog']);
        failing.flush();
        throw new Error('no room');
      })(),
    ).toThrow('no room');
    storeWords(index, ['dialog']);
    expect([...wordsWith(index, 'log')]).toEqual(['dialog', 'catalog']);
    index.close();
  });

  test('gives words with the part within them, not at their beginning, and needs three letters of it', () => {
    const index = openIndexFile(':memory:');
    storeWords(index, ['login', 'blog', 'alog', 'prologue', 'logolog', 'lo-g', 'LOG', 'gol']);
    expect([...wordsWith(index, 'log')]).toEqual(['alog', 'blog', 'prologue']);
    expect([...wordsWith(index, 'logu')]).toEqual(['prologue']);
    expect([...wordsWith(index, 'lo')]).toEqual([]);
    expect([...wordsWith(index, 'lgo')]).toEqual([]);
    index.close();
  });
});

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactEvent } from '../../../src/domain/event/redact.ts';
import type { Term } from '../../../src/domain/query/query.ts';
import { runsOf, tokensOf } from '../../../src/domain/query/search-text.ts';
import { type FullText, openFullText } from '../../../src/store/fulltext/fulltext.ts';
import { indexFileName, openIndexFile } from '../../../src/store/fulltext/index-file.ts';
import { isUpToDate } from '../../../src/store/fulltext/update.ts';
import { openWordList, wordsWith } from '../../../src/store/fulltext/words.ts';
import type { Db } from '../../../src/store/schema/connect.ts';
import { tickets } from '../../../src/store/schema/schema.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { eventsIn, fileOf, openFile } from '../../support/store-book.ts';
import { makeDirectory } from '../../support/workspace.ts';

const word = (text: string): Term => ({ text, kind: 'word', not: false });
const phrase = (text: string): Term => ({ text, kind: 'phrase', not: false });
const not = (text: string): Term => ({ text, kind: 'word', not: true });

/** The titles of what is found, the best first. */
async function search(db: Db, fullText: FullText, ...terms: Term[]): Promise<string[]> {
  const hits = await fullText.search(db, terms, (found) => found.rank({ archived: 'without', offset: 0, limit: 50 }));
  return (hits ?? []).map(({ number }) => db.select().from(tickets).where(eq(tickets.ticket, number)).get()!.title);
}

function storeWords(index: Database.Database, words: readonly string[]): void {
  index.transaction(() => {
    const list = openWordList(index);
    for (let time = 0; time < 2; time++) list.add(words);
    list.flush();
  })();
}

describe('finding', () => {
  test.each([
    ['getUserById', 'getUserById'],
    ['getuserbyid', 'getUserById'],
    ['get_user_by_id', 'getUserById'],
    ['user', 'getUserById'],
    ['getUs', 'getUserById'],
    ['serBy', 'getUserById'],
    ['foo_bar', 'foo_bar'],
    ['bar', 'foo_bar'],
    ['fooBar', 'foo_bar'],
    ['E1234', 'E1234'],
    ['1234', 'E1234'],
    ['kebab-case', 'kebab-case'],
    ['dotted.names', 'dotted.names'],
    ['src/store/find.ts', 'src/store/find.ts'],
    ['find.ts', 'src/store/find.ts'],
    ['XMLHttpRequest', 'XMLHttpRequest'],
    ['http', 'XMLHttpRequest'],
    ['ogin', 'login'],
    ['log', 'login'],
    ['resume', 'Résumé'],
    ['RÉSUMÉ', 'resume'],
    ['strasse', 'Straße'],
    ['登录', '用户登录失败'],
    ['失敗', 'ログイン失敗'],
    ['ログイン', 'ログイン失敗'],
    ['로그인', '로그인이 안 된다'],
    ['हिन्दी', 'हिन्दी समर्थन'],
    ['เข้าสู่', 'เข้าสู่ระบบ'],
    ['🚀', 'ship it 🚀🚀'],
    ['Ωmega', 'ωmega'],
  ])('%s finds "%s"', async (asked, title) => {
    const { db, create, fullText } = recordTickets();
    create(title);
    create('something else entirely');
    expect(await search(db, fullText, word(asked))).toEqual([title]);
  });

  test('titles, labels, descriptions and comments are searched, a title counting most', async () => {
    const { db, create, comment, fullText } = recordTickets();
    const commented = create('in a comment');
    create('in the description', { description: 'The webhook is late.' });
    create('in a label', { labels: ['webhook'] });
    comment(commented, 'See the webhook.');
    create('webhook in the title');
    create('nothing');
    const found = await search(db, fullText, word('webhook'));
    expect(found[0]).toBe('webhook in the title');
    expect(found.toSorted()).toEqual(['in a comment', 'in a label', 'in the description', 'webhook in the title']);
  });

  test('all words are needed, a phrase as it stands, and none that is excluded', async () => {
    const { db, create, fullText } = recordTickets();
    create('reset the password by mail');
    create('password reset');
    create('password policy');
    expect(await search(db, fullText, word('password'), word('reset'))).toHaveLength(2);
    expect(await search(db, fullText, phrase('password reset'))).toEqual(['password reset']);
    expect(await search(db, fullText, word('password'), not('reset'))).toEqual(['password policy']);
    expect(await search(db, fullText, phrase('pass'))).toEqual([]);
  });

  test('the word itself comes before words that begin with it, and these before those that have it within', async () => {
    const { db, create, fullText } = recordTickets();
    create('logs');
    create('catalog');
    create('log');
    expect(await search(db, fullText, word('log'))).toEqual(['log', 'logs', 'catalog']);
  });

  test('an excluded word excludes itself and no longer words', async () => {
    const { db, create, fullText } = recordTickets();
    create('log rotation');
    create('login rotation');
    expect(await search(db, fullText, word('rotation'), not('log'))).toEqual(['login rotation']);
  });

  test('archived tickets are kept apart', async () => {
    const { db, create, archive, change, fullText } = recordTickets();
    const old = create('old webhook');
    create('new webhook');
    archive(old);
    const list = (archived: 'without' | 'only' | 'with') =>
      fullText.search(db, [word('webhook')], (found) => [found.list(archived).length, found.count(archived)]);
    expect([await list('without'), await list('only'), await list('with')]).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
    ]);
    change(old, { set: { archived: false } });
    expect(await list('without')).toEqual([2, 2]);
  });

  test('beyond 500 matches pages go on, each ticket once', async () => {
    const { db, create, fullText } = recordTickets();
    for (let i = 0; i < 620; i++) create(`webhook number ${i}`);
    const seen = new Set<number>();
    for (let offset = 0; offset < 620; offset += 90) {
      const hits = await fullText.search(db, [word('webhook')], (found) =>
        found.rank({ archived: 'without', offset, limit: 90 }),
      );
      for (const hit of hits!) seen.add(hit.number);
    }
    expect(seen.size).toBe(620);
  });

  test('no text breaks the index', async () => {
    const { db, create, fullText } = recordTickets();
    create('AND OR NOT NEAR "quoted" title:foo (brackets) col*');
    const kinds = fc.constantFrom<Term['kind']>('word', 'phrase', 'prefix');
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('"', 'AND', 'NEAR(a b)', 'title:x', '^a', 'a*', '{title}', '\0', '-', '(', '\ud800', 'a\0b'),
    );
    const terms = fc.array(fc.record({ text, kind: kinds, not: fc.boolean() }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(terms, text, async (wanted, title) => {
        await fullText.search(db, wanted, (found) => [
          found.list('with'),
          found.rank({ archived: 'with', offset: 0, limit: 5 }),
        ]);
        await fullText.listAny(db, wanted, 'with');
        await fullText.similar(db, title, { limit: 3, atLeast: 0.3 });
      }),
      { numRuns: 400 },
    );
  });
});

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

  test('a term of two letters finds beginnings of words, and nothing within them', async () => {
    const { db, create, fullText } = recordTickets();
    for (const title of ['stop', 'st', 'first', 'Stück']) create(title);
    expect(await search(db, fullText, word('st'))).toEqual(['st', 'Stück', 'stop']);
  });
});

describe('titles alike', () => {
  const alike = async (title: string, ...others: string[]) => {
    const { db, create, fullText } = recordTickets();
    for (const other of others) create(other);
    const found = await fullText.similar(db, title, { limit: 5, atLeast: 0.34 });
    return found!.map(({ number, similarity }) => [others[number - 1], Math.round(similarity * 100) / 100]);
  };

  test('they share words, whatever the endings, the case and the small words', async () => {
    expect(
      await alike('Login fails on Safari', 'login failing in safari', 'Export fails', 'Safari icon', 'Dark mode'),
    ).toEqual([['login failing in safari', 1]]);
    expect(await alike('Validate the webhook', 'Validating webhooks', 'Cache')).toEqual([['Validating webhooks', 1]]);
  });

  test('the most alike comes first', async () => {
    const found = await alike(
      'retry webhook delivery',
      'webhook delivery',
      'retry webhook delivery later',
      'retry webhook delivery',
    );
    expect(found.map(([title]) => title)).toEqual([
      'retry webhook delivery',
      'retry webhook delivery later',
      'webhook delivery',
    ]);
  });

  test('titles without spaces are compared by pairs of characters', async () => {
    expect((await alike('用户登录失败', '用户登录失败了', '导出报告')).map(([title]) => title)).toEqual([
      '用户登录失败了',
    ]);
  });

  test('a title of small words is like nothing', async () => {
    expect(await alike('it is not', 'it is not')).toEqual([]);
  });

  test('none that is alike enough is missed, though only the rarest words are looked up', async () => {
    const some = fc.array(fc.constantFrom('alpha', 'bravo', 'delta', 'omega', 'gamma', 'kappa', 'sigma', 'theta'), {
      minLength: 1,
      maxLength: 6,
    });
    const { db, create, fullText } = recordTickets();
    const titles: string[][] = [];
    fc.sample(some, { numRuns: 60, seed: 7 }).forEach((words) => {
      titles.push(words);
      create(words.join(' '));
    });
    await fc.assert(
      fc.asyncProperty(some, fc.constantFrom(0.34, 0.5, 0.8), async (words, atLeast) => {
        const found = await fullText.similar(db, words.join(' '), { limit: 100, atLeast });
        const mine = new Set<string>(words);
        const expected = titles.flatMap((other, i) => {
          const shared = new Set(other.filter((one) => mine.has(one))).size;
          return shared / new Set([...words, ...other]).size >= atLeast ? [i + 1] : [];
        });
        expect(found!.map((one) => one.number).toSorted((a, b) => a - b)).toEqual(expected);
      }),
    );
  });
});

test('a mere hint does not wait for an index that is far behind', async () => {
  const { db, create, record, fullText } = recordTickets();
  create('reset the password');
  const anna = { actor: 'anna', actorKind: 'agent', session: 's', client: 'c' } as const;
  for (let i = 0; i < 2_100; i++) record(null, 'project', { project: 'PAY' }, anna);
  const ask = () => fullText.similar(db, 'password reset', { limit: 1, atLeast: 0.5 });
  expect(await ask()).toBeUndefined();
  await fullText.bringUpToDate(db);
  expect(await ask()).toEqual([{ number: 1, similarity: 1 }]);
});

describe('keeping up', () => {
  const place = () => join(makeDirectory(), 'fulltext.db');

  test('what is written is found at the next question', async () => {
    const { db, create, change, comment, record, fullText } = recordTickets();
    const ticket = create('first', { description: 'about alpha' });
    expect(await search(db, fullText, word('alpha'))).toEqual(['first']);
    change(ticket, { set: { title: 'second' } });
    record(ticket, 'edit', { text: 'about bravo' }, { actor: 'a', actorKind: 'agent', session: 's', client: 'c' });
    comment(ticket, 'about charlie');
    change(ticket, { add: { labels: ['delta'] } });
    expect(await search(db, fullText, word('alpha'))).toEqual([]);
    for (const text of ['second', 'bravo', 'charlie', 'delta'])
      expect(await search(db, fullText, word(text))).toEqual(['second']);
  });

  test('of many long texts that are written at once none is forgotten', async () => {
    const { db, create, fullText } = recordTickets();
    create('before');
    await fullText.bringUpToDate(db);
    // Ten of them take longer than the index keeps the process from everything else.
    for (let i = 0; i < 40; i++) create(`late ${i}`, { description: `word${i}x${'abcdefgh '.repeat(5_000)}` });
    expect(await fullText.search(db, [word('late')], (found) => found.count('without'))).toBe(40);
  });

  test('a closed index is read again', async () => {
    const path = place();
    const { db, create } = recordTickets();
    create('alpha');
    const first = openFullText(path);
    expect(await search(db, first, word('alpha'))).toEqual(['alpha']);
    first.close();
    const second = openFullText(path);
    expect(await search(db, second, word('alpha'))).toEqual(['alpha']);
    expect(readdirSync(join(path, '..')).some((name) => /^fulltext-\d+\.db$/.test(name))).toBe(true);
    second.close();
  });

  test('a damaged or foreign file is replaced', async () => {
    const path = place();
    const { db, create } = recordTickets();
    create('alpha');
    const first = openFullText(path);
    await search(db, first, word('alpha'));
    first.close();
    const file = join(path, '..', readdirSync(join(path, '..')).find((name) => name.endsWith('.db'))!);
    writeFileSync(file, 'no database at all, but quite a long text to be one '.repeat(200));
    const second = openFullText(path);
    expect(await search(db, second, word('alpha'))).toEqual(['alpha']);
    second.close();
    expect(existsSync(file)).toBe(true);
  });

  test('damage in the midst of work is mended', async () => {
    const path = place();
    const { db, create } = recordTickets();
    create('alpha');
    const fullText = openFullText(path);
    await search(db, fullText, word('alpha'));
    const file = join(path, '..', readdirSync(join(path, '..')).find((name) => name.endsWith('.db'))!);
    const other = new Database(file);
    other.exec('drop table docs');
    other.close();
    expect(await search(db, fullText, word('alpha'))).toEqual(['alpha']);
    fullText.close();
  });

  test('where nothing can be written, the index is in memory', async () => {
    const { db, create } = recordTickets();
    create('alpha');
    const directory = makeDirectory();
    mkdirSync(indexFileName(join(directory, 'taken.db')));
    const fullText = openFullText(join(directory, 'taken.db'));
    expect(await search(db, fullText, word('alpha'))).toEqual(['alpha']);
    expect(await search(db, openFullText('/nowhere/at/all.db'), word('alpha'))).toEqual(['alpha']);
  });

  test('a branch with another history is answered as if the index had been made for it', async () => {
    const path = place();
    const book = recordTickets({ fullText: openFullText(path) });
    const { db, create, change, fullText } = book;
    const ticket = create('common');
    await fullText.bringUpToDate(db);
    const fork = book.sqlite.serialize();
    create('only here');
    change(ticket, { set: { title: 'renamed here' } });
    expect(await search(db, fullText, word('here'))).toHaveLength(2);
    const branch = openFile(fork);
    expect(await search(branch.db, fullText, word('here'))).toEqual([]);
    expect(await search(branch.db, fullText, word('common'))).toEqual(['common']);
    expect(await search(db, fullText, word('here'))).toHaveLength(2);
    fullText.close();
  });

  test('after a merge, which numbers tickets anew, and after a redaction', async () => {
    const book = recordTickets();
    const { db, create, fullText } = book;
    create('alpha', { description: 'the secret hunter2' });
    create('bravo');
    expect(await search(db, fullText, word('hunter2'))).toEqual(['alpha']);
    const events = eventsIn(db);
    const other = recordTickets();
    other.clock.now -= 3_600_000;
    other.create('charlie', { number: 200_001 });
    const merged = fileOf([...events, ...eventsIn(other.db).filter((event) => event.kind === 'create')].filter(unique));
    expect(await search(merged.db, fullText, word('bravo'))).toEqual(['bravo']);
    const redacted = fileOf(
      events.map((event) => (event.kind === 'create' ? redactEvent(event, { actor: 'a', time: 1 }) : event)),
    );
    expect(await search(redacted.db, fullText, word('hunter2'))).toEqual([]);
  });

  test('a rebuild lets other work go on', async () => {
    const { db, create } = recordTickets();
    for (let i = 0; i < 800; i++) create(`ticket ${i}`, { description: `word${i} `.repeat(200) });
    const fullText = openFullText(':memory:');
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await fullText.bringUpToDate(db);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    expect(await search(db, fullText, word('word799'))).toEqual(['ticket 799']);
  });

  test('two indexes of one file, used at once from different states, both answer right', async () => {
    const path = place();
    const book = recordTickets();
    for (let i = 0; i < 200; i++) book.create(`common ${i}`);
    const older = openFile(book.sqlite.serialize());
    book.create('common newest');
    const [a, b] = [openFullText(path), openFullText(path)];
    const count = (db: Db, fullText: FullText) =>
      fullText.search(db, [word('common')], (found) => found.count('without'));
    for (let round = 0; round < 5; round++)
      expect(await Promise.all([count(book.db, a), count(older.db, b), count(older.db, a), count(book.db, b)])).toEqual(
        [201, 200, 200, 201],
      );
    a.close();
    b.close();
  });

  test('what the data file throws is not taken for damage of the index', async () => {
    const path = place();
    const book = recordTickets({ fullText: openFullText(path) });
    book.create('alpha');
    await book.fullText.bringUpToDate(book.db);
    book.sqlite.close();
    await expect(book.fullText.bringUpToDate(book.db)).rejects.toThrow('not open');
    book.fullText.close();
  });
});

const unique = (event: { id: string }, index: number, all: readonly { id: string }[]): boolean =>
  all.findIndex((other) => other.id === event.id) === index;

test('an index that another process is half way with is not taken for the version before', async () => {
  const path = join(makeDirectory(), 'index.db');
  const book = recordTickets({ fullText: openFullText(path) });
  for (let n = 0; n < 1_200; n++) book.create(`ticket ${n}`);
  await book.fullText.bringUpToDate(book.db);
  const older = recordTickets();
  older.clock.now -= 3_600_000;
  older.create('from the other side', { number: 200_001 });
  const theirs = eventsIn(older.db).filter((event) => event.kind === 'create');
  const merged = fileOf([...eventsIn(book.db), ...theirs]);

  const index = openIndexFile(indexFileName(path));
  const documents = () => JSON.stringify(index.prepare('select doc, number from docs order by doc').all());
  const whole = documents();
  const other = openFullText(path);
  let done = false;
  const bringing = other.bringUpToDate(merged.db).then(() => {
    done = true;
  });
  let half = 0;
  while (!done) {
    if (documents() !== whole && !isUpToDate(index, merged.db)) half++;
    expect(isUpToDate(index, book.db) && documents() !== whole).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await bringing;
  expect(half).toBeGreaterThan(0);
  expect(isUpToDate(index, merged.db)).toBe(true);
  index.close();
  other.close();
});

import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Term } from '../../../src/domain/query/query.ts';
import { openIndexFile } from '../../../src/store/fulltext/index-file.ts';
import { findMatch, matchAny } from '../../../src/store/fulltext/match.ts';
import { countMatches } from '../../../src/store/fulltext/rank.ts';
import { updateIndex } from '../../../src/store/fulltext/update.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { indexOf, not, phrase, prefix, search, word } from '../../support/searching.ts';

const countOf = (index: Database, ...terms: Term[]): number => {
  const match = findMatch(index, terms);
  return match ? countMatches(index, match, 'without') : 0;
};

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
  ['ู่ระ', 'เข้าสู่ระบบ'],
  ['เข้าส', 'เข้าสู่ระบบ'],
  ['그인', '로그인이 안 된다'],
  ['グイン', 'ログイン失敗'],
  ['サーバ', 'ログサーバー'],
  ['code', 'エラーcode'],
  ['ｶﾞｷﾞ', 'ガギグ'],
  ['cafe\u0301', 'Café'],
  ['cafe', 'Cafe\u0301'],
  ['замок', 'за́мок'],
  ['كتاب', 'كِتَاب'],
  ['🚀', 'ship it 🚀🚀'],
  ['Ωmega', 'ωmega'],
])('%s finds "%s"', async (asked, title) => {
  const { db, create, fullText } = recordTickets();
  create(title);
  create('something else entirely');
  expect(await search(db, fullText, word(asked))).toEqual([title]);
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

test('a term of two letters finds beginnings of words, and nothing within them', async () => {
  const { db, create, fullText } = recordTickets();
  for (const title of ['stop', 'st', 'first', 'Stück']) create(title);
  expect(await search(db, fullText, word('st'))).toEqual(['st', 'Stück', 'stop']);
});

describe('what is looked for', () => {
  test('is nothing where the terms have nothing that is indexed', async () => {
    const index = await indexOf('log');
    expect(findMatch(index, [word('!!!'), phrase('--')])).toBeUndefined();
    expect(matchAny([word('!!!'), not('--')])).toBeUndefined();
    expect(countOf(index, word('!!!'), word('log'))).toBe(1);
    expect(matchAny([word('log'), not('mail')])?.expression).toBe('("log" OR "mail")');
  });

  test('is a beginning of words as well, and with fewer than ten hits also what is within words', async () => {
    const beginnings = Array.from('abcdefghi', (letter) => `log${letter}`);
    const nine = await indexOf('catalog', ...beginnings);
    expect(countOf(nine, word('log'))).toBe(10);
    expect(findMatch(nine, [word('log')])?.better).toBe('("log" OR "log" *)');
    const ten = await indexOf('catalog', 'log', ...beginnings);
    expect(countOf(ten, word('log'))).toBe(10);
    expect(findMatch(ten, [word('log')])).toEqual({ expression: '("log" OR "log" *)' });
  });

  test('is the word alone where that has 500 hits', async () => {
    const { db, sqlite, create } = recordTickets();
    sqlite.transaction(() => {
      create('logs');
      for (let n = 0; n < 499; n++) create('log');
    })();
    const index = openIndexFile(':memory:');
    await updateIndex(index, db);
    expect(countOf(index, word('log'))).toBe(500);
    create('log');
    await updateIndex(index, db);
    expect(countOf(index, word('log'))).toBe(500);
    expect(findMatch(index, [word('log')])).toEqual({ expression: '("log")' });
  });

  test('is as it stands in a phrase, from the beginning on with a star, and never within what has several words', async () => {
    const index = await indexOf('log in', 'logs in', 'blog in');
    expect(countOf(index, phrase('log in'))).toBe(1);
    expect(countOf(index, prefix('log'))).toBe(2);
    expect(countOf(index, prefix('og'))).toBe(0);
    expect(countOf(index, word('og-in'))).toBe(0);
    expect(countOf(index, word('og'))).toBe(0);
    expect(countOf(index, word('logs'), not('log'))).toBe(1);
    expect(countOf(index, word('in'), not('log'), not('logs'))).toBe(1);
  });

  test('is no more of a long phrase than its first 64 words', async () => {
    const words = Array.from({ length: 70 }, (_, n) => `w${String.fromCharCode(97 + (n % 26))}${'x'.repeat(n)}`);
    const index = await indexOf(...[64, 63].map((length) => words.slice(0, length).join(' ')));
    expect(countOf(index, phrase(words.join(' ')))).toBe(1);
  });

  test('is at most 32 words that have the term within, none of which every text has lost', async () => {
    const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
    const { db, create, change } = recordTickets();
    const index = openIndexFile(':memory:');
    const gone = create('1quux 2quux');
    await updateIndex(index, db);
    change(gone, { set: { title: 'gone' } });
    create([...letters, ...letters.map((letter) => `a${letter}`)].map((letter) => `${letter}quux`).join(' '));
    await updateIndex(index, db);
    const { expression } = findMatch(index, [word('quux')])!;
    const expected = [...letters, 'aa', 'ab', 'ac', 'ad', 'ae', 'af'].map((letter) => `"${letter}quux"`);
    expect(expression).toBe(`("quux" OR "quux" * OR ${expected.join(' OR ')})`);
  });
});

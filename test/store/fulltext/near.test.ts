import type { Database } from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openIndexFile } from '../../../src/store/fulltext/index-file.ts';
import { listNear } from '../../../src/store/fulltext/near.ts';
import { updateIndex } from '../../../src/store/fulltext/update.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { indexOf, phrase, prefix, word } from '../../support/searching.ts';

const nearTo = (index: Database, term: ReturnType<typeof word>) => listNear(index, [term]).get(term);

test.each([
  ['cachng', 'caching'],
  ['coupn', 'coupon'],
  ['authentification', 'authentication'],
  ['wrold', 'world'],
  ['uathentication', 'authentication'],
  ['xaching', 'caching'],
  ['Cafee', 'cafe'],
  ['елкии', 'елкин'],
  ['helo', 'hello'],
])('%s is near to %s', async (asked, found) => {
  const index = await indexOf('Caching coupon', 'authentication hello world', 'Café', 'Ёлкин');
  expect(nearTo(index, word(asked))).toEqual([found]);
});

test.each(['caching', 'cach', 'achin'])('%s is known', async (asked) => {
  expect(nearTo(await indexOf('Caching'), word(asked))).toBeUndefined();
});

test.each(['hall', 'mongo', 'E1235', '404', 'cat', 'getUserByld2', '登陆'])('nothing is near to %s', async (asked) => {
  const index = await indexOf('Caching long hello E1234 403 car getUserById', '登录');
  expect(nearTo(index, word(asked))).toEqual([]);
});

test('phrases and beginnings are meant as they stand', async () => {
  const index = await indexOf('Caching');
  expect(nearTo(index, phrase('cachng'))).toEqual([]);
  expect(nearTo(index, prefix('cachng'))).toEqual([]);
});

test('of words equally near those in most tickets come first, three at most, and none that every text has lost', async () => {
  const { db, create, change } = recordTickets();
  const index = openIndexFile(':memory:');
  const gone = create('mockers lockers');
  await updateIndex(index, db);
  change(gone, { set: { title: 'gone' } });
  for (const title of ['rockers', 'dockers hockers', 'dockers tockers']) create(title);
  await updateIndex(index, db);
  expect(nearTo(index, word('xockers'))).toEqual(['dockers', 'hockers', 'rockers']);
});

test('for the first four of many words at most', async () => {
  const index = await indexOf('caching');
  const asked = Array.from('abcdef', (letter) => word(`cachin${letter}`));
  expect([...listNear(index, asked).values()].map((near) => near.length)).toEqual([1, 1, 1, 1, 0, 0]);
});

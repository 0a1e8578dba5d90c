import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Term } from '../../../src/domain/query/query.ts';
import { openFullText } from '../../../src/store/fulltext/fulltext.ts';
import { writer } from '../../hostile/crafted.ts';
import { recordTickets } from '../../support/recorded-tickets.ts';
import { search, word } from '../../support/searching.ts';
import { fileOf } from '../../support/store-book.ts';
import { makeDirectory } from '../../support/workspace.ts';

const place = () => join(makeDirectory(), 'fulltext.db');

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
      await fullText.searchAny(db, wanted, (found) => found.list('with'));
      await fullText.similar(db, title, { limit: 3, atLeast: 0.3 });
    }),
    { numRuns: 400 },
  );
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

test('a search does not wait for an index that has most of the tickets yet to read: it says of how many it speaks', async () => {
  const { create } = writer();
  const count = 3_000;
  const { db } = fileOf(Array.from({ length: count }, (_, i) => create({ title: `common ${i}`, number: 100_000 + i })));
  const fullText = openFullText(':memory:', { left: 10, read: 1 });
  const ask = () => fullText.search(db, [word('common')], ({ indexed, count }) => ({ indexed, found: count('with') }));
  const first = await ask();
  expect(first?.indexed).toBeLessThan(1);
  expect(first?.found).toBe(Math.round(first!.indexed * count));
  const any = await fullText.searchAny(db, [word('common')], ({ indexed, list }) => ({
    indexed,
    found: list('with').length,
  }));
  expect(any!.found).toBe(Math.round(any!.indexed * count));
  expect(any!.indexed).toBeGreaterThanOrEqual(first!.indexed);
  // It goes on by itself, and whoever asks for all gets all.
  await fullText.bringUpToDate(db);
  expect(await ask()).toEqual({ indexed: 1, found: count });
  fullText.close();
});

test('a search waits for an index that lacks little', async () => {
  const { db, create } = recordTickets();
  create('alpha');
  const fullText = openFullText(':memory:', { left: 1, read: 1 });
  expect(await fullText.search(db, [word('alpha')], ({ indexed, count }) => [indexed, count('with')])).toEqual([1, 1]);
  fullText.close();
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

test('an index that is let go while it is made is made anew for whoever waits for it', async () => {
  const path = place();
  const { create } = writer();
  const { db } = fileOf(Array.from({ length: 1_500 }, (_, i) => create({ title: `alpha ${i}`, number: 100_000 + i })));
  const fullText = openFullText(path);
  const ask = () => fullText.search(db, [word('alpha')], (found) => found.count('with'));
  const answers = [ask(), fullText.bringUpToDate(db).then(() => 0), ask()];
  // It has begun, and is not at its end.
  await new Promise((resolve) => setImmediate(resolve));
  fullText.letGo();
  for (const name of readdirSync(join(path, '..'))) rmSync(join(path, '..', name));
  expect(await Promise.all(answers)).toEqual([1_500, 0, 1_500]);
  expect(await ask()).toBe(1_500);
  expect(readdirSync(join(path, '..')).some((name) => /^fulltext-\d+\.db$/.test(name))).toBe(true);
  fullText.close();
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

test('what the data file throws is not taken for damage of the index', async () => {
  const path = place();
  const book = recordTickets({ fullText: openFullText(path) });
  book.create('alpha');
  await book.fullText.bringUpToDate(book.db);
  book.sqlite.close();
  await expect(book.fullText.bringUpToDate(book.db)).rejects.toThrow('not open');
  book.fullText.close();
});

test('of many long texts that are written at once none is forgotten', async () => {
  const { db, create, fullText } = recordTickets();
  create('before');
  await fullText.bringUpToDate(db);
  // Ten of them take longer than the index keeps the process from everything else.
  for (let i = 0; i < 40; i++) create(`late ${i}`, { description: `word${i}x${'abcdefgh '.repeat(5_000)}` });
  expect(await fullText.search(db, [word('late')], (found) => found.count('without'))).toBe(40);
});
